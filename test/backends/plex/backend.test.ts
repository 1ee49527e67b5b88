import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import { environment } from '../../../src/models/environment.ts';
import { itemId, libraryId } from '../../../src/models/ids.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import { type MockPlex, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';
import { opened } from './setting.ts';

const holdings = { movies: { from: 0, count: 4 }, shows: { from: 0, count: 1 } };
let mock: MockPlex;
let server: MockPlexServer;
let other: MockPlexServer;

beforeAll(async () => {
  mock = await startMockPlex({
    world: createWorld(21),
    servers: [
      { name: 'Den', holdings },
      { name: 'Loft', holdings },
    ],
  });
  const [first, second] = mock.servers;
  if (first === undefined || second === undefined) throw new Error('no servers');
  server = first;
  other = second;
});

beforeEach(() => server.faults.clear());
afterAll(() => mock.close());

/** Somebody could give up, but does not. */
const unused = new AbortController();

const at = (uri: string) => ({ uri, kind: 'local', secure: false, origin: 'typed' }) as const;

describe('probe', () => {
  it('finds the right server, and a token goes only there', async () => {
    const { backend } = await opened(mock, server);
    other.log.clear();
    const good = await backend.probe(at(server.url), { timeoutMs: 5_000 });
    expect(good).toMatchObject({ outcome: 'ok', serverId: server.machineIdentifier });
    const wrong = await backend.probe(at(other.url), { timeoutMs: 5_000 });
    expect(wrong).toMatchObject({ outcome: 'wrong-server', serverId: other.machineIdentifier });
    expect(other.log.all().map(({ path, headers }) => [path, headers['x-plex-token']])).toEqual([
      ['/identity', undefined],
    ]);
    expect(backend.connection?.uri).toBe(server.url);
  });

  it.each([
    ['a refused token', '/', { kind: 'status', status: 401 }, 'unauthorized'],
    ['a starting server', '/identity', { kind: 'status', status: 503 }, 'starting'],
    ['a web page', '/identity', { kind: 'body', body: '<html>', contentType: 'text/html' }, 'not-a-media-server'],
    ['a broken connection', '/identity', { kind: 'reset' }, 'unreachable'],
    ['silence', '/identity', { kind: 'black-hole' }, 'timeout'],
  ] as const)('tells %s', async (_name, path, action, outcome) => {
    const { backend } = await opened(mock, server);
    server.log.clear();
    server.faults.add({ path, action });
    const result = await backend.probe(at(server.url), { timeoutMs: outcome === 'timeout' ? 50 : 5_000 });
    expect(result.outcome).toBe(outcome);
    // Neither question is asked twice, but for a connection that may have been dead for long.
    expect(server.log.to(path)).toHaveLength(action.kind === 'reset' ? 2 : 1);
  });
});

describe('the contract', () => {
  it('rejects before there is an address and after the end', async () => {
    const { backend } = await opened(mock, server);
    await backend.close();
    const id = itemId('1');
    const library = libraryId('1');
    for (const call of [
      () => backend.libraries(),
      () => backend.getItem(id),
      () => backend.children(id),
      () => backend.listItems(library, { kind: 'movie' }),
      () => backend.countItems(library, { kind: 'movie' }),
      () => backend.serverInfo(),
      () => backend.renewCredential(),
      () => backend.probe(at(server.url), { timeoutMs: 100 }),
      () => backend.search?.search('x'),
      () => backend.discovery?.candidates(),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  it('stops at a signal and stays usable', async () => {
    const { backend } = await opened(mock, server);
    const stop = new AbortController();
    server.faults.add({ path: '/library/sections', times: 1, action: { kind: 'black-hole' } });
    server.log.clear();
    const asked = backend.libraries({ signal: stop.signal });
    while (server.log.all().length === 0) await new Promise(setImmediate);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect(backend.libraries({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await backend.libraries()).toHaveLength(2);
  });

  it.each([
    ['/library/sections', (backend: MediaBackend) => backend.libraries()],
    ['/identity', (backend: MediaBackend) => backend.probe(at(server.url), { timeoutMs: 60_000 })],
    ['/library/metadata/1', (backend: MediaBackend) => backend.getItem(itemId('1'), { signal: unused.signal })],
    ['/api/v2/resources', (backend: MediaBackend) => backend.renewCredential()],
  ])('ends what is in flight when it is closed: %s', async (path, ask) => {
    const { backend } = await opened(mock, server);
    for (const { faults, log } of [server, mock.plexTv]) {
      faults.add({ path, times: 1, action: { kind: 'black-hole' } });
      log.clear();
    }
    const asked = ask(backend);
    while ([...server.log.to(path), ...mock.plexTv.log.to(path)].length === 0) await new Promise(setImmediate);
    await backend.close();
    mock.plexTv.faults.clear();
    await expect(asked).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/closed/) });
    expect(backend.connection).toBeUndefined();
  });

  it('says what answered instead of JSON', async () => {
    const { backend } = await opened(mock, server);
    server.faults.add({
      path: '/library/sections',
      action: { kind: 'body', body: '<!doctype html><p>log in</p>', contentType: 'text/html' },
    });
    await expect(backend.libraries()).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringMatching(/a web page/),
    });
  });

  it('tells a server that is starting from one that is gone', async () => {
    const { backend } = await opened(mock, server);
    server.setStartUp('maintenance');
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unavailable', status: 503 });
    server.setStartUp('ready');
  });

  it('puts rows aside that cannot be read, each with its reason', async () => {
    const { backend } = await opened(mock, server);
    const rows = [
      { ratingKey: 'a', type: 'movie', title: 'Good' },
      { ratingKey: 7, type: 'movie', viewCount: { no: 'count' } },
      { ratingKey: 8, type: 'movie', year: { no: 'year' }, Genre: [{ tag: 'Odd' }, 5] },
      { type: 'movie', title: 'No id' },
      { ratingKey: 'b', type: 'hologram', title: 'New' },
      'nonsense',
    ];
    const body = JSON.stringify({ MediaContainer: { size: 6, totalSize: 6, offset: 0, Metadata: rows } });
    const [films] = await backend.libraries();
    server.faults.add({ path: /\/all$/, action: { kind: 'body', body, contentType: 'application/json' } });
    const page = await backend.listItems(films?.id ?? libraryId('?'), { kind: 'movie' });
    expect(page.items.map(({ id }) => id)).toEqual(['a', '8']);
    expect(page.items[1]).not.toHaveProperty('year');
    expect(page.items[1]?.genres).toEqual(['Odd']);
    expect(page.rejected).toEqual([
      { itemId: '7', reason: 'viewCount: expected a number' },
      { reason: 'ratingKey: expected an id' },
      { itemId: 'b', reason: 'type: not a kind of item that is known here' },
      { reason: 'the whole: expected object' },
    ]);
    expect(page).toMatchObject({ total: 6 });
    expect(page.next).toBeUndefined();
  });
});

describe('server info', () => {
  it('names the server', async () => {
    const { backend } = await opened(mock, server);
    const info = await backend.serverInfo();
    expect(info).toMatchObject({ serverId: server.machineIdentifier, name: 'Den' });
    expect(info.version).toMatch(/^1\./);
  });

  it('refuses another server at the address, before the token is sent', async () => {
    const { backend } = await opened(mock, server);
    backend.useConnection({ uri: other.url, kind: 'local', secure: false });
    other.log.clear();
    await expect(backend.serverInfo()).rejects.toMatchObject({ code: 'wrong-server' });
    expect(other.log.all().some(({ headers }) => headers['x-plex-token'] !== undefined)).toBe(false);
  });
});

describe('an address where the token could be read on the way', () => {
  it('gets none, unless that is allowed', async () => {
    const asked: string[] = [];
    const fetch = async (input: Request | string | URL): Promise<Response> => {
      asked.push(input instanceof Request ? input.url : String(input));
      return Response.json({ MediaContainer: { Directory: [] } });
    };
    const careful = await opened(mock, server);
    const address = { uri: 'http://198.51.100.7:32400', kind: 'direct', secure: false } as const;
    careful.backend.useConnection(address);
    await expect(careful.backend.libraries()).rejects.toMatchObject({ code: 'invalid-argument' });
    const bold = await opened(mock, server, { allowInsecure: true, environment: environment({ fetch }) });
    bold.backend.useConnection(address);
    expect(await bold.backend.libraries()).toEqual([]);
    expect(asked).toEqual([`${address.uri}/library/sections`]);
  });
});

describe('facets', () => {
  it('finds the addresses that plex.tv knows, while the server is away', async () => {
    const { backend } = await opened(mock, server);
    server.log.clear();
    const found = await backend.discovery?.candidates();
    expect(found).toEqual([{ uri: server.url, kind: 'local', secure: false, origin: 'account' }]);
    expect(server.log.all()).toHaveLength(0);
  });

  it('makes URLs of pictures that load at once', async () => {
    const { backend } = await opened(mock, server);
    const { images } = await backend.getItem(itemId(server.ratingKeys.movie(0)));
    expect(images.poster).toMatch(/^\//);
    expect(JSON.stringify(images)).not.toContain('Token');
    const url = backend.images?.url(images, 'poster', { width: 120, height: 180 });
    expect((await fetch(url ?? '')).status).toBe(200);
    expect(backend.images?.url({}, 'poster', { width: 120, height: 180 })).toBeUndefined();
  });
});
