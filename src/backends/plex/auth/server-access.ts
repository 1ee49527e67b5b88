import { MediafoldError } from '../../../errors.ts';
import type { Clock } from '../../../models/clock.ts';
import type { Secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { listServers, type PlexTv } from './plex-tv.ts';
import type { Resource } from './plex-tv-wire.ts';

/** Waits between looks, milliseconds. */
const pausesMs = [500, 1_500];

/**
 * plex.tv echoes an account's JWT as the token of the servers that it owns, and media servers answer 401 to it (seen up
 * to 1.43.3). Stored, it would lock the source out for good.
 */
export const looksLikeJwt = (token: string): boolean => token.startsWith('eyJ');

/** What this server takes from this user; `undefined` when plex.tv gave nothing that it could take. */
export function usableToken({ accessToken }: Resource): string | undefined {
  return accessToken === undefined || looksLikeJwt(accessToken) ? undefined : accessToken;
}

/**
 * The servers of an account, looked up again while they are not there: right after a sign-in, and now and then later,
 * the list is empty or lacks tokens for a moment.
 *
 * @param settled whether the list is good enough to stop looking
 * @returns the last list seen, settled or not
 */
export async function lookUpServers(
  plexTv: PlexTv,
  clock: Clock,
  token: Secret,
  settled: (servers: readonly Resource[]) => boolean,
  options: CallOptions = {},
): Promise<readonly Resource[]> {
  let servers = await listServers(plexTv, token, options);
  for (const pause of pausesMs) {
    if (settled(servers)) break;
    await clock.sleep(pause, options.signal);
    servers = await listServers(plexTv, token, options);
  }
  return servers;
}

export function noServer(servers: readonly Resource[]): MediafoldError {
  const operation = 'list the servers of the account';
  if (servers.some(({ accessToken }) => accessToken !== undefined && looksLikeJwt(accessToken))) {
    const says = 'this account token is of the kind that media servers do not accept; sign in with a PIN instead';
    return new MediafoldError('unsupported', `${operation}: ${says}`, { operation });
  }
  const says =
    servers.length === 0
      ? 'the account has no media server. Claim one in its settings or ask a friend to share one, then sign in again'
      : 'Plex gave no access to the servers of the account yet. Wait a minute, then sign in again';
  return new MediafoldError('not-found', `${operation}: ${says}`, { operation });
}
