import type { JellyfinApiKeyCredential } from '../../../models/credential.ts';
import type { AuthProvider } from '../../auth-provider.ts';
import type { BackendContext } from '../../backend-context.ts';
import { authorizationHeader } from './authorization-header.ts';

/**
 * A key that is refused was deleted by an administrator: there is nobody to ask for another. It is the administrator's to end,
 * too: a logout with it changes nothing (recorded on 10.10 to 12.0).
 */
export function jellyfinApiKeyAuth(credential: JellyfinApiKeyCredential, context: BackendContext): AuthProvider {
  const headers = authorizationHeader(context.identity, context.source.deviceId, credential.key);
  return { credential, headers: async () => headers, renew: async () => false };
}
