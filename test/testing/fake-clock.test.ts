import { FakeClock } from 'mediafold/testing';
import { expect, test } from 'vitest';

test('stands still until it is moved, and wakes sleepers in the order of their time', async () => {
  const clock = new FakeClock(1_000);
  const woken: string[] = [];
  const note = (name: string) => () => void woken.push(`${name} at ${clock.now()}`);
  const sleeps = [clock.sleep(50).then(note('late')), clock.sleep(10).then(note('early'))];
  expect(clock.sleeping).toBe(2);
  await clock.advance(9);
  expect(woken).toEqual([]);
  await clock.advance(91);
  await Promise.all(sleeps);
  expect(woken).toEqual(['early at 1010', 'late at 1050']);
  expect(clock.now()).toBe(1_100);
});

test('a loop of short sleeps runs as often as it would have', async () => {
  const clock = new FakeClock(0);
  let rounds = 0;
  const loop = async (): Promise<void> => {
    while (rounds < 100) {
      await clock.sleep(10);
      rounds += 1;
    }
  };
  const running = loop();
  await clock.advance(55);
  expect(rounds).toBe(5);
  await clock.advance(945);
  await running;
});

test('a sleep ends with cancelled when its signal is aborted, before or during it', async () => {
  const clock = new FakeClock();
  const stop = new AbortController();
  const sleep = clock.sleep(10, stop.signal);
  stop.abort();
  await expect(sleep).rejects.toMatchObject({ code: 'cancelled' });
  await expect(clock.sleep(10, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(clock.sleeping).toBe(0);
});
