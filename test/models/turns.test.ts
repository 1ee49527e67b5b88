import { expect, test } from 'vitest';
import { createTurns } from '../../src/models/turns.ts';

/** Work that lasts until it is let go. */
function work(name: string, log: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const run = async (): Promise<string> => {
    log.push(`${name} begins`);
    await promise;
    log.push(`${name} ends`);
    return name;
  };
  return { run, letGo: () => resolve() };
}

const everythingReady = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('work with a common key is done one after the other, whatever else it needs; other work at once', async () => {
  const takeTurn = createTurns('try');
  const log: string[] = [];
  const [one, two, three, apart] = [work('one', log), work('two', log), work('three', log), work('apart', log)];
  const all = [
    takeTurn(['a', 'b'], undefined, one.run),
    takeTurn(['b', 'a'], undefined, two.run),
    takeTurn(['b'], undefined, three.run),
    takeTurn(['c'], undefined, apart.run),
  ];
  for (const each of [three, two, one, apart]) each.letGo();
  expect(await Promise.all(all)).toEqual(['one', 'two', 'three', 'apart']);
  const shared = log.filter((line) => !line.startsWith('apart'));
  expect(shared).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
  expect(log.indexOf('apart begins')).toBeLessThan(log.indexOf('one ends'));
});

test('work that fails lets the next one go', async () => {
  const takeTurn = createTurns('try');
  const failing = takeTurn(['a'], undefined, () => Promise.reject(new Error('no luck')));
  const next = takeTurn(['a'], undefined, async () => 'done');
  await expect(failing).rejects.toThrow('no luck');
  expect(await next).toBe('done');
});

test('work that nobody waits for any more is not begun', async () => {
  const takeTurn = createTurns('try');
  const log: string[] = [];
  const [one, two] = [work('one', log), work('two', log)];
  const abort = new AbortController();
  const first = takeTurn(['a'], undefined, one.run);
  const second = takeTurn(['a'], abort.signal, two.run);
  await everythingReady();
  abort.abort();
  one.letGo();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  expect(await first).toBe('one');
  expect(log).toEqual(['one begins', 'one ends']);
});

test('who gives up while waiting is told at once, and those behind still wait for what is being done', async () => {
  const takeTurn = createTurns('try');
  const log: string[] = [];
  const [one, two, three] = [work('one', log), work('two', log), work('three', log)];
  const abort = new AbortController();
  const first = takeTurn(['a'], undefined, one.run);
  const second = takeTurn(['a'], abort.signal, two.run);
  const third = takeTurn(['a'], undefined, three.run);
  await everythingReady();
  abort.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  const late = takeTurn(['a'], undefined, async () => 'late');
  await everythingReady();
  expect(log).toEqual(['one begins']);
  for (const each of [one, three]) each.letGo();
  expect(await Promise.all([first, third, late])).toEqual(['one', 'three', 'late']);
  expect(log).toEqual(['one begins', 'one ends', 'three begins', 'three ends']);
});
