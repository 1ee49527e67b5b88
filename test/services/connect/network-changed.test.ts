import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/models/clock.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import { until } from '../../until.ts';
import { jellyfinHome, passing, plexHome } from './home.ts';

const two = { home: { kind: 'local' }, away: { kind: 'direct' } } as const;
const identityPath = { plex: '/identity', jellyfin: '/System/Info/Public' } as const;

describe.each([
  ['plex', (clock: Clock) => plexHome({ places: two, clock })],
  ['jellyfin', (clock: Clock) => jellyfinHome({ places: two, clock })],
] as const)('a %s server in use while the network changes', (type, make) => {
  test('calls that wait where nobody answers any more go on at the other address, those that wait for their turn too', async () => {
    const clock = new FakeClock();
    const { fold, source, places, told } = await make(clock);
    const backend = await fold.connections.backend(source.id);
    await places.home.become({ kind: 'silent' });
    places.away.clear();
    told();
    const waiting = Promise.all(Array.from({ length: 20 }, () => backend.libraries()));
    const changed = fold.connections.networkChanged();
    expect(await passing(clock, 50, Promise.all([waiting, changed]))).toBeLessThan(10_000);
    expect(await waiting).toHaveLength(20);
    expect(told()).toEqual(['connecting', 'online direct']);
    expect(places.away.log.to(identityPath[type])).toHaveLength(1);
  });

  test('one that waits at the same address over a network that is gone is sent again, and nobody looks twice', async () => {
    const clock = new FakeClock();
    const { fold, source, places, server, told } = await make(clock);
    const backend = await fold.connections.backend(source.id);
    const before = await backend.libraries();
    told();
    // What is on its way is never answered, as on a network that was left. What comes over the new one is.
    await places.home.become({ kind: 'slow', ms: 1e9 });
    server.log.clear();
    const waiting = backend.libraries();
    await until(() => server.log.all().length > 0);
    await places.home.become({ kind: 'open' });
    for (let times = 2; times > 0; times -= 1) {
      expect(await passing(clock, 50, fold.connections.networkChanged())).toBeLessThan(10_000);
    }
    expect(await passing(clock, 50, waiting)).toBeLessThan(10_000);
    expect(await waiting).toEqual(before);
    expect(told()).toEqual(['connecting', 'online local', 'connecting', 'online local']);
    expect(backend.connection?.uri).toBe(places.home.uri);
  });
});

test('in the middle of a look that nobody waits for: the account is asked all the same, and knows where the server is now', async () => {
  const clock = new FakeClock();
  const places = { old: { kind: 'local' }, now: { kind: 'local' } } as const;
  const home = await plexHome({ places, stored: ['old'], clock });
  const { fold, source, account, server, told } = home;
  await home.places.old.become({ kind: 'dead' });
  await passing(clock, 50, fold.connections.connect(source.id));
  // Asked a moment ago: a look in the background leaves the account alone.
  expect(account.plexTv.log.all().length).toBeGreaterThan(0);
  await home.places.old.become({ kind: 'silent' });
  const stop = fold.connections.watch();
  await until(() => clock.sleeping > 0);
  told();
  await clock.advance(60_000);
  await until(() => told().includes('connecting'));
  const named = { kind: 'replace', from: server.url, to: home.places.now.uri } as const;
  account.plexTv.faults.clear();
  account.plexTv.faults.add({ path: '/api/v2/resources', action: named });
  const changed = fold.connections.networkChanged();
  await passing(clock, 50, changed);
  stop();
  expect((await changed)[0]?.chosen?.uri).toBe(home.places.now.uri);
  expect(told()).toEqual(['online local']);
});
