// Loaded when needed: the clock of these tests would run on meanwhile.
import '../../../src/backends/http/network-codes.ts';
import '../../../src/backends/http/retry-loop.ts';
import { expect, test } from 'vitest';
import type { AuthProvider } from '../../../src/backends/auth-provider.ts';
import { createHttpClient, type HttpClient } from '../../../src/backends/http/http-client.ts';
import { environment } from '../../../src/models/environment.ts';
import { secret } from '../../../src/models/secret.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const base = 'http://192.168.1.5:8096';
const auth: AuthProvider = {
  credential: { type: 'jellyfin-token', token: secret('open sesame') },
  headers: async () => ({ 'x-test': 'token' }),
  renew: async () => false,
};
const about = { operation: 'read', base, path: '/x' } as const;

function client(clock: FakeClock, fetch: typeof globalThis.fetch, relocate?: () => Promise<undefined>): HttpClient {
  const given = relocate === undefined ? {} : { relocate };
  return createHttpClient({
    environment: environment({ clock, random: () => 0, fetch }),
    statuses: {},
    headers: {},
    ...given,
  });
}

test('that somebody asks who is there, and hears it, does not end the pause that the server asked for', async () => {
  const sent: string[] = [];
  let answer = new Response('', { status: 429, headers: { 'retry-after': '3600' } });
  const http = client(new FakeClock(), async (input) => {
    sent.push(new Request(input).url);
    const now = answer;
    answer = new Response('{}');
    return now;
  });
  await expect(http.send({ ...about, auth })).rejects.toMatchObject({ code: 'rate-limited' });
  await http.send({ ...about, path: '/identity' });
  await expect(http.send({ ...about, auth })).rejects.toMatchObject({ code: 'rate-limited' });
  expect(sent).toEqual([`${base}/x`, `${base}/identity`]);
});

test('none is sent to an address at which nobody answered those before it', async () => {
  const clock = new FakeClock();
  const waiting: ((error: Error) => void)[] = [];
  const fetch = () => new Promise<Response>((_, reject) => waiting.push(reject));
  const http = client(clock, fetch, async () => undefined);
  const calls = Promise.allSettled(Array.from({ length: 20 }, () => http.send({ ...about, auth })));
  while (waiting.length < 4) await clock.advance(0);
  const reset = new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
  for (const fail of waiting.slice()) fail(reset);
  let isOver = false;
  void calls.then(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(1_000);
  const codes = (await calls).map((each) => each.status === 'rejected' && (each.reason as { code?: string }).code);
  expect(new Set(codes)).toEqual(new Set(['unavailable']));
  expect(waiting).toHaveLength(4);
});
