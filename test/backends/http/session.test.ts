import { expect, test } from 'vitest';
import { loadPart } from '../../../src/backends/http/load-part.ts';
import { createSession } from '../../../src/backends/http/session.ts';

const never = new Promise<never>(() => undefined);
const address = { uri: 'https://nas:1', kind: 'local', secure: true } as const;

test('closing ends every call, and lets none begin', async () => {
  const session = createSession('Attic');
  session.use(address);
  const signals: AbortSignal[] = [];
  const calls = ['one', 'two'].map((operation) =>
    session.during(operation, new AbortController().signal, (signal) => {
      signals.push(signal);
      return never;
    }),
  );
  session.close();
  for (const [index, operation] of ['one', 'two'].entries()) {
    await expect(calls[index]).rejects.toMatchObject({ code: 'unavailable', operation });
    expect(signals[index]?.aborted).toBe(true);
  }
  await expect(session.during('three', undefined, async () => 3)).rejects.toMatchObject({ code: 'unavailable' });
  expect(() => session.use(address)).toThrow(/closed/);
  expect(() => session.inUse('four')).toThrow(/closed/);
  expect(session.connection).toBeUndefined();
});

test('who gives up is cancelled, and nobody else', async () => {
  const session = createSession('Attic');
  const stop = new AbortController();
  let answer = (_: number): void => undefined;
  const patient = session.during('wait', undefined, () => new Promise<number>((resolve) => (answer = resolve)));
  const impatient = session.during('leave', stop.signal, () => never);
  stop.abort();
  await expect(impatient).rejects.toMatchObject({ code: 'cancelled', operation: 'leave' });
  answer(5);
  expect(await patient).toBe(5);
});

test('a call that gave up before the end stays cancelled', async () => {
  const session = createSession('Attic');
  const stop = new AbortController();
  const call = session.during('leave', stop.signal, () => never);
  stop.abort();
  session.close();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
});

test('without an address in use there is none', () => {
  expect(() => createSession('Attic').inUse('list')).toThrow('list: no connection to Attic is in use');
});

test('a part of the program that cannot be loaded is no foreign error', async () => {
  const lost = Promise.reject(
    new TypeError('Failed to fetch dynamically imported module: https://app.example/x.js?v=1'),
  );
  await expect(loadPart('list', lost)).rejects.toMatchObject({
    code: 'unavailable',
    operation: 'list',
    message: expect.not.stringContaining('app.example'),
  });
});
