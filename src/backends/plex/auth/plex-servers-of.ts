import type { Secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { PlexLoginContext } from '../plex-context.ts';
import { serversOfAccount } from './account-servers.ts';
import { createPlexTv } from './plex-tv.ts';

/**
 * All media servers that an account can use, each with the token that this server takes from this user. For an account
 * token that another app got: signing out forgets it and does not end it.
 *
 * @throws {MediafoldError} `unauthorized` when plex.tv does not know the token, `not-found` when the account has no
 *   server, `unsupported` for a token that media servers do not take
 */
export async function plexServersOf(
  accountToken: Secret,
  options: PlexLoginContext & CallOptions,
): Promise<readonly SignedInServer[]> {
  const { signal, ...context } = options;
  const { deviceId } = context.identity;
  const servers = await serversOfAccount(createPlexTv({ ...context, deviceId }), accountToken, { deviceId, signal });
  return servers.map((server) => ({ ...server, credential: { ...server.credential, isBorrowed: true } }));
}
