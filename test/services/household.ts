import { createServer } from 'node:net';
import type { Candidate } from '../../src/models/connection.ts';
import type { Source } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { FakeClock, Holdings, LoggedRequest, RequestLog } from '../../src/testing/index.ts';
import { catalogueFile, movies, openAt, type PlexHouse, plex, plexLogin, storedSource } from './setting.ts';

export const few: Holdings = movies(3);
/** An address at which nothing listens any more. */
export async function deadUrl(scheme: 'http' | 'https' = 'http'): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  return `${scheme}://127.0.0.1:${port}`;
}

export const at = (uri: string, kind: Candidate['kind'] = 'local'): Candidate => ({
  uri,
  kind,
  secure: uri.startsWith('https:'),
  origin: 'account',
});

/** Requests that came in at one address: a server and its relay share one log. */
export const askedAt = (log: RequestLog, uri: string): readonly LoggedRequest[] =>
  log.all().filter(({ address }) => uri.endsWith(address));
export const credentialsIn = (requests: readonly LoggedRequest[]): readonly unknown[] =>
  requests.flatMap(({ headers, query }) => {
    const carried = [headers['x-plex-token'], headers['x-emby-token'], headers['x-mediabrowser-token']];
    const inQuery = ['X-Plex-Token', 'ApiKey', 'api_key'].map((name) => query.get(name));
    const authorization = String(headers.authorization ?? '').includes('Token=') ? [headers.authorization] : [];
    return [...carried, ...inQuery, ...authorization].filter((value) => value !== undefined && value !== null);
  });

export interface Household extends PlexHouse {
  readonly fold: Mediafold;
  readonly source: Source;
  readonly path: string;
  readonly relayUrl: string;
  readonly dead: string;
}

export interface Addresses {
  readonly server: string;
  /** The server's second socket. */
  readonly relay: string;
  readonly dead: string;
}

/** A Plex server with two sockets, linked with the addresses of the test instead of those that plex.tv names. */
export async function household(
  candidates: (addresses: Addresses) => readonly Candidate[],
  clock?: FakeClock,
): Promise<Household> {
  const house = await plex(few, { relay: true, ownAccessToken: true });
  const relayUrl = house.server.relay?.url ?? '';
  const path = catalogueFile();
  const fold = await openAt(path, {
    plexTvUrl: house.account.plexTv.url,
    ...(clock === undefined ? {} : { environment: { clock } }),
  });
  const login = await plexLogin(fold, house);
  const dead = await deadUrl();
  const addresses = { server: house.server.url, relay: relayUrl, dead };
  const source = await storedSource(path, { ...login, candidates: candidates(addresses) });
  house.server.log.clear();
  house.account.plexTv.log.clear();
  return { ...house, fold, source, path, relayUrl, dead };
}
