import { expect, test } from 'vitest';
import { unlessAborted } from '../../src/models/unless-aborted.ts';

const cancelled = expect.objectContaining({ code: 'cancelled' });

test('who stops waiting is told at once; the work goes on for the others', async () => {
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<number>();
  const impatient = unlessAborted(promise, 'x', stop.signal);
  const patient = unlessAborted(promise, 'x', new AbortController().signal);
  stop.abort();
  await expect(impatient).rejects.toThrow(cancelled);
  resolve(5);
  expect(await patient).toBe(5);
});

test('an aborted signal does not wait', async () => {
  await expect(unlessAborted(new Promise(() => undefined), 'x', AbortSignal.abort())).rejects.toThrow(cancelled);
});
