import { signInWithPassword } from '../../../src/backends/jellyfin/jellyfin.ts';
import { plexServersOf, startPlexDeviceKeyPin } from '../../../src/backends/plex/plex.ts';
import { itemId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SignedInServer } from '../../../src/models/source.ts';
import {
  createWorld,
  FakeClock,
  type MockJellyfin,
  type MockPlex,
  type MockPlexServer,
  startMockJellyfin,
  startMockPlex,
} from '../../../src/testing/index.ts';
import { openPlace, type Place, startAt } from './auth-rules-setting.ts';

const holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 0 } };
const world = createWorld(31);

const resources = '/api/v2/resources';

async function plexHouse(): Promise<{
  readonly account: MockPlex;
  readonly server: MockPlexServer;
  readonly clock: FakeClock;
}> {
  const clock = new FakeClock(startAt);
  const account = await startMockPlex({ world, clock, servers: [{ holdings, ownAccessToken: true }] });
  const [server] = account.servers;
  if (server === undefined) throw new Error('no server was started');
  return { account, server, clock };
}

/**
 * @param at whose answers are spoiled: the media server, or plex.tv when it is asked for addresses
 * @param hasKey signed in with a key of this device instead of a plain token
 */
async function plexPlace(at: 'server' | 'plex.tv', hasKey = false): Promise<Place> {
  const { account, server, clock } = await plexHouse();
  const { plexTv } = account;
  const movie = itemId(server.ratingKeys.movie(0));
  const atServer = at === 'server';
  return openPlace({
    read: atServer
      ? (backend) => backend.libraries()
      : (backend) => backend.discovery?.candidates() ?? Promise.reject(new Error('no discovery')),
    readAt: atServer
      ? { path: '/library/sections', faults: server.faults }
      : { path: resources, faults: plexTv.faults },
    ...(atServer
      ? {
          write: async (backend) => backend.watchState?.setPlayed(movie, true),
          writeAt: { path: '/:/scrobble', faults: server.faults },
          setStarting: (starting) => server.setStartUp(starting ? 'maintenance' : 'ready'),
        }
      : {}),
    learns: atServer,
    ...(atServer ? { credentialPath: '/' } : {}),
    renewal: { path: hasKey ? '/api/v2/auth/token' : resources, faults: plexTv.faults },
    revoke: () => server.rotateAccessToken(),
    async holdRenewal(requests) {
      plexTv.faults.add({ path: resources, action: { kind: 'delay', ms: 1_000 } });
      while (server.log.to('/library/sections').length < requests || clock.sleeping === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await clock.advance(1_000);
    },
    logs: [server.log, plexTv.log],
    allFaults: [server.faults, plexTv.faults],
    plexTvUrl: plexTv.url,
    async login(fold) {
      const context = { ...(await fold.loginContext()), plexTvUrl: plexTv.url };
      const [found] = hasKey
        ? await signInWithKey(account, context)
        : await plexServersOf(secret(account.account.token), context);
      if (found === undefined) throw new Error('the account has no server');
      return found;
    },
    closeServers: () => account.close(),
  });
}

async function signInWithKey(
  account: MockPlex,
  context: Parameters<typeof startPlexDeviceKeyPin>[0],
): Promise<readonly SignedInServer[]> {
  const flow = await startPlexDeviceKeyPin(context);
  account.approvePin(flow.prompt.code);
  return flow.wait();
}

async function jellyfinPlace(keepPassword: boolean): Promise<Place> {
  const server: MockJellyfin = await startMockJellyfin({ world, holdings });
  const movie = itemId(server.movieId(0));
  const { faults, log } = server;
  return openPlace({
    read: (backend) => backend.libraries(),
    readAt: { path: '/UserViews', faults },
    write: async (backend) => backend.watchState?.setPlayed(movie, true),
    writeAt: { path: /^\/UserPlayedItems\//, faults },
    learns: true,
    credentialPath: '/Users/Me',
    renewal: { path: '/Users/AuthenticateByName', faults },
    revoke: () => server.revokeTokens(),
    setStarting: (starting) => server.setStartUp(starting ? 'loading' : 'ready'),
    logs: [log],
    allFaults: [faults],
    async login(fold) {
      const { name: username = '', password = '' } = server.users[0] ?? {};
      const options = { url: server.url, username, password: secret(password), keepPassword };
      return signInWithPassword({ ...(await fold.loginContext()), ...options });
    },
    closeServers: () => server.close(),
  });
}

export const places: Readonly<
  Record<'plexServer' | 'plexTv' | 'plexTvWithKey' | 'jellyfinToken' | 'jellyfinPassword', () => Promise<Place>>
> = {
  plexServer: () => plexPlace('server'),
  plexTv: () => plexPlace('plex.tv'),
  plexTvWithKey: () => plexPlace('plex.tv', true),
  jellyfinToken: () => jellyfinPlace(false),
  jellyfinPassword: () => jellyfinPlace(true),
};
