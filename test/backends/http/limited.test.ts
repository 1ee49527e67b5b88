// Loaded when needed: the clock of these tests would run on meanwhile.
import '../../../src/backends/http/retry-loop.ts';
import { describe, expect, test } from 'vitest';
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
const fewer = (seconds?: number): Response =>
  new Response('', { status: 429, headers: seconds === undefined ? {} : { 'retry-after': String(seconds) } });

interface Setting {
  readonly clock: FakeClock;
  readonly client: HttpClient;
  /** When requests arrived, milliseconds since the beginning. */
  readonly arrived: readonly number[];
}

function setting(answer: (count: number, signal: AbortSignal) => Response | Promise<Response>): Setting {
  const clock = new FakeClock();
  const startedAt = clock.now();
  const arrived: number[] = [];
  const env = environment({
    clock,
    random: () => 0,
    fetch: async (input, init) => {
      arrived.push(clock.now() - startedAt);
      return answer(arrived.length, new Request(input, init).signal);
    },
  });
  const client = createHttpClient({ environment: env, statuses: {}, headers: {}, relocate: async (at) => at });
  return { clock, client, arrived };
}

/** What becomes of so many calls at once, while the time passes. */
async function outcomes({ clock, client }: Setting, count: number, method: 'GET' | 'POST' = 'GET') {
  let isOver = false;
  const calls = Array.from({ length: count }, () =>
    client.send({ operation: 'read', base, path: '/x', method, auth }).then(
      () => 'done',
      (error: { code: string; retryAfterMs?: number }) => `${error.code} ${error.retryAfterMs ?? ''}`.trim(),
    ),
  );
  const all = Promise.all(calls).finally(() => {
    isOver = true;
  });
  // As long as it takes.
  while (!isOver) await clock.advance(100);
  return all;
}

describe('a server that asks for fewer requests', () => {
  test.each(['GET', 'POST'] as const)(
    '%s: gets none at all until the time is up, and all are done then',
    async (method) => {
      const set = setting((count) => (count === 1 ? fewer(20) : new Response('{}')));
      expect(new Set(await outcomes(set, 50, method))).toEqual(new Set(['done']));
      const early = set.arrived.filter((at) => at < 20_000);
      // Those that were under way when it said so, and whoever took their places before that was read.
      expect(early.length).toBeLessThan(13);
    },
  );

  test('for longer than anybody waits: each is told so at once, and one asks again after a while', async () => {
    const set = setting((count) => (count <= 4 ? fewer(3600) : new Response('{}')));
    const told = await outcomes(set, 20);
    expect(told.every((each) => each.startsWith('rate-limited 3'))).toBe(true);
    expect(set.arrived.length).toBeLessThanOrEqual(4);
    expect(await outcomes(set, 1)).toEqual([expect.stringMatching(/^rate-limited 3\d{6}$/)]);
    expect(set.arrived.length).toBeLessThanOrEqual(4);
    await set.clock.advance(30_000);
    expect(await outcomes(set, 1)).toEqual(['done']);
  });

  test('without saying how long: only the one that was refused waits', async () => {
    const set = setting((count) => (count === 1 ? fewer() : new Response('{}')));
    expect(new Set(await outcomes(set, 10))).toEqual(new Set(['done']));
    expect(set.arrived).toHaveLength(11);
    expect(set.arrived.filter((at) => at < 5_000)).toHaveLength(10);
  });
});

test('what is too much for a server that is there is asked for once more, and not four times', async () => {
  const set = setting(
    (_count, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  expect(await outcomes(set, 1)).toEqual(['timeout']);
  expect(set.arrived).toHaveLength(2);
});
