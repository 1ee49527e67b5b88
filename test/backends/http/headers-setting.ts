import fc from 'fast-check';
import {
  createJellyfinBackend,
  jellyfinApiKeyAuth,
  jellyfinPasswordAuth,
  jellyfinTokenAuth,
  signInWithPassword,
} from '../../../src/backends/jellyfin/jellyfin.ts';
import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import { createPlexBackend, plexServerTokenAuth, plexTokenAuth } from '../../../src/backends/plex/plex.ts';
import { isMediafoldError } from '../../../src/errors.ts';
import type { ClientIdentity } from '../../../src/models/client-identity.ts';
import type { Candidate } from '../../../src/models/connection.ts';
import { environment } from '../../../src/models/environment.ts';
import { itemId, libraryId, serverId, sourceId, userId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import { type MockJellyfin, type MockPlex, startMockJellyfin, startMockPlex } from '../../../src/testing/index.ts';
import { type RecordingProxy, recordingProxy } from './recording-proxy.ts';

const world = createWorld(41);
const holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 1 } };

/** Anything that a person could call a machine, and what they could not. */
const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    'Žofie\'s "Büro", 居間',
    'a\r\nX-Plex-Token: x',
    '%41+%zz',
    '\ud800',
    '"',
    ',',
    '=',
    '\u0301',
  ),
);
export const identities: fc.Arbitrary<Required<ClientIdentity>> = fc.record({
  product: anyName,
  version: anyName,
  deviceName: anyName,
  deviceId: fc
    .oneof(fc.uuid(), fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }))
    .map((id) => id.toWellFormed().trim() || 'd'),
  platform: anyName,
});

type Work = (backend: MediaBackend, movie: string) => Promise<unknown>;

/** Everything that a backend can be asked for. `null`: the backend has no such facet. */
export const operations: Readonly<Record<string, Work>> = {
  'server info': (backend) => backend.serverInfo(),
  libraries: (backend) => backend.libraries(),
  list: async (backend) => backend.listItems((await backend.libraries())[0]?.id ?? libraryId('1'), { kind: 'movie' }),
  count: async (backend) => backend.countItems((await backend.libraries())[0]?.id ?? libraryId('1'), { kind: 'movie' }),
  item: (backend, movie) => backend.getItem(itemId(movie)),
  'strange item': (backend) => backend.getItem(itemId('a/../?x=1&"ü')),
  children: (backend, movie) => backend.children(itemId(movie)),
  search: async (backend) => backend.search?.search('the & "ü"'),
  played: async (backend, movie) => backend.watchState?.setPlayed(itemId(movie), true),
  unplayed: async (backend, movie) => backend.watchState?.setPlayed(itemId(movie), false),
  position: async (backend, movie) => backend.watchState?.setPosition(itemId(movie), 90_000),
  rating: async (backend, movie) => backend.watchState?.setRating?.(itemId(movie), 7),
  favourite: async (backend, movie) => backend.watchState?.setFavourite?.(itemId(movie), true),
  addresses: async (backend) => backend.discovery?.candidates(),
  renewal: (backend) => backend.renewCredential(),
  'keeping alive': async (backend) => backend.credentials?.keepAlive?.(),
};
export const operation: fc.Arbitrary<string> = fc.constantFrom(...Object.keys(operations));

export const candidateAt = (uri: string): Candidate => ({ uri, kind: 'local', secure: false, origin: 'typed' });

export type PlexKind = 'plex-token' | 'plex-token to be looked up' | 'plex-server-token' | 'no token';
export type JellyfinKind = 'jellyfin-token' | 'jellyfin-password' | 'jellyfin-api-key';
export const plexKinds: readonly PlexKind[] = [
  'plex-token',
  'plex-token to be looked up',
  'plex-server-token',
  'no token',
];
export const jellyfinKinds: readonly JellyfinKind[] = ['jellyfin-token', 'jellyfin-password', 'jellyfin-api-key'];

export interface Opened {
  readonly backend: MediaBackend;
  readonly movie: string;
  readonly at: RecordingProxy;
}

/** Servers, each behind a proxy that writes down what comes in. */
export interface Street {
  readonly plex: MockPlex;
  readonly jellyfin: MockJellyfin;
  readonly plexTv: RecordingProxy;
  readonly plexServer: RecordingProxy;
  readonly jellyfinServer: RecordingProxy;
  /** Nobody is to be sent there. */
  readonly elsewhere: RecordingProxy;
  readonly serverToken: string;
  open(kind: PlexKind | JellyfinKind, identity: ClientIdentity, fetching?: typeof fetch): Opened;
  /** Nothing was received, and nobody is redirected. */
  clear(): void;
  close(): Promise<void>;
}

export async function openStreet(): Promise<Street> {
  const plex = await startMockPlex({ world, servers: [{ holdings, ownAccessToken: true }] });
  const jellyfin = await startMockJellyfin({ world, holdings });
  const [server] = plex.servers;
  if (server === undefined) throw new Error('no server was started');
  const { accessToken: serverToken, machineIdentifier, ratingKeys } = server;
  const plexTv = await recordingProxy(plex.plexTv.url);
  const plexServer = await recordingProxy(server.url);
  const jellyfinServer = await recordingProxy(jellyfin.url);
  const elsewhere = await recordingProxy();
  const proxies = [plexTv, plexServer, jellyfinServer, elsewhere];

  const { name: username = '', password = '', id = '' } = jellyfin.users[0] ?? {};
  const device = { product: 'p', version: '1', deviceName: 'd', deviceId: 'of-the-tests' };
  const login = {
    environment: environment(),
    identity: device,
    url: jellyfin.url,
    username,
    password: secret(password),
  };
  const { credential } = await signInWithPassword(login);
  if (credential.type !== 'jellyfin-token') throw new Error('the login gave no token');
  const { token: jellyfinToken } = credential;

  function openPlex(kind: PlexKind, identity: ClientIdentity, fetching?: typeof fetch): Opened {
    const context = {
      environment: environment({ random: () => 0, ...(fetching === undefined ? {} : { fetch: fetching }) }),
      identity,
      plexTvUrl: plexTv.url,
      source: {
        id: sourceId('s'),
        type: 'plex' as const,
        name: 'Cellar',
        serverId: serverId(machineIdentifier),
        userId: userId(plex.account.uuid),
        deviceId: identity.deviceId,
      },
      retries: 0,
    };
    const accountToken = secret(plex.account.token);
    const auth =
      kind === 'plex-server-token' || kind === 'no token'
        ? plexServerTokenAuth(
            { type: 'plex-server-token', token: secret(kind === 'no token' ? '' : serverToken) },
            context,
          )
        : plexTokenAuth(
            {
              type: 'plex-token',
              accountToken,
              ...(kind === 'plex-token' ? { serverToken: secret(serverToken) } : {}),
            },
            context,
          );
    return { backend: createPlexBackend(auth, context), movie: ratingKeys.movie(0), at: plexServer };
  }

  function openJellyfin(kind: JellyfinKind, identity: ClientIdentity, fetching?: typeof fetch): Opened {
    const around = environment({ random: () => 0, ...(fetching === undefined ? {} : { fetch: fetching }) });
    const context = {
      environment: around,
      identity,
      source: {
        id: sourceId('s'),
        type: 'jellyfin' as const,
        name: 'Attic',
        serverId: serverId(jellyfin.serverId),
        userId: userId(id),
        deviceId: identity.deviceId,
      },
      currentConnection: () => backend.connection,
      retries: 0,
    };
    const auth = {
      'jellyfin-token': () => jellyfinTokenAuth({ type: 'jellyfin-token', token: jellyfinToken }, context),
      'jellyfin-password': () =>
        jellyfinPasswordAuth({ type: 'jellyfin-password', username, password: secret(password) }, context),
      'jellyfin-api-key': () => jellyfinApiKeyAuth({ type: 'jellyfin-api-key', key: secret(jellyfin.apiKey) }, context),
    }[kind]();
    const backend = createJellyfinBackend(auth, context);
    return { backend, movie: jellyfin.movieId(0), at: jellyfinServer };
  }

  return {
    ...{ plex, jellyfin, plexTv, plexServer, jellyfinServer, elsewhere, serverToken },
    open: (kind, identity, fetching) =>
      isPlex(kind) ? openPlex(kind, identity, fetching) : openJellyfin(kind, identity, fetching),
    clear() {
      for (const proxy of proxies) {
        proxy.redirect();
        proxy.received.length = 0;
      }
    },
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await Promise.all([plex.close(), jellyfin.close()]);
    },
  };
}

const isPlex = (kind: PlexKind | JellyfinKind): kind is PlexKind => (plexKinds as readonly string[]).includes(kind);

/** Only failures that are the library's own: a runtime that refuses a header would throw another. */
export async function quietly(work: Promise<unknown> | undefined): Promise<void> {
  await work?.catch((error: unknown) => {
    if (!isMediafoldError(error)) throw error;
    if (error.code === 'unavailable') throw new Error('did not get to the server', { cause: error });
  });
}
