import { describe, expect, onTestFinished, test } from 'vitest';
import type { Environment } from '../../../src/models/environment.ts';
import { createAccessFetch } from '../../../src/services/access/access-fetch.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import type { Network } from '../../../src/testing/network/network.ts';
import type { Place } from '../../../src/testing/network/place.ts';
import { until, untilPasses } from '../../until.ts';
import { few } from '../household.ts';
import { plex } from '../setting.ts';
import { type Home, jellyfinHome, passing, plexHome } from './home.ts';

const local = { kind: 'local' } as const;
const direct = { kind: 'direct' } as const;
const relay = { kind: 'relay' } as const;
const libraries = ({ fold, source }: Pick<Home<string>, 'fold' | 'source'>): Promise<number> =>
  fold.connections.use(source.id, async (backend) => (await backend.libraries()).length);

/** Connections of before are gone: what comes next is a new one. */
async function reconnected(place: Place): Promise<void> {
  for (let left = 4; left > 0; left -= 1) await fetch(place.uri, { redirect: 'manual' }).catch(() => undefined);
  place.clear();
}

describe('from Wi-Fi to mobile and back', () => {
  test('with a direct address: the app is told of each move, and nothing is lost on the way', async () => {
    const home = await plexHome({ places: { home: local, away: direct } });
    const { fold, places, told } = home;
    await libraries(home);
    expect(told()).toEqual(['connecting', 'online local']);
    await places.home.become({ kind: 'dead' });
    await fold.connections.networkChanged();
    expect(told()).toEqual(['connecting', 'online direct']);
    expect(await libraries(home)).toBeGreaterThan(0);
    await places.home.become({ kind: 'open' });
    await fold.connections.networkChanged();
    await until(() => fold.connections.state(home.source.id).status === 'online');
    await untilPasses(() =>
      expect(fold.connections.state(home.source.id)).toMatchObject({ connection: { kind: 'local' } }),
    );
    const back = told();
    expect(back[0]).toBe('connecting');
    expect(back.at(-1)).toBe('online local');
    expect(back).not.toContain('offline');
  });

  test('with nothing but a relay, and an app that does not say that the network changed', async () => {
    const clock = new FakeClock();
    const home = await plexHome({ places: { home: local, relay }, clock });
    const { fold, places, told, source } = home;
    await libraries(home);
    told();
    await places.home.become({ kind: 'dead' });
    expect(await libraries(home)).toBeGreaterThan(0);
    expect(told()).toEqual(['connecting', 'online relay']);
    await places.home.become({ kind: 'open' });
    const isHome = until(() => JSON.stringify(fold.connections.state(source.id)).includes('"local"'));
    expect(await passing(clock, 100, isHome)).toBeLessThan(40_000);
    await isHome;
    expect(told()).toEqual(['online local']);
  });
});

describe('a server that restarts', () => {
  test.each([
    [
      'plex',
      () => plexHome({ places: { home: local }, clock: new FakeClock(), serverTokenOnly: true }),
      { as: 'plex' },
    ],
    ['jellyfin', () => jellyfinHome({ places: { home: local }, clock: new FakeClock() }), { as: 'jellyfin-setup' }],
    ['jellyfin', () => jellyfinHome({ places: { home: local }, clock: new FakeClock() }), { as: 'jellyfin' }],
  ] as const)('%s: refused, starting, online; nobody is asked to sign in', async (_, make, starting) => {
    const home = await make();
    const { fold, source, places, told } = home;
    await libraries(home);
    told();
    await places.home.become({ kind: 'dead' });
    await expect(libraries(home)).rejects.toMatchObject({ code: 'unavailable' });
    expect(told()).toEqual(['connecting', 'offline']);
    await places.home.become({ kind: 'starting', ...starting });
    const { results, state } = await fold.connections.connect(source.id);
    const mine = results.find(({ candidate }) => candidate.uri === places.home.uri);
    expect([state.status, mine?.outcome]).toEqual(['offline', 'starting']);
    await places.home.become({ kind: 'open' });
    await fold.connections.connect(source.id);
    expect(told()).toEqual(['connecting', 'offline', 'connecting', 'online local']);
    expect(await libraries(home)).toBeGreaterThan(0);
    expect(await fold.sources.list()).not.toMatchObject([{ needsSignIn: expect.anything() }]);
  });

  test('it begins to start while a call is under way: the call fails, and the next one after the rest goes through', async () => {
    const clock = new FakeClock();
    const home = await jellyfinHome({ places: { home: local }, clock });
    const { places, told } = home;
    await libraries(home);
    told();
    await places.home.become({ kind: 'starting', as: 'jellyfin' });
    await reconnected(places.home);
    const failing = libraries(home);
    await passing(clock, 500, failing);
    await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
    expect(told()).toEqual(['connecting', 'offline']);
    await places.home.become({ kind: 'open' });
    await clock.advance(2_000);
    expect(await libraries(home)).toBeGreaterThan(0);
    expect(told()).toEqual(['connecting', 'online local']);
  });
});

describe('an address that changes by DHCP', () => {
  test('plex: the account names the new one, and another server at the old one gets no token', async () => {
    const stranger = await plex(few, { name: 'Somebody else' });
    const home = await plexHome({ places: { old: local, now: local }, stored: ['old'], advertised: 'now' });
    const { fold, source, places, told } = home;
    await libraries(home);
    told();
    await places.old.become({ kind: 'another-server', server: { url: stranger.server.url } });
    await reconnected(places.old);
    stranger.server.log.clear();
    await fold.connections.networkChanged();
    expect(told()).toEqual(['connecting', 'online local']);
    expect(await libraries(home)).toBeGreaterThan(0);
    expect(fold.connections.state(source.id)).toMatchObject({ connection: { uri: places.now.uri } });
    expect(places.old.tokens).toEqual([]);
    expect(stranger.server.log.all().length).toBeGreaterThan(0);
  });

  test('jellyfin: another stored address leads to it', async () => {
    const home = await jellyfinHome({ places: { old: local, name: direct } });
    const { fold, source, places, told } = home;
    await libraries(home);
    told();
    await places.old.become({ kind: 'dead' });
    expect(await libraries(home)).toBeGreaterThan(0);
    expect(told()).toEqual(['connecting', 'online direct']);
    expect(fold.connections.state(source.id)).toMatchObject({ connection: { uri: places.name.uri } });
  });
});

describe('plex.tv is down', () => {
  test('the LAN stays: a start, a search and calls need nobody else', async () => {
    const home = await plexHome({ places: { home: local } });
    const { fold, source, account, told } = home;
    account.plexTv.faults.clear();
    account.plexTv.faults.add({ action: { kind: 'reset' } });
    expect(await libraries(home)).toBeGreaterThan(0);
    await fold.connections.networkChanged();
    expect((await fold.sync.run(source.id)).status).toBe('completed');
    expect(told()).toEqual(['connecting', 'online local', 'connecting', 'online local']);
  });

  test('a renewal waits for it: the source is offline, not signed out, and comes back by itself', async () => {
    const clock = new FakeClock();
    const home = await plexHome({ places: { home: local }, clock });
    const { fold, source, account, server, told } = home;
    await libraries(home);
    told();
    account.plexTv.faults.clear();
    account.plexTv.faults.add({ action: { kind: 'status', status: 503 } });
    server.rotateAccessToken();
    const failing = libraries(home);
    await passing(clock, 500, failing);
    await expect(failing).rejects.toMatchObject({ remedy: 'try-later' });
    expect(fold.connections.state(source.id).status).toBe('offline');
    expect(told()).not.toContain('needs-sign-in');
    expect(await fold.sources.list()).not.toMatchObject([{ needsSignIn: expect.anything() }]);
    account.plexTv.faults.clear();
    const stop = fold.connections.watch();
    const isBack = until(() => fold.connections.state(source.id).status === 'online');
    await passing(clock, 500, isBack);
    await isBack;
    stop();
    expect(await libraries(home)).toBeGreaterThan(0);
  });
});

test('a laptop that slept in another network wakes at home: online again without a call', async () => {
  const clock = new FakeClock();
  const home = await plexHome({ places: { home: local, away: direct }, clock, serverTokenOnly: true });
  const { fold, source, places, told } = home;
  await libraries(home);
  await Promise.all([places.home.become({ kind: 'silent' }), places.away.become({ kind: 'dead' })]);
  const stop = fold.connections.watch();
  told();
  await passing(clock, 500, fold.connections.networkChanged());
  expect(told()).toEqual(['connecting', 'offline']);
  await places.home.become({ kind: 'open' });
  const isBack = until(() => fold.connections.state(source.id).status === 'online');
  await passing(clock, 500, isBack);
  await isBack;
  stop();
  expect(told()).toEqual(['connecting', 'online local']);
});

test('an address that flaps: every call ends well, and the app sees the moves', async () => {
  const home = await plexHome({ places: { home: local, away: direct }, serverTokenOnly: true });
  const { fold, places, told } = home;
  await libraries(home);
  told();
  for (let turn = 0; turn < 6; turn += 1) {
    await places.home.become({ kind: turn % 2 === 0 ? 'dead' : 'open' });
    expect(await libraries(home)).toBeGreaterThan(0);
    if (turn % 2 === 1) await fold.connections.networkChanged();
  }
  expect(told()).not.toContain('offline');
  expect(told()).not.toContain('needs-sign-in');
});

describe('a captive portal', () => {
  test.each([
    ['a page', { kind: 'portal' }],
    ['a redirect', { kind: 'portal', location: 'http://127.0.0.1:9/welcome' }],
  ] as const)(
    'that answers with %s: offline, nothing lost, no token to it, and back when it lets through',
    async (_, portal) => {
      const home = await jellyfinHome({ places: { home: local } });
      const { fold, source, places, told } = home;
      expect((await fold.sync.run(source.id)).status).toBe('completed');
      const rows = (await fold.library.titles({ sourceId: source.id, limit: 50 })).titles.length;
      told();
      await places.home.become(portal);
      await reconnected(places.home);
      await fold.connections.networkChanged();
      expect(told()).toEqual(['connecting', 'offline']);
      await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unavailable' });
      expect(places.home.tokens).toEqual([]);
      expect((await fold.library.titles({ sourceId: source.id, limit: 50 })).titles).toHaveLength(rows);
      await places.home.become({ kind: 'open' });
      await reconnected(places.home);
      told();
      expect((await fold.sync.run(source.id)).status).toBe('completed');
      expect(told()).toEqual(['connecting', 'online local']);
    },
  );
});

test('a half-open address, which says who it is and then nothing, loses to one that answers', async () => {
  const clock = new FakeClock();
  const home = await plexHome({ places: { home: local, away: direct }, clock, serverTokenOnly: true });
  const { fold, source, places, told } = home;
  await places.home.become({ kind: 'half-open', requests: 1 });
  await passing(clock, 5, fold.connections.connect(source.id));
  expect(told()).toEqual(['connecting', 'online direct']);
  expect(await libraries(home)).toBeGreaterThan(0);
});

test('a certificate that ran out and is renewed: offline with the reason, then online, with the same source', async () => {
  const trusting = ({ ca }: Network): Partial<Environment> => {
    const { fetch, close } = createAccessFetch({ ca });
    onTestFinished(close);
    return { fetch };
  };
  const home = await jellyfinHome({ places: { home: { ...local, secure: true } }, environment: trusting });
  const { fold, source, places, told } = home;
  await libraries(home);
  told();
  /** A connection of before may break off first. */
  const found = (outcome: string): Promise<string> =>
    untilPasses(async () => {
      const { results, reason } = await fold.connections.connect(source.id);
      expect(results[0]).toMatchObject({ outcome });
      return reason;
    });
  await places.home.become({ kind: 'tls', certificate: 'expired' });
  places.home.clear();
  expect(await found('tls')).toContain('expired');
  expect(places.home.tokens).toEqual([]);
  expect(new Set(told())).toEqual(new Set(['connecting', 'offline']));
  await places.home.become({ kind: 'tls', certificate: 'renewed' });
  await found('ok');
  expect(told().slice(-2)).toEqual(['connecting', 'online local']);
  expect(await libraries(home)).toBeGreaterThan(0);
});
