// Loaded when needed: the clock of these tests would run on meanwhile.
import '../../../src/backends/http/network-codes.ts';
import '../../../src/backends/http/retry-loop.ts';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { AuthProvider } from '../../../src/backends/auth-provider.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../../src/backends/http/http-client.ts';
import { environment } from '../../../src/models/environment.ts';
import { secret } from '../../../src/models/secret.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const auth: AuthProvider = {
  credential: { type: 'jellyfin-token', token: secret('open sesame') },
  headers: async () => ({ 'x-test': 'token' }),
  renew: async () => false,
};

const answer = z.object({ at: z.string() });
const here = 'http://192.168.1.5:8096';
const there = 'http://10.0.0.7:8096';

type Doing = (signal: AbortSignal) => Promise<Response> | Response;
const good =
  (origin: string): Doing =>
  () =>
    Response.json({ at: origin });
const failing =
  (code: string): Doing =>
  () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  };
const status =
  (code: number): Doing =>
  () =>
    new Response('no', { status: code });
const silent: Doing = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

interface Setting {
  readonly client: HttpClient;
  readonly clock: FakeClock;
  readonly sent: string[];
  readonly asked: string[];
  /** What is at the addresses, and where the search finds the server. */
  readonly now: { here: Doing; there: Doing; found: string | undefined };
}

function setting(now: Partial<Setting['now']> = {}): Setting {
  const clock = new FakeClock();
  const state: Setting['now'] = { here: good(here), there: good(there), found: there, ...now };
  const [sent, asked]: [string[], string[]] = [[], []];
  const env = environment({
    clock,
    random: () => 0,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { origin } = new URL(request.url);
      sent.push(`${request.method} ${origin}`);
      return (origin === here ? state.here : state.there)(request.signal);
    },
  });
  const client = createHttpClient({
    ...{ environment: env, statuses: {}, headers: {}, timeoutMs: 1_000, retries: 1 },
    relocate: async (failed) => {
      asked.push(failed);
      return state.found;
    },
  });
  return { client, clock, sent, asked, now: state };
}

const read = (more: Partial<HttpRequest<{ at: string }>> = {}): HttpRequest<{ at: string }> => ({
  ...{ operation: 'read', base: here, path: '/x', schema: answer, auth },
  ...more,
});

/** Sends, and lets the time pass until there is an outcome. */
async function outcome({ client, clock }: Setting, request: HttpRequest<{ at: string }>): Promise<unknown> {
  let isOver = false;
  const sending = client
    .send(request)
    .then(
      ({ value }) => value.at,
      (error: { code?: string }) => error.code ?? error,
    )
    .finally(() => {
      isOver = true;
    });
  // As long as it takes.
  while (!isOver) await clock.advance(100);
  return sending;
}

describe('a safe request whose address is no good any more', () => {
  test.each([
    ['refused', failing('ECONNREFUSED')],
    ['broken off', failing('ECONNRESET')],
    ['unknown name', failing('ENOTFOUND')],
    ['a bad certificate', failing('CERT_HAS_EXPIRED')],
    ['silent', silent],
    ['busy', status(503)],
    ['a redirect', status(302)],
    ['a page', () => new Response('<!doctype html>')],
    ['a refusal', status(401)],
  ])('%s: is sent once more where the server is now', async (_, doing) => {
    const set = setting({ here: doing });
    expect(await outcome(set, read())).toBe(there);
    expect(set.asked).toEqual([here]);
    expect(set.sent.at(-1)).toBe(`GET ${there}`);
    expect(set.sent.filter((each) => each.endsWith(there))).toHaveLength(1);
  });

  test.each([
    ['not there', status(404), 'not-found'],
    ['forbidden', status(403), 'forbidden'],
    ['one that stumbles over a row', status(500), 'unavailable'],
    ['an answer of another shape', () => Response.json({ at: 7 }), 'protocol'],
  ])('%s says nothing about the address', async (_, doing, code) => {
    const set = setting({ here: doing });
    expect(await outcome(set, read())).toBe(code);
    expect(set.asked).toEqual([]);
  });

  test('when the server is nowhere, the first failure is the one to tell', async () => {
    const set = setting({ here: failing('ECONNREFUSED'), found: undefined });
    expect(await outcome(set, read())).toBe('unavailable');
    expect([set.asked, set.sent]).toEqual([[here], [`GET ${here}`]]);
  });

  test('the same address again: sent once more when nobody had answered, and not when the server itself had', async () => {
    const flickering = setting({ found: here });
    let times = 0;
    flickering.now.here = (signal) => (times++ === 0 ? failing('ECONNRESET')(signal) : good(here)(signal));
    expect(await outcome(flickering, read())).toBe(here);
    expect(flickering.sent).toHaveLength(2);
    const refusing = setting({ here: status(401), found: here });
    expect(await outcome(refusing, read())).toBe('unauthorized');
    expect(refusing.sent).toHaveLength(1);
  });

  test('one that fails at the new address too is not sent to a third', async () => {
    const set = setting({ here: failing('ECONNREFUSED'), there: failing('ENOTFOUND') });
    expect(await outcome(set, read())).toBe('unavailable');
    expect(set.asked).toEqual([here]);
  });

  test('a caller who has given up starts no search', async () => {
    const set = setting({ here: silent });
    const abort = new AbortController();
    const sending = set.client.send(read({ signal: abort.signal }));
    const failed = expect(sending).rejects.toMatchObject({ code: 'cancelled' });
    await set.clock.advance(10);
    abort.abort();
    await failed;
    expect(set.asked).toEqual([]);
  });

  test('a request without a credential, such as a probe, asks nobody', async () => {
    const set = setting({ here: failing('ECONNREFUSED') });
    const { auth: _, ...bare } = read();
    expect(await outcome(set, bare)).toBe('unavailable');
    expect(set.asked).toEqual([]);
  });

  test('a public address without encryption gets no credential, even when the search gave it', async () => {
    const set = setting({ here: failing('ECONNREFUSED'), found: 'http://203.0.113.9:8096' });
    expect(await outcome(set, read())).toBe('invalid-argument');
    expect(set.sent).toEqual([`GET ${here}`]);
  });
});

describe('an unsafe request', () => {
  const write = read({ method: 'POST' });
  test.each([
    ['refused', failing('ECONNREFUSED'), there],
    ['unknown name', failing('ENOTFOUND'), there],
    ['a refusal', status(401), there],
    ['broken off', failing('ECONNRESET'), 'unavailable'],
    ['silent', silent, 'timeout'],
    ['busy', status(503), 'unavailable'],
    ['a page', () => new Response('<!doctype html>'), 'protocol'],
  ])('%s: is sent elsewhere only when it was not done', async (_, doing, expected) => {
    const set = setting({ here: doing });
    expect(await outcome(set, write)).toBe(expected);
    // The search is for the next call, too.
    expect(set.asked).toEqual([here]);
    expect(set.sent.filter((each) => each === `POST ${there}`)).toHaveLength(expected === there ? 1 : 0);
  });
});

describe('requests that wait for their turn at an address that says nothing', () => {
  test.each(['GET', 'POST'] as const)('%s: do not find out one after the other', async (method) => {
    const set = setting({ here: silent });
    const all = Promise.allSettled(Array.from({ length: 40 }, () => outcome(set, read({ method }))));
    const results = (await all).map((each) => (each.status === 'fulfilled' ? each.value : each.reason));
    // The four that were under way may have been done.
    const late = results.filter((each) => each === 'timeout').length;
    expect(late).toBe(method === 'GET' ? 0 : 4);
    expect(results.filter((each) => each === there)).toHaveLength(40 - late);
    expect(set.sent.filter((each) => each.endsWith(here))).toHaveLength(4);
  });

  test('and the address is asked again as soon as it is in use again', async () => {
    const set = setting({ here: failing('ECONNREFUSED'), found: undefined });
    expect(await outcome(set, read())).toBe('unavailable');
    set.now.here = good(here);
    expect(await outcome(set, read())).toBe(here);
  });
});
