import type { Secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { PlexLoginContext } from '../plex-context.ts';
import { serversOfAccount } from './account-servers.ts';
import { pastedToken } from './pasted-token.ts';
import { createPlexTv } from './plex-tv.ts';

/**
 * All media servers that an account can use, each with the token that this server takes from this user. For an account
 * token that another app got: signing out forgets it and does not end it.
 *
 * @throws {MediafoldError} `unauthorized` when plex.tv does not know the token, `not-found` when the account has no
 *   server, `unsupported` for a token that media servers do not take, `invalid-argument` for one that cannot be a token
 */
export async function plexServersOf(
  accountToken: Secret,
  options: PlexLoginContext,
  { signal }: CallOptions = {},
): Promise<readonly SignedInServer[]> {
  const { deviceId } = options.identity;
  const token = pastedToken(accountToken, 'read the Plex account');
  const servers = await serversOfAccount(createPlexTv({ ...options, deviceId }), token, { deviceId, signal });
  return servers.map((server) => ({ ...server, credential: { ...server.credential, isBorrowed: true } }));
}
