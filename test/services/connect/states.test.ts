import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../src/testing/index.ts';
import { until, untilPasses } from '../../until.ts';
import { few } from '../household.ts';
import { plex } from '../setting.ts';
import { jellyfinHome, passing, plexHome } from './home.ts';

const two = { home: { kind: 'local' }, away: { kind: 'direct' } } as const;
const withRelay = { home: { kind: 'local' }, relay: { kind: 'relay' } } as const;
const minute = 60_000;

describe('a server that was looked for in vain', () => {
  test('is left alone for longer each time: no request at all, and callers are told how long', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await plexHome({ places: { home: two.home }, clock, serverTokenOnly: true });
    await places.home.become({ kind: 'resetting', when: 'request' });
    const rests: number[] = [];
    for (let turn = 0; turn < 9; turn += 1) {
      await expect(fold.connections.backend(source.id)).rejects.toMatchObject({ code: 'unavailable' });
      places.home.clear();
      const error: unknown = await fold.connections.backend(source.id).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) });
      expect(places.home.connections + places.home.log.all().length).toBe(0);
      const { retryAfterMs } = error as { retryAfterMs: number };
      rests.push(retryAfterMs);
      await clock.advance(retryAfterMs);
    }
    const wholes = [2, 4, 8, 16, 32, 64, 120, 120, 120].map((seconds) => seconds * 1_000);
    for (const [turn, whole] of wholes.entries()) {
      expect(rests[turn]).toBeLessThanOrEqual(whole);
      expect(rests[turn]).toBeGreaterThanOrEqual(whole * 0.8 - 1);
    }
  });

  test.each(['connect', 'networkChanged', 'sync'] as const)('%s looks at once', async (how) => {
    const clock = new FakeClock();
    const { fold, source, places } = await plexHome({ places: { home: two.home }, clock, serverTokenOnly: true });
    await places.home.become({ kind: 'dead' });
    await fold.connections.connect(source.id);
    await places.home.become({ kind: 'open' });
    await expect(fold.connections.backend(source.id)).rejects.toMatchObject({ code: 'unavailable' });
    if (how === 'connect') await fold.connections.connect(source.id);
    if (how === 'networkChanged') await fold.connections.networkChanged();
    if (how === 'sync') expect((await fold.sync.run(source.id)).status).toBe('completed');
    expect(fold.connections.state(source.id).status).toBe('online');
  });

  test('a network that changes in the middle of a search counts: what was asked on the old one says nothing', async () => {
    const clock = new FakeClock();
    const { fold, source, places, told } = await plexHome({ places: two, clock, serverTokenOnly: true });
    await places.home.become({ kind: 'dead' });
    await places.away.become({ kind: 'silent' });
    const first = fold.connections.connect(source.id);
    await until(() => places.away.connections > 0);
    await clock.advance(1_000);
    await places.home.become({ kind: 'open' });
    const changed = fold.connections.networkChanged();
    expect(await passing(clock, 10, changed)).toBeLessThan(1_000);
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'online', connection: { kind: 'local' } });
    expect((await first).chosen?.uri).toBe(places.home.uri);
    expect(told().at(-1)).toBe('online local');
  });

  test('a reset starts the waits anew once it was found', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await plexHome({ places: { home: two.home }, clock, serverTokenOnly: true });
    const restMs = async (): Promise<number> => {
      await fold.connections.connect(source.id);
      const error: unknown = await fold.connections.backend(source.id).catch((thrown: unknown) => thrown);
      return (error as { retryAfterMs: number }).retryAfterMs;
    };
    await places.home.become({ kind: 'dead' });
    expect([await restMs(), await restMs()].map((ms) => ms > 2_000)).toEqual([false, true]);
    await places.home.become({ kind: 'open' });
    await fold.connections.connect(source.id);
    await places.home.become({ kind: 'dead' });
    expect(await restMs()).toBeLessThanOrEqual(2_000);
  });
});

test('a Jellyfin server that is switched off is offline at once, not after it was asked for its addresses', async () => {
  const clock = new FakeClock();
  const { fold, source, places } = await jellyfinHome({ places: { home: two.home }, clock });
  await fold.connections.connect(source.id);
  await places.home.become({ kind: 'dead' });
  expect(await passing(clock, 20, fold.connections.connect(source.id))).toBeLessThan(1_000);
  expect(fold.connections.state(source.id).status).toBe('offline');
});

describe('on a relay', () => {
  test('other addresses are looked at after 30, 60 and 120 s, and the relay is not kept in mind', async () => {
    const clock = new FakeClock();
    const { fold, source, places, told } = await plexHome({ places: withRelay, clock });
    await places.home.become({ kind: 'resetting', when: 'request' });
    await fold.connections.connect(source.id);
    expect(told()).toEqual(['connecting', 'online relay']);
    expect(await fold.sources.list()).not.toMatchObject([{ connection: expect.anything() }]);
    const looks: number[] = [];
    const startedAt = clock.now();
    places.home.clear();
    for (let second = 1; second <= 380; second += 1) {
      await clock.advance(1_000);
      await until(() => clock.sleeping > 0);
      // A look asks once more when the connection broke off, which is the same look.
      const passed = (clock.now() - startedAt) / 1_000;
      const isAnother = passed - (looks.at(-1) ?? 0) > 20;
      if (isAnother && places.home.log.all().length > 0) looks.push(passed);
      places.home.clear();
    }
    expect(looks).toHaveLength(4);
    // The clock goes on while the sockets work, some seconds for each look.
    for (const [look, due] of [30, 90, 210, 330].entries()) {
      expect(looks[look]).toBeGreaterThanOrEqual(due);
      expect(looks[look]).toBeLessThan(due + 30);
    }
    expect(told()).toEqual([]);
    await places.home.become({ kind: 'open' });
    const better = until(() => fold.connections.state(source.id).status === 'online' && told().length > 0);
    await passing(clock, 100, better);
    expect(fold.connections.state(source.id)).toMatchObject({ connection: { uri: places.home.uri } });
    await untilPasses(async () =>
      expect(await fold.sources.list()).toMatchObject([{ connection: { uri: places.home.uri } }]),
    );
  });

  test('it is left at once when the network changes', async () => {
    const clock = new FakeClock();
    const { fold, source, places, told } = await plexHome({ places: withRelay, clock });
    await places.home.become({ kind: 'dead' });
    await fold.connections.connect(source.id);
    await places.home.become({ kind: 'open' });
    told();
    await fold.connections.networkChanged();
    expect(told()).toEqual(['connecting', 'online local']);
  });

  test('a look that its caller gave up changes nothing about leaving it', async () => {
    const clock = new FakeClock();
    const { fold, source, places, told } = await plexHome({ places: withRelay, clock });
    await places.home.become({ kind: 'dead' });
    await fold.connections.connect(source.id);
    await places.home.become({ kind: 'silent' });
    told();
    const giveUp = new AbortController();
    const given = fold.connections.connect(source.id, { signal: giveUp.signal });
    await until(() => told().includes('connecting'));
    giveUp.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'online', connection: { kind: 'relay' } });
    await places.home.become({ kind: 'open' });
    told();
    const left = until(() => told().includes('online local'));
    await passing(clock, 100, left);
    await left;
  });
});

describe('after the choice', () => {
  test('a better address that answers takes over, and a worse one never', async () => {
    const clock = new FakeClock();
    const spots = { ...two, other: { kind: 'direct' } } as const;
    const { fold, source, places, told } = await plexHome({ places: spots, clock, serverTokenOnly: true });
    await places.home.become({ kind: 'silent' });
    await passing(clock, 5, fold.connections.connect(source.id));
    expect(told()).toEqual(['connecting', 'online direct']);
    const backend = await fold.connections.backend(source.id);
    await places.home.become({ kind: 'open' });
    await until(() => backend.connection?.kind === 'local');
    expect(told()).toEqual(['online local']);
    await places.away.become({ kind: 'slow', ms: 50 });
    await fold.connections.connect(source.id);
    await passing(
      clock,
      100,
      until(() => clock.sleeping === 0),
    );
    expect(told()).toEqual(['connecting', 'online local']);
    expect(await fold.sources.list()).toMatchObject([{ connection: { uri: places.home.uri } }]);
  });
});

describe('an address that was quiet', () => {
  test.each([
    [minute - 1, true],
    [minute, false],
    [10 * minute, false],
  ])('for %d ms is trusted: %s', async (quietMs, isTrusted) => {
    const clock = new FakeClock();
    const stranger = await plex(few, { name: 'Somebody else' });
    const { fold, source, places, told } = await plexHome({ places: two, clock, serverTokenOnly: true });
    await fold.connections.backend(source.id);
    told();
    await places.away.become({ kind: 'dead' });
    await places.home.become({ kind: 'another-server', server: { url: stranger.server.url } });
    places.home.clear();
    await clock.advance(quietMs);
    const asked = fold.connections.use(source.id, (backend) => backend.libraries());
    await asked.catch(() => undefined);
    if (isTrusted) return;
    expect(places.home.tokens).toEqual([]);
    // Up to ten minutes only this one is asked at first.
    expect(told()).toEqual([...(quietMs === minute ? ['offline'] : []), 'connecting', 'offline']);
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('and one that is in use is not asked again', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await plexHome({ places: two, clock });
    await fold.connections.backend(source.id);
    places.home.clear();
    for (let turn = 0; turn < 5; turn += 1) {
      await clock.advance(0.8 * minute);
      await fold.connections.use(source.id, (backend) => backend.libraries());
    }
    expect(places.home.log.to('/identity')).toEqual([]);
  });
});

test('requests that wait for their turn do not wait out an address that says nothing', async () => {
  const clock = new FakeClock();
  const { fold, source, places } = await jellyfinHome({ places: two, clock });
  const backend = await fold.connections.backend(source.id);
  await places.home.become({ kind: 'silent' });
  const all = Promise.all(
    Array.from({ length: 30 }, () => fold.connections.use(source.id, (each) => each.libraries())),
  );
  // The deadline of the first ones, and a search.
  expect(await passing(clock, 250, all)).toBeLessThan(45_000);
  expect(backend.connection?.kind).toBe('direct');
});

test('nothing is left running or asked after the end', async () => {
  const clock = new FakeClock();
  const { fold, source, places } = await plexHome({ places: withRelay, clock });
  await places.home.become({ kind: 'silent' });
  fold.connections.watch();
  await passing(clock, 100, fold.connections.connect(source.id));
  expect(fold.connections.state(source.id)).toMatchObject({ connection: { kind: 'relay' } });
  await fold.close();
  expect(clock.sleeping).toBe(0);
});
