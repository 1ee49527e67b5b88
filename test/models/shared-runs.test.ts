import { describe, expect, test } from 'vitest';
import { cancelled } from '../../src/models/clock.ts';
import { createSharedRuns } from '../../src/models/shared-runs.ts';
import { until } from '../until.ts';

/** Work that ends when the test says so, and rejects as soon as it is cancelled. */
function openEnded(): { start: (signal: AbortSignal) => Promise<string>; finish: () => void; starts: () => number } {
  let count = 0;
  let finish = (): void => undefined;
  return {
    start: (signal) =>
      new Promise((resolve, reject) => {
        count += 1;
        finish = () => resolve('done');
        signal.addEventListener('abort', () => reject(cancelled('work')));
      }),
    finish: () => finish(),
    starts: () => count,
  };
}

describe('runs that callers share', () => {
  test('a second caller joins; a caller after the end starts anew', async () => {
    const work = openEnded();
    const runs = createSharedRuns<string, string>('work');
    const both = [runs.join('a', undefined, work.start), runs.join('a', new AbortController().signal, work.start)];
    work.finish();
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    expect(work.starts()).toBe(1);
    const third = runs.join('a', undefined, work.start);
    work.finish();
    await third;
    expect(work.starts()).toBe(2);
  });

  test('one caller giving up does not disturb the other', async () => {
    const work = openEnded();
    const runs = createSharedRuns<string, string>('work');
    const impatient = new AbortController();
    const first = runs.join('a', impatient.signal, work.start);
    const second = runs.join('a', new AbortController().signal, work.start);
    impatient.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    work.finish();
    expect(await second).toBe('done');
  });

  test('when the last caller gives up the work is cancelled', async () => {
    const work = openEnded();
    const runs = createSharedRuns<string, string>('work');
    const [one, two] = [new AbortController(), new AbortController()];
    const first = runs.join('a', one.signal, work.start);
    const second = runs.join('a', two.signal, work.start);
    one.abort();
    two.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a caller who comes while cancelled work is ending gets new work, not its end', async () => {
    const runs = createSharedRuns<string, string>('work');
    const cancel = new AbortController();
    let end = (): void => undefined;
    const slowToEnd = (signal: AbortSignal): Promise<string> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          end = () => reject(cancelled('work'));
        });
      });
    const first = runs.join('a', cancel.signal, slowToEnd);
    cancel.abort();
    const work = openEnded();
    const [second, third] = [runs.join('a', undefined, work.start), runs.join('a', undefined, work.start)];
    expect(work.starts()).toBe(0);
    end();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await until(() => work.starts() > 0);
    work.finish();
    expect(await Promise.all([second, third])).toEqual(['done', 'done']);
    expect(work.starts()).toBe(1);
  });

  test('a caller whose signal is aborted already starts nothing', async () => {
    const work = openEnded();
    const runs = createSharedRuns<string, string>('work');
    await expect(runs.join('a', AbortSignal.abort(), work.start)).rejects.toMatchObject({ code: 'cancelled' });
    expect(work.starts()).toBe(0);
  });

  test('stopping everything waits for the ends', async () => {
    const work = openEnded();
    const runs = createSharedRuns<string, string>('work');
    const run = runs.join('a', undefined, work.start);
    const outcome = expect(run).rejects.toMatchObject({ code: 'cancelled' });
    await runs.stopAll();
    await outcome;
  });
});
