import { signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { startPlexPin } from '../../src/backends/plex/plex.ts';
import { type Candidate, openMediafold, type SignedInServer, secret } from '../../src/index.ts';
import {
  createNetwork,
  createWorld,
  type Holdings,
  type MockJellyfin,
  type MockPlex,
  type MockPlexConnection,
  type Place,
  startMockJellyfin,
  startMockPlex,
} from '../../src/testing/index.ts';

/** What stands beside the one good address. */
export type CrowdKind = 'alone' | 'refused' | 'silent';

/** A Plex server and a Jellyfin server, each with one good address and those that are no good. */
export interface Crowd {
  readonly kind: CrowdKind;
  readonly plex: MockPlex;
  /** As a sign-in at plex.tv tells it. */
  readonly plexServer: SignedInServer;
  readonly jellyfin: MockJellyfin;
  readonly jellyfinServer: SignedInServer;
  /** What both lists hold beside the good one. */
  readonly dead: readonly Place[];
  close(): Promise<void>;
}

const holdings: Holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 0 } };

export async function startCrowd(kind: CrowdKind, count: number): Promise<Crowd> {
  const network = createNetwork();
  const behaviour = { kind: kind === 'silent' ? 'silent' : 'dead' } as const;
  const world = createWorld(7);
  const jellyfin = await startMockJellyfin({ world, holdings });
  for (let added = 0; added < (kind === 'alone' ? 0 : count); added += 1) {
    await network.add({ server: jellyfin, behaviour });
  }
  const dead = network.places;
  const extraConnections = dead.map(
    ({ uri, host, port }): MockPlexConnection => ({
      ...{ uri, local: true, relay: false, address: host, port, protocol: 'http' },
    }),
  );
  const plex = await startMockPlex({ world, servers: [{ holdings, ownAccessToken: true, extraConnections }] });
  const fold = await openMediafold({
    path: ':memory:',
    product: 'bench',
    version: '1',
    lan: false,
    key: new Uint8Array(32),
  });
  const flow = await startPlexPin({ ...(await fold.loginContext()), plexTvUrl: plex.plexTv.url });
  plex.approvePin(flow.prompt.code);
  const [plexServer] = await flow.wait();
  const [user] = jellyfin.users;
  if (plexServer === undefined || user === undefined) throw new Error('the mock servers let nobody in');
  const { name: username, password } = user;
  const context = await fold.loginContext();
  const login = await signInWithPassword({ ...context, url: jellyfin.url, username, password: secret(password) });
  await fold.close();
  const typed = (uri: string): Candidate => ({ uri, kind: 'local', secure: false, origin: 'typed' });
  return {
    ...{ kind, plex, plexServer, jellyfin, dead },
    jellyfinServer: { ...login, candidates: [...dead.map(({ uri }) => typed(uri)), typed(jellyfin.url)] },
    close: async () => {
      await Promise.all([network.close(), plex.close(), jellyfin.close()]);
    },
  };
}
