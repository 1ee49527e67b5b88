import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/models/clock.ts';
import { FakeClock } from '../../../src/testing/index.ts';
import { until } from '../../until.ts';
import { plexHome } from './home.ts';

const two = { home: { kind: 'local' }, away: { kind: 'direct' } } as const;
const minute = 60_000;

describe('the watch', () => {
  /** Lets the time pass in steps while sockets do their work. */
  async function live(clock: FakeClock, forMs: number, stepMs: number): Promise<void> {
    for (let left = forMs; left > 0; left -= stepMs) {
      await clock.advance(stepMs);
      await setImmediate();
      // Nobody but the watch sleeps: no request is under way.
      await until(() => clock.sleeping <= 1);
    }
  }

  test('asks a quiet source who it is once a minute, and plex.tv never', async () => {
    const clock = new FakeClock();
    const { fold, source, places, account, told } = await plexHome({ places: two, clock });
    await fold.connections.connect(source.id);
    places.home.clear();
    account.plexTv.log.clear();
    told();
    const stop = fold.connections.watch();
    await live(clock, 60 * minute, minute);
    stop();
    expect(places.home.log.to('/identity').length).toBeGreaterThanOrEqual(30);
    expect(places.home.log.to('/identity').length).toBeLessThanOrEqual(60);
    expect(account.plexTv.log.all()).toEqual([]);
    expect(told()).toEqual([]);
  });

  test('finds a source again that was away for a day; plex.tv was asked every ten minutes at most', async () => {
    const clock = new FakeClock();
    const { fold, source, places, account, told } = await plexHome({ places: { home: two.home }, clock });
    await places.home.become({ kind: 'dead' });
    await fold.connections.connect(source.id);
    const stop = fold.connections.watch({ everyMs: 2 * minute });
    account.plexTv.log.clear();
    await live(clock, 24 * 60 * minute, 2 * minute);
    expect(account.plexTv.log.all().length).toBeLessThanOrEqual(144);
    expect(account.plexTv.log.all().length).toBeGreaterThan(10);
    told();
    await places.home.become({ kind: 'open' });
    await live(clock, 4 * minute, 2 * minute);
    stop();
    expect(told()).toEqual(['connecting', 'online local']);
  });

  test('moves on when the address in use dies, and to the stored other one without plex.tv', async () => {
    const clock = new FakeClock();
    const { fold, source, places, account, told } = await plexHome({ places: two, clock });
    await fold.connections.connect(source.id);
    const stop = fold.connections.watch();
    told();
    account.plexTv.log.clear();
    await places.home.become({ kind: 'dead' });
    await live(clock, 3 * minute, minute);
    stop();
    expect(told()).toEqual(['offline', 'connecting', 'online direct']);
    expect(account.plexTv.log.all()).toEqual([]);
  });

  test('a machine that slept looks again at once', async () => {
    const fake = new FakeClock();
    let slept = 0;
    const clock: Clock = { now: () => fake.now() + slept, sleep: (ms, signal) => fake.sleep(ms, signal) };
    const { fold, source, places, told } = await plexHome({ places: two, clock });
    await fold.connections.connect(source.id);
    told();
    const stop = fold.connections.watch();
    await places.home.become({ kind: 'dead' });
    slept = 8 * 60 * minute;
    await fake.advance(minute);
    await until(() => fold.connections.state(source.id).status === 'online' && told().includes('connecting'));
    stop();
    expect(fold.connections.state(source.id)).toMatchObject({ connection: { kind: 'direct' } });
  });
});
