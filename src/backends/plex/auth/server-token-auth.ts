import type { PlexServerTokenCredential } from '../../../models/credential.ts';
import type { AuthProvider } from '../../auth-provider.ts';
import type { BackendContext } from '../../backend-context.ts';
import { tokenHeader } from './plex-headers.ts';

/** A token that somebody took from one server. Nobody can renew it. Unclaimed servers take requests without any. */
export function plexServerTokenAuth(credential: PlexServerTokenCredential, _context: BackendContext): AuthProvider {
  const token = credential.token.reveal();
  const headers = (): Readonly<Record<string, string>> => (token === '' ? {} : { [tokenHeader]: token });
  return { credential, headers: async () => headers(), renew: async () => false };
}
