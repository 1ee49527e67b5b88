import { createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { AuthProvider } from '../../../src/backends/auth-provider.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../../src/backends/http/http-client.ts';
import { probeCandidate } from '../../../src/backends/http/probe.ts';
import { serverEnvironment } from '../../../src/backends/http/server-environment.ts';
import { environment } from '../../../src/models/environment.ts';
import { serverId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import { accessFetch, listenHere } from '../../services/access/tls-setting.ts';

const auth: AuthProvider = {
  credential: { type: 'jellyfin-token', token: secret('open sesame') },
  headers: async () => ({ 'x-test': 'token' }),
  renew: async () => false,
};
const anything = { safeParse: (data: unknown) => ({ success: true, data }) as const };
const good = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

interface RawServer {
  readonly base: string;
  /** Their methods. */
  readonly requests: readonly string[];
  /** Resolves when a connection over which something was asked has ended. */
  readonly ended: Promise<void>;
}

/** Answers byte for byte. @param answer gets the connection, and how many requests there were */
async function rawServer(answer: (socket: Socket, count: number) => void): Promise<RawServer> {
  const requests: string[] = [];
  let isEnded = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    isEnded = resolve;
  });
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const [, method, length = '0'] =
        /^(\w+) [\s\S]*?(?:content-length: (\d+)\r\n[\s\S]*?)?\r\n\r\n/i.exec(text) ?? [];
      const end = text.indexOf('\r\n\r\n') + 4;
      if (method === undefined || text.length < end + Number(length)) return;
      text = '';
      requests.push(method);
      socket.once('close', isEnded);
      answer(socket, requests.length);
    });
  });
  return { base: `http://127.0.0.1:${await listenHere(server)}`, requests, ended };
}

const fetches = {
  'the platform’s fetch': () => globalThis.fetch,
  'sockets of its own': () => accessFetch({ hosts: { 'unused.example': '127.0.0.1' } }),
} as const;

const clientWith = (fetch: typeof globalThis.fetch | ReturnType<typeof accessFetch>): HttpClient =>
  createHttpClient({
    ...{ environment: environment({ fetch, random: () => 0 }), statuses: {}, headers: {}, retries: 0 },
    relocate: async (at) => at,
  });

const ask = (base: string, method: 'GET' | 'POST' = 'GET'): HttpRequest<unknown> => ({
  ...{ operation: 'ask', base, path: '/', method, auth, schema: anything },
  ...(method === 'POST' ? { json: {} } : {}),
});

describe.each(Object.entries(fetches))('over %s', (_, fetchOf) => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'does not speak HTTP'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 'does not speak HTTP'],
    ['headers without end', `HTTP/1.1 200 OK\r\nX-Big: ${'y'.repeat(40_000)}\r\n\r\n`, 'does not speak HTTP'],
    [
      'a body that is not packed as it says',
      `${good.slice(0, 15)}\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain`,
      'damaged',
    ],
  ])('%s is an answer that is none, and no lack of a connection', async (_what, bytes, says) => {
    const { base, requests } = await rawServer((socket) => socket.end(bytes));
    const asked = clientWith(fetchOf()).send(ask(base));
    await expect(asked).rejects.toMatchObject({ code: 'protocol', explanation: expect.stringContaining(says) });
    expect(requests).toEqual(['GET', 'GET']);
  });

  test('a connection that the server closes just then: what is safe is sent once more, the rest is not', async () => {
    const { base, requests } = await rawServer((socket, count) => {
      if (count % 2 === 1) socket.write(good);
      else socket.destroy();
    });
    const client = clientWith(fetchOf());
    await client.send(ask(base));
    expect((await client.send(ask(base))).status).toBe(200);
    expect(requests).toEqual(['GET', 'GET', 'GET']);
    await expect(client.send(ask(base, 'POST'))).rejects.toMatchObject({ code: 'unavailable', problem: 'reset' });
    expect(requests).toEqual(['GET', 'GET', 'GET', 'POST']);
  });

  test('an answer in the old way, without a length, ends with its connection', async () => {
    const { base } = await rawServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\n{"a":1}'));
    expect((await clientWith(fetchOf()).send(ask(base))).value).toEqual({ a: 1 });
  });
});

test('what speaks no HTTP is no media server to a probe, and can be reached', async () => {
  const { base } = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  const world = environment();
  const client = createHttpClient({ environment: world, statuses: {}, headers: {} });
  const candidate = { uri: base, kind: 'local', secure: false, origin: 'typed' } as const;
  const questions = {
    whoAreYou: async () => {
      await client.send({ operation: 'ask who it is', base, path: '/', retries: 0 });
      return { serverId: serverId('it') };
    },
    isMyCredentialGood: async () => undefined,
  };
  const setting = { expected: serverId('it'), clock: world.clock };
  const result = await probeCandidate(candidate, questions, setting, { timeoutMs: 10_000 });
  expect(result).toMatchObject({ outcome: 'not-a-media-server' });
});

test('with headers of its own a request that is given up ends at the server too, whatever was collected meanwhile', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  let isAsked = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const { base, ended } = await rawServer(() => isAsked());
  const server = { headers: { 'x-guard': secret('let me in') } };
  const client = clientWith(serverEnvironment({ environment: environment(), server }).fetch);
  const giveUp = new AbortController();
  const call = expect(client.send({ ...ask(base), signal: giveUp.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  await asked;
  for (let round = 0; round < 5; round += 1) {
    collectGarbage();
    await setImmediate();
  }
  giveUp.abort();
  await call;
  await ended;
});
