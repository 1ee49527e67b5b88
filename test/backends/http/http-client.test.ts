import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { AuthProvider } from '../../../src/backends/auth-provider.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../../src/backends/http/http-client.ts';
import { isMediafoldError, type MediafoldError, NetworkFailure } from '../../../src/errors.ts';
import { type Environment, environment } from '../../../src/models/environment.ts';
import { secret } from '../../../src/models/secret.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function serve(handler: Handler): Promise<{ base: string; seen: IncomingMessage[]; bodies: string[] }> {
  const seen: IncomingMessage[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      bodies.push(body);
      handler(request, response, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, bodies };
}

/** Sleeps end at once, so that retries need no time; deadlines (30 s) never come. */
function clientOf(given: Partial<Environment> = {}): { client: HttpClient; waits: number[]; logged: unknown[] } {
  const waits: number[] = [];
  const logged: unknown[] = [];
  const log = (facts: object, message: string): void => void logged.push({ ...facts, message });
  const env = environment({
    clock: {
      now: () => Date.UTC(2026, 0, 1),
      sleep: (ms, signal) =>
        ms >= 30_000
          ? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped'))))
          : Promise.resolve(void waits.push(ms)),
    },
    random: () => 0,
    logger: { trace: log, debug: log, info: log, warn: log, error: log },
    ...given,
  });
  return {
    client: createHttpClient({ environment: env, statuses: {}, headers: { 'x-client': 'tests' } }),
    waits,
    logged,
  };
}

const json: Handler = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
};
const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(code, headers).end('t0ps3cret body');
  };
const okSchema = z.object({ ok: z.boolean() });
const request = (base: string, more: Partial<HttpRequest<{ ok: boolean }>> = {}): HttpRequest<{ ok: boolean }> => ({
  operation: 'list items',
  base,
  path: '/items',
  schema: okSchema,
  ...more,
});

async function failure(work: Promise<unknown>): Promise<MediafoldError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isMediafoldError(error)) throw new Error(`expected a MediafoldError, got ${inspect(error)}`);
  return error;
}

describe('a request', () => {
  test('has its query, its headers and its JSON body, and gives the parsed value', async () => {
    const { base, seen, bodies } = await serve(json);
    const { client } = clientOf();
    const answer = await client.send(
      request(`${base}/jelly`, { method: 'POST', query: { a: 'ü&' }, headers: { 'x-own': '1' }, json: { b: 2 } }),
    );
    expect(answer).toMatchObject({ value: { ok: true }, status: 200 });
    expect(seen[0]?.url).toBe('/jelly/items?a=%C3%BC%26');
    expect(seen[0]?.headers).toMatchObject({ 'x-client': 'tests', 'x-own': '1', accept: 'application/json' });
    expect(bodies).toEqual(['{"b":2}']);
  });

  test('without a schema the body does not matter', async () => {
    const { base } = await serve((_, response) => void response.writeHead(204).end());
    const { schema: _, ...bare } = request(base);
    expect(await clientOf().client.send(bare)).toMatchObject({ status: 204, value: undefined });
  });
});

describe('what goes wrong', () => {
  test('HTML instead of JSON', async () => {
    const { base, seen } = await serve((_, response) => void response.end('<!doctype html><p>Log in to the hotel'));
    expect(await failure(clientOf().client.send(request(base)))).toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('a web page'),
    });
    expect(seen).toHaveLength(1);
  });

  test('a redirect is not followed', async () => {
    const { base, seen } = await serve(status(302, { location: '/jellyfin/items' }));
    const error = await failure(clientOf().client.send(request(base)));
    expect(error).toMatchObject({ code: 'protocol', status: 302 });
    expect(seen).toHaveLength(1);
  });

  test('an answer that breaks off is tried again, and is a network failure', async () => {
    const { base, seen } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"ok":', () => response.destroy());
    });
    const error = await failure(clientOf().client.send(request(base)));
    expect(error).toBeInstanceOf(NetworkFailure);
    expect(error).toMatchObject({ code: 'unavailable', problem: 'reset' });
    expect(seen).toHaveLength(4);
  });

  test('429 with Retry-After is obeyed', async () => {
    const { base, seen } = await serve((incoming, response, count) =>
      (count === 1 ? status(429, { 'retry-after': '7' }) : json)(incoming, response, count),
    );
    const { client, waits } = clientOf();
    expect((await client.send(request(base))).value).toEqual({ ok: true });
    expect(waits).toEqual([7_000]);
    expect(seen).toHaveLength(2);
  });

  test('a failed POST is not repeated, unless it is said to be safe', async () => {
    const { base, seen } = await serve(status(500));
    const { client } = clientOf();
    expect(await failure(client.send(request(base, { method: 'POST' })))).toMatchObject({ code: 'unavailable' });
    expect(seen).toHaveLength(1);
    await failure(client.send(request(base, { method: 'POST', safe: true })));
    expect(seen).toHaveLength(5);
  });

  test('a request may ask for no second try', async () => {
    const { base, seen } = await serve(status(500));
    await failure(clientOf().client.send(request(base, { retries: 0 })));
    expect(seen).toHaveLength(1);
  });

  test('a closed port', async () => {
    const { base } = await serve(json);
    for (const server of open.splice(0)) server.close();
    expect(await failure(clientOf().client.send(request(base)))).toMatchObject({ problem: 'refused' });
  });

  test('a silent server times out, body included', async () => {
    const clock = new FakeClock();
    const { base } = await serve((_, response) => void response.writeHead(200).write('{'));
    const headersCame = Promise.withResolvers<void>();
    const { client } = clientOf({
      clock,
      fetch: async (...args) => {
        const response = await fetch(...args);
        headersCame.resolve();
        return response;
      },
    });
    const outcome = failure(client.send(request(base, { timeoutMs: 400, retries: 0 })));
    await headersCame.promise;
    await clock.advance(400);
    expect(await outcome).toMatchObject({ code: 'timeout' });
  });

  test('an abort is cancelled, and the request is dropped', async () => {
    const stop = new AbortController();
    const dropped = Promise.withResolvers<void>();
    const { base } = await serve((incoming) => {
      incoming.on('close', () => dropped.resolve());
      stop.abort();
    });
    expect(await failure(clientOf().client.send(request(base, { signal: stop.signal })))).toMatchObject({
      code: 'cancelled',
    });
    await dropped.promise;
  });
});

describe('credentials', () => {
  const auth = (renewed: boolean): AuthProvider => {
    let token = 't0ps3cret-1';
    return {
      credential: { type: 'jellyfin-token', token: secret(token) },
      headers: async () => ({ authorization: token }),
      renew: async () => {
        token = 't0ps3cret-2';
        return renewed;
      },
    };
  };

  test('a refused one is renewed once', async () => {
    const { base, seen } = await serve((incoming, response, count) =>
      (incoming.headers.authorization === 't0ps3cret-2' ? json : status(401))(incoming, response, count),
    );
    expect((await clientOf().client.send(request(base, { auth: auth(true) }))).value).toEqual({ ok: true });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['t0ps3cret-1', 't0ps3cret-2']);
  });

  test('requests without auth carry none', async () => {
    const { base, seen } = await serve(json);
    await clientOf().client.send(request(base));
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  test.each<[string, Handler]>([
    ['refusal', status(401)],
    ['failure', status(500)],
    ['redirect', status(302, { location: '/x?token=t0ps3cret' })],
    ['wrong shape', (_, response) => void response.end('{"ok":"t0ps3cret"}')],
    ['web page', (_, response) => void response.end('<html>t0ps3cret')],
    ['reset', (_, response) => void response.destroy()],
  ])('neither errors nor logs show one: %s', async (_, handler) => {
    const { base, seen } = await serve(handler);
    const { client, logged } = clientOf();
    const error = await failure(
      client.send(request(base, { auth: auth(false), query: { token: 't0ps3cret' }, retries: 0 })),
    );
    expect(seen[0]?.headers.authorization).toBe('t0ps3cret-1');
    const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.stack, inspect(logged)];
    expect(shown.join('\n')).not.toContain('t0ps3cret');
    expect(logged).not.toHaveLength(0);
  });

  test('an address with a password in it fails without showing it', async () => {
    const { base } = await serve(json);
    const { client, logged } = clientOf();
    const error = await failure(client.send(request(base.replace('//', '//ann:t0ps3cret@'), { retries: 0 })));
    expect(inspect([error, logged], { depth: 9, showHidden: true })).not.toContain('t0ps3cret');
  });
});
