import { MediafoldError } from '../../../errors.ts';
import type { Candidate } from '../../../models/connection.ts';
import type { ServerId } from '../../../models/ids.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { CallOptions } from '../../auth-provider.ts';
import { accountCandidates } from '../plex-connections.ts';
import type { PlexAccount } from './plex-auth.ts';
import { listServers, type PlexTv } from './plex-tv.ts';
import type { Resource } from './plex-tv-wire.ts';

/** Waits between looks, milliseconds. */
const pausesMs = [500, 1_500];

/**
 * plex.tv echoes an account's JWT as the token of the servers that it owns, and media servers answer 401 to it (seen up
 * to 1.43.3). Stored, it would lock the source out for good. A plain token may begin like one by chance, and has no dots.
 */
export const looksLikeJwt = (token: string): boolean => token.startsWith('eyJ') && token.includes('.');

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
  token: Secret,
  settled: (servers: readonly Resource[]) => boolean,
  options: CallOptions = {},
): Promise<readonly Resource[]> {
  let servers = await listServers(plexTv, token, options);
  for (const pause of pausesMs) {
    if (settled(servers)) break;
    await plexTv.clock.sleep(pause, options.signal);
    servers = await listServers(plexTv, token, options);
  }
  return servers;
}

/** plex.tv still says that the person may use the server, so signing in again would change nothing. */
export function tokenIsMissing(): MediafoldError {
  const operation = 'get the server token';
  const says = 'Plex lists the server but gives no token for it now; try again later';
  return new MediafoldError('unavailable', `${operation}: ${says}`, { operation });
}

/**
 * @returns what this server takes from this user; undefined when the account does not have the server any more, or only
 *   what it could never take
 * @throws {MediafoldError} `unavailable` when plex.tv lists the server without a token
 */
export async function lookUpServerToken(
  plexTv: PlexTv,
  token: Secret,
  server: ServerId,
  options: CallOptions = {},
): Promise<Secret | undefined> {
  const ours = (servers: readonly Resource[]): Resource | undefined =>
    servers.find(({ clientIdentifier }) => clientIdentifier === server);
  const settled = (servers: readonly Resource[]): boolean => ours(servers)?.accessToken !== undefined;
  const found = ours(await lookUpServers(plexTv, token, settled, options));
  if (found !== undefined && found.accessToken === undefined) throw tokenIsMissing();
  const usable = found === undefined ? undefined : usableToken(found);
  return usable === undefined ? undefined : secret(usable);
}

/** The addresses that plex.tv knows of one server right now. */
export function advertisedCandidates(
  account: PlexAccount,
  server: ServerId,
  options: CallOptions,
): Promise<readonly Candidate[]> {
  return account.ask(async (plexTv, token) => {
    const servers = await listServers(plexTv, token, options);
    return servers.filter(({ clientIdentifier }) => clientIdentifier === server).flatMap(accountCandidates);
  }, options);
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
