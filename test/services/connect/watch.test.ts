import { expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/models/clock.ts';
import { type Watched, watch } from '../../../src/services/connect/watch.ts';
import { FakeClock } from '../../../src/testing/index.ts';

interface Subject {
  readonly name: string;
  readonly status?: Watched['status'];
  /** Milliseconds before the beginning. */
  readonly quietFor?: number;
  /** Milliseconds after the beginning. */
  readonly restsFor?: number;
  readonly fails?: boolean;
  /** Its check does not end before this does. */
  readonly until?: Promise<void>;
}

function watching(
  subjects: readonly Subject[],
  checksPerLook = 6,
): { clock: FakeClock; sleep(ms: number): void; done: () => string[] } {
  const fake = new FakeClock();
  let slept = 0;
  const clock: Clock = { now: () => fake.now() + slept, sleep: (ms, signal) => fake.sleep(ms, signal) };
  const done: string[] = [];
  const startedAt = fake.now();
  const goodAt = new Map(subjects.map(({ name, quietFor = 0 }) => [name, startedAt - quietFor]));
  const watched = (): readonly Watched[] =>
    subjects.map(({ name, status = 'online', restsFor = 0, fails = false, until }) => ({
      status,
      goodAt: goodAt.get(name) ?? 0,
      restsUntil: startedAt + restsFor,
      check: async () => {
        done.push(`check ${name}`);
        await until;
        if (fails) throw new Error('it fails');
        goodAt.set(name, clock.now());
      },
      look: async () => {
        done.push(`look ${name}`);
        if (fails) throw new Error('it fails');
      },
    }));
  const stop = new AbortController();
  const end = watch(
    { clock, watched, onWoken: () => done.push('woken') },
    { everyMs: 60_000, checksPerLook },
    stop.signal,
  );
  onTestFinished(async () => {
    stop.abort();
    await expect(end).rejects.toMatchObject({ code: 'cancelled' });
    expect(fake.sleeping).toBe(0);
  });
  return {
    clock: fake,
    sleep: (ms) => {
      slept += ms;
    },
    done: () => done.splice(0),
  };
}

const minute = 60_000;

test('only so many are checked at a time, the quietest first', async () => {
  const names = Array.from({ length: 8 }, (_, index) => ({ name: `${index}`, quietFor: index * 1_000 }));
  const { clock, done } = watching(names, 3);
  await clock.advance(minute);
  expect(done()).toEqual(['check 7', 'check 6', 'check 5']);
  await clock.advance(minute);
  expect(done()).toEqual(['check 4', 'check 3', 'check 2']);
  await clock.advance(minute);
  // The last two had waited longest; those of the first look come again.
  expect(done()).toEqual(['check 1', 'check 0', 'check 5']);
});

test('one that did something is not checked, one that is away is looked for when it has rested, others never', async () => {
  const { clock, done } = watching([
    { name: 'busy', quietFor: -30_000 },
    { name: 'resting', status: 'offline', restsFor: 90_000 },
    { name: 'rested', status: 'offline', restsFor: 60_000 },
    { name: 'signed out', status: 'other', quietFor: 1e9 },
  ]);
  await clock.advance(minute - 1);
  expect(done()).toEqual([]);
  await clock.advance(1);
  expect(done()).toEqual(['look rested']);
  await clock.advance(minute);
  expect(done()).toEqual(['check busy', 'look resting', 'look rested']);
});

test('one that fails keeps nobody else from being looked after', async () => {
  const { clock, done } = watching([
    { name: 'a', fails: true },
    { name: 'b' },
    { name: 'c', status: 'offline', fails: true },
  ]);
  await clock.advance(minute);
  await clock.advance(minute);
  expect(done()).toEqual(['check a', 'check b', 'look c', 'check a', 'check b', 'look c']);
});

test('a look that takes long is not joined by the next one', async () => {
  const slow = Promise.withResolvers<void>();
  const { clock, done } = watching([{ name: 'slow', until: slow.promise }, { name: 'quick' }]);
  for (let look = 0; look < 4; look += 1) await clock.advance(minute);
  expect(done()).toEqual(['check slow', 'check quick']);
  slow.resolve();
  await clock.advance(0);
  await clock.advance(minute);
  expect(done()).toEqual(['check quick', 'check slow']);
});

test('a timer that is late by its whole length means that the machine slept; a bit late does not', async () => {
  const { clock, sleep, done } = watching([]);
  await clock.advance(minute);
  sleep(minute);
  await clock.advance(minute);
  expect(done()).toEqual([]);
  sleep(minute + 1);
  await clock.advance(minute);
  expect(done()).toEqual(['woken']);
  await clock.advance(minute);
  expect(done()).toEqual([]);
});

test('one that is never due takes no time at all', async () => {
  const stop = new AbortController();
  let looks = 0;
  const watched = (): readonly Watched[] => {
    looks += 1;
    return [];
  };
  const parts = { clock: systemClock, watched, onWoken: () => undefined };
  const end = watch(parts, { everyMs: Number.POSITIVE_INFINITY, checksPerLook: 6 }, stop.signal);
  await systemClock.sleep(30);
  stop.abort();
  await expect(end).rejects.toMatchObject({ code: 'cancelled' });
  expect(looks).toBe(0);
});

test('a clock that was put back means that nothing which is known of the time holds', async () => {
  const { clock, sleep, done } = watching([]);
  await clock.advance(minute);
  sleep(-60 * minute);
  await clock.advance(minute);
  expect(done()).toEqual(['woken']);
  await clock.advance(minute);
  expect(done()).toEqual([]);
});
