/** The servers behind one row, and what is done to them from outside. */
import { systemClock } from '../../src/models/clock.ts';
import {
  createWorld,
  type JellyfinVersion,
  type MockJellyfin,
  type MockPlex,
  type MockPlexServer,
  startMockJellyfin,
  startMockPlex,
  type World,
} from '../../src/testing/index.ts';
import type { Way } from './journey.ts';

const world: World = createWorld(23);
/** A wrong password that is sent a second time, by whichever process, locks the person out. */
const users = [
  { name: 'marit', password: 'kites over water', lockoutAfter: 2 },
  { name: 'warden', password: 'seven old keys', admin: true },
];
const holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 0 } };

/** Time as the servers of the row have it. */
export interface StageClock {
  offsetMs: number;
}

export interface PlexStage {
  readonly vendor: 'plex';
  readonly clock: StageClock;
  readonly account: MockPlex;
  readonly server: MockPlexServer;
  /** What the person holds in the hand right now. */
  way: Way;
}

export interface JellyfinStage {
  readonly vendor: 'jellyfin';
  readonly clock: StageClock;
  readonly server: MockJellyfin;
  way: Way;
}

export type Stage = PlexStage | JellyfinStage;

const movable = (clock: StageClock) => ({ ...systemClock, now: () => systemClock.now() + clock.offsetMs });

export interface PlexStageOptions {
  readonly owned?: boolean;
  readonly claimed?: boolean;
}

export async function plexStage(
  wayOf: (stage: Omit<PlexStage, 'way'>) => Promise<Way> | Way,
  options: PlexStageOptions = {},
): Promise<PlexStage> {
  const clock: StageClock = { offsetMs: 0 };
  const servers = [{ holdings, ownAccessToken: true, ...options }];
  const account = await startMockPlex({ world, clock: movable(clock), servers });
  const [server] = account.servers;
  if (server === undefined) throw new Error('no server was started');
  const key = server.ratingKeys.movie(0);
  for (const { id } of account.users) server.setWatchState(key, { viewCount: 1, lastViewedAt: 1_700_000_000 }, id);
  const stage = { vendor: 'plex', clock, account, server } as const;
  return { ...stage, way: await wayOf(stage) };
}

export async function jellyfinStage(
  wayOf: (stage: Omit<JellyfinStage, 'way'>) => Promise<Way> | Way,
  version: JellyfinVersion,
): Promise<JellyfinStage> {
  const clock: StageClock = { offsetMs: 0 };
  const server = await startMockJellyfin({ world, holdings, version, users, clock: movable(clock) });
  for (const { name } of server.users) server.setWatchState(name, server.movieId(0), { played: true, playCount: 1 });
  const stage = { vendor: 'jellyfin', clock, server } as const;
  return { ...stage, way: await wayOf(stage) };
}

export const closeStage = (stage: Stage): Promise<void> =>
  stage.vendor === 'plex' ? stage.account.close() : stage.server.close();

/** An account token that another app of the person's got. */
export async function tokenOfAnotherApp({ account }: Pick<PlexStage, 'account'>): Promise<string> {
  const { url } = account.plexTv;
  const headers = { accept: 'application/json', 'x-plex-client-identifier': 'another-app', 'x-plex-product': 'Other' };
  const pin = (await (await fetch(`${url}/api/v2/pins`, { method: 'POST', headers })).json()) as {
    readonly id: number;
    readonly code: string;
  };
  account.approvePin(pin.code);
  const { authToken } = (await (await fetch(`${url}/api/v2/pins/${pin.id}`, { headers })).json()) as {
    readonly authToken: string;
  };
  return authToken;
}

export const otherDeviceId = 'another-app-on-the-shelf';

/** A user's token that another app got with the password. */
export async function jellyfinTokenOfAnotherApp({ server }: Pick<JellyfinStage, 'server'>): Promise<string> {
  const { name, password } = person(server);
  const authorization = `MediaBrowser Client="Other", Device="Shelf", DeviceId="${otherDeviceId}", Version="1"`;
  const answer = await fetch(`${server.url}/Users/AuthenticateByName`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ Username: name, Pw: password }),
  });
  return ((await answer.json()) as { readonly AccessToken: string }).AccessToken;
}

export function person({ users }: MockJellyfin): MockJellyfin['users'][number] {
  const [user] = users;
  if (user === undefined) throw new Error('the server has no users');
  return user;
}
