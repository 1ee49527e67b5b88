import { describe, expect, onTestFinished, test } from 'vitest';
import { createAccessFetch } from '../../../src/services/access/access-fetch.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import type { Network } from '../../../src/testing/network/network.ts';
import { until } from '../../until.ts';
import { jellyfin, movies } from '../setting.ts';
import { jellyfinHome, passing, plexHome } from './home.ts';

const one = { home: { kind: 'local' } } as const;
const two = { home: { kind: 'local' }, away: { kind: 'direct' } } as const;
const minute = 60_000;
const identityPaths = /^\/(identity|System\/Info\/Public)$/;

describe('an app that keeps the backend and asks nobody for it again', () => {
  test('a stranger at the address is found out once, and gets nothing from then on', async () => {
    const { fold, source, places } = await jellyfinHome({ places: one, clock: new FakeClock() });
    const stranger = await jellyfin(movies(2));
    const backend = await fold.connections.backend(source.id);
    await backend.libraries();
    await places.home.become({ kind: 'another-server', server: stranger });
    places.home.clear();
    await expect(fold.connections.connect(source.id)).resolves.toMatchObject({ state: { status: 'offline' } });
    const heard = places.home.log.all().length;
    for (let turn = 0; turn < 3; turn += 1) {
      // Not "sign in again": the credential has done nothing wrong.
      await expect(backend.libraries()).rejects.toMatchObject({
        code: 'unavailable',
        retryAfterMs: expect.any(Number),
      });
    }
    expect(places.home.log.all()).toHaveLength(heard);
    expect(places.home.tokens).toEqual([]);
  });

  test.each([minute, 30 * minute])(
    'one that took the address over while it was quiet for %d ms gets no token',
    async (quietMs) => {
      const clock = new FakeClock();
      const { fold, source, places, told } = await jellyfinHome({ places: two, clock });
      const stranger = await jellyfin(movies(2));
      const backend = await fold.connections.backend(source.id);
      const before = await backend.libraries();
      await places.home.become({ kind: 'another-server', server: stranger });
      // No connection of before is left that could break off.
      for (let left = 5; left > 0; left -= 1) await fetch(places.home.uri).catch(() => undefined);
      places.home.clear();
      told();
      await clock.advance(quietMs);
      expect(await backend.libraries()).toEqual(before);
      expect(backend.connection?.uri).toBe(places.away.uri);
      expect(places.home.tokens).toEqual([]);
      expect(told()).toEqual(['offline', 'connecting', 'online direct']);
    },
  );

  test('many calls after a silence ask who is there once, and the app is told nothing', async () => {
    const clock = new FakeClock();
    const { fold, source, places, told } = await plexHome({ places: two, clock });
    const backend = await fold.connections.backend(source.id);
    places.home.clear();
    told();
    await clock.advance(minute);
    await Promise.all(Array.from({ length: 20 }, () => backend.libraries()));
    expect(places.home.log.all().filter(({ path }) => identityPaths.test(path))).toHaveLength(1);
    expect(told()).toEqual([]);
    // And not again for a while.
    await clock.advance(minute / 2);
    await backend.libraries();
    expect(places.home.log.all().filter(({ path }) => identityPaths.test(path))).toHaveLength(1);
  });

  test('one that is used all the time is not asked who it is in between', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await plexHome({ places: two, clock });
    const backend = await fold.connections.backend(source.id);
    places.home.clear();
    for (let turn = 0; turn < 5; turn += 1) {
      await clock.advance(0.8 * minute);
      await backend.libraries();
    }
    expect(places.home.log.all().filter(({ path }) => identityPaths.test(path))).toEqual([]);
  });

  test('a certificate vouches for longer', async () => {
    const clock = new FakeClock();
    const trusting = ({ ca }: Network) => {
      const { fetch, close } = createAccessFetch({ ca });
      onTestFinished(close);
      return { fetch };
    };
    const places = { home: { kind: 'local', secure: true } } as const;
    const home = await jellyfinHome({ places, clock, environment: trusting });
    const backend = await home.fold.connections.backend(home.source.id);
    home.places.home.clear();
    await clock.advance(9 * minute);
    await backend.libraries();
    expect(home.places.home.log.all().some(({ path }) => identityPaths.test(path))).toBe(false);
    await clock.advance(10 * minute);
    await backend.libraries();
    expect(home.places.home.log.all().some(({ path }) => identityPaths.test(path))).toBe(true);
  });

  test('an address that says nothing after a silence holds nobody up for long', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await jellyfinHome({ places: two, clock });
    const backend = await fold.connections.backend(source.id);
    await backend.libraries();
    await places.home.become({ kind: 'silent' });
    await clock.advance(minute);
    expect(await passing(clock, 50, backend.libraries())).toBeLessThan(5_000);
    expect(backend.connection?.uri).toBe(places.away.uri);
  });

  test('who gives up while it is asked is told so at once', async () => {
    const clock = new FakeClock();
    const { fold, source, places } = await jellyfinHome({ places: one, clock });
    const backend = await fold.connections.backend(source.id);
    await places.home.become({ kind: 'silent' });
    await clock.advance(minute);
    const abort = new AbortController();
    const call = expect(backend.libraries({ signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
    abort.abort();
    await call;
  });
});

test('a call that is still asking when the catalogue is closed was not given up by its caller', async () => {
  const clock = new FakeClock();
  const { fold, source, places } = await jellyfinHome({ places: one, clock });
  const backend = await fold.connections.backend(source.id);
  await places.home.become({ kind: 'silent' });
  await clock.advance(minute);
  const calls = [backend.libraries(), fold.connections.use(source.id, (each) => each.libraries())];
  const failed = Promise.all(calls.map((call) => expect(call).rejects.toMatchObject({ code: 'unavailable' })));
  // Both are asking by then.
  await until(() => clock.sleeping > 0);
  await fold.close();
  await failed;
});

describe('one thing that a server cannot do', () => {
  test.each([500, 502, 503, 504])(
    'a %d from it says nothing about the rest: the source stays online',
    async (status) => {
      const { fold, source, server, told } = await jellyfinHome({ places: two });
      await fold.connections.use(source.id, (backend) => backend.serverInfo());
      told();
      server.faults.add({ path: '/UserViews', action: { kind: 'status', status } });
      const asked = fold.connections.use(source.id, (backend) => backend.libraries());
      await expect(asked).rejects.toMatchObject({ code: 'unavailable', status });
      expect(fold.connections.state(source.id)).toMatchObject({ status: 'online', connection: { kind: 'local' } });
      expect(told()).not.toContain('offline');
      await fold.connections.use(source.id, (backend) => backend.serverInfo());
      expect(told()).not.toContain('offline');
    },
  );
});
