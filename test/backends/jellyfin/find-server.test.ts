import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type ReachedServer, reachServer } from '../../../src/backends/jellyfin/auth/login-client.ts';
import type { MediafoldError } from '../../../src/errors.ts';
import { environment } from '../../../src/models/environment.ts';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { hurriedClock, identity, startMock } from './setting.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function mockOf(...options: Parameters<typeof startMock>): Promise<MockJellyfin> {
  const mock = await startMock(...options);
  closing.push(() => mock.close());
  return mock;
}

async function answering(status: number, body: string, headers: Record<string, string> = {}): Promise<string> {
  const server: Server = createServer((_, response) => response.writeHead(status, headers).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function find(
  url: string | readonly string[],
  more: { fetch?: typeof fetch; signal?: AbortSignal; allowInsecure?: boolean } = {},
): Promise<ReachedServer> {
  const { fetch: own, signal, allowInsecure } = more;
  const env = environment({ clock: hurriedClock(), ...(own === undefined ? {} : { fetch: own }) });
  return reachServer({ environment: env, identity, url, allowInsecure }, { signal });
}

/** Plays a network in which only these origins answer; the others are closed. */
function network(answers: Readonly<Record<string, object | number>>): { asked: string[]; fetch: typeof fetch } {
  const asked: string[] = [];
  const play: typeof fetch = async (input) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    asked.push(url.origin);
    const answer = answers[url.origin];
    if (answer === undefined)
      throw Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }),
      });
    return typeof answer === 'number' ? new Response('', { status: answer }) : Response.json(answer);
  };
  return { asked, fetch: play };
}

const info = (more: object = {}): object => ({
  Id: 'srv-1',
  ServerName: 'Attic',
  Version: '12.0.0',
  ProductName: 'Jellyfin Server',
  LocalAddress: 'http://192.168.1.5:8096',
  ...more,
});

async function failure(finding: Promise<unknown>): Promise<MediafoldError> {
  return finding.then(
    () => Promise.reject(new Error('a server was found')),
    (error: MediafoldError) => error,
  );
}

describe('finding a server', () => {
  test('all that was meant is asked at once, and https wins', async () => {
    const { asked, fetch: play } = network({ 'https://nas:8920': info(), 'http://nas:8096': info() });
    const found = await find('nas', { fetch: play });
    expect(new Set(asked)).toEqual(new Set(['https://nas:8920', 'https://nas', 'http://nas:8096', 'http://nas']));
    expect(found.base).toBe('https://nas:8920');
    expect(found.candidates.map(({ uri, origin }) => [uri, origin])).toEqual([
      ['https://nas:8920', 'typed'],
      ['https://nas', 'typed'],
      ['http://nas:8096', 'typed'],
      ['http://nas', 'typed'],
      ['http://192.168.1.5:8096', 'server'],
    ]);
  });

  test('the usual port comes before the plain one', async () => {
    const { fetch: play } = network({ 'http://nas:8096': info(), 'http://nas': info() });
    expect((await find('nas', { fetch: play })).base).toBe('http://nas:8096');
  });

  test('an address at which another server answers is no candidate', async () => {
    const { fetch: play } = network({ 'http://nas:8096': info(), 'http://nas': info({ Id: 'srv-2' }) });
    expect((await find('nas', { fetch: play })).candidates.map(({ uri }) => uri)).not.toContain('http://nas');
  });

  test('a silent address does not hold up one that answers', async () => {
    const { fetch: play } = network({ 'http://nas:8096': info() });
    const silent: typeof fetch = (input, init) =>
      String(input instanceof Request ? input.url : input).startsWith('https:')
        ? new Promise(() => undefined)
        : play(input, init);
    expect((await find('nas', { fetch: silent })).base).toBe('http://nas:8096');
  });

  test('behind a base path', async () => {
    const mock = await mockOf({ basePath: '/jelly' });
    expect((await find(`${mock.url}/`)).base).toBe(mock.url);
  });

  test('a start-up answer in camelCase is read', async () => {
    const camel = {
      id: 'srv-1',
      serverName: 'Attic',
      version: '12.0.0',
      productName: 'Jellyfin Server',
      startupWizardCompleted: false,
    };
    const { fetch: play } = network({ 'http://nas:8096': camel });
    expect((await find('nas', { fetch: play })).server).toMatchObject({ serverId: 'srv-1', name: 'Attic' });
  });
});

describe('several addresses', () => {
  const home = 'http://192.168.1.5:8096';
  const away = 'https://media.example.org/jelly';

  test('of one server are all candidates, also one that does not answer now', async () => {
    const { fetch: play } = network({ [home]: info() });
    const found = await find([away, home, ` ${home}/ `], { fetch: play });
    expect(found.base).toBe(home);
    expect(found.candidates.map(({ uri }) => uri)).toEqual([home, away, 'https://media.example.org:8920/jelly']);
  });

  test('of two servers are not taken for one', async () => {
    const { fetch: play } = network({
      [home]: info({ LocalAddress: undefined }),
      'https://media.example.org': info({ Id: 'srv-2', ServerName: 'Cellar' }),
    });
    expect(await failure(find([home, away], { fetch: play }))).toMatchObject({
      code: 'wrong-server',
      message: expect.stringMatching(/another server, "(Cellar|Attic)", answers at http.* than at http/),
    });
  });

  test('may have another server on some other port: that was not meant', async () => {
    const { fetch: play } = network({
      [home]: info(),
      'https://nas:8920': info(),
      'http://nas': info({ Id: 'srv-2' }),
    });
    const found = await find([home, 'nas'], { fetch: play });
    expect(found.candidates.map(({ uri }) => uri)).not.toContain('http://nas');
    expect(found.base).toBe('https://nas:8920');
  });

  test('are refused together when one is no address', async () => {
    expect(await failure(find([home, 'ftp://nas']))).toMatchObject({ code: 'invalid-argument' });
  });
});

describe('no server is found', () => {
  test('one message names every address and why', async () => {
    const { fetch: play } = network({ 'http://nas': 404 });
    const { message, code } = await failure(find('nas', { fetch: play }));
    // Those that failed alike are named together.
    for (const part of [
      'https://nas:8920, https://nas, http://nas:8096: nothing listens',
      'http://nas: what answers there is no Jellyfin server',
    ]) {
      expect(message).toContain(part);
    }
    expect(code).toBe('protocol');
  });

  test('a closed port', async () => {
    const mock = await startMock();
    await mock.close();
    expect(await failure(find(mock.url))).toMatchObject({ code: 'unavailable', problem: 'refused' });
  });

  test('a web page', async () => {
    const base = await answering(200, '<!doctype html><title>Router</title>');
    expect(await failure(find(base))).toMatchObject({ code: 'protocol', message: expect.stringContaining('web page') });
  });

  test('something else that speaks JSON', async () => {
    const base = await answering(200, '{"Id":"x","Version":"1.2.3","ProductName":"Fridge"}');
    expect(await failure(find(base))).toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('not a Jellyfin server'),
    });
  });

  test.each([
    '{"Id":"x","Version":"4.8.0.0","ServerName":"Den"}',
    '{"Id":"x","Version":"4.9.0.0","ProductName":"Emby Server"}',
  ])('an Emby server: %s', async (body) => {
    const base = await answering(200, body);
    expect(await failure(find(base))).toMatchObject({ code: 'unsupported', message: expect.stringContaining('Emby') });
  });

  test('a forgotten base path', async () => {
    const mock = await mockOf({ basePath: '/jelly' });
    const error = await failure(find(new URL(mock.url).origin));
    expect(error).toMatchObject({ code: 'protocol', status: 302, message: expect.stringContaining('/jellyfin') });
  });

  test('a starting server counts more than a stranger at another port', async () => {
    const { fetch: play } = network({ 'http://nas:8096': 503, 'http://nas': 404 });
    expect(await failure(find('nas', { fetch: play }))).toMatchObject({ code: 'unavailable', status: 503 });
  });

  test('only where a credential could be read on the way, unless that is allowed', async () => {
    const { fetch: play } = network({ 'http://203.0.113.9:8096': info() });
    expect(await failure(find('203.0.113.9', { fetch: play }))).toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('plain http'),
    });
    expect((await find('203.0.113.9', { fetch: play, allowInsecure: true })).base).toBe('http://203.0.113.9:8096');
  });

  test('cancelled', async () => {
    const stop = new AbortController();
    const hang: typeof fetch = () => {
      stop.abort();
      return new Promise(() => undefined);
    };
    expect(await failure(find('nas', { fetch: hang, signal: stop.signal }))).toMatchObject({ code: 'cancelled' });
    expect(await failure(find('nas', { signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' });
  });

  test('no address at all', async () => {
    expect(await failure(find('ftp://nas'))).toMatchObject({ code: 'invalid-argument' });
  });
});
