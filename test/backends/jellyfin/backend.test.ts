import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import { itemId, libraryId } from '../../../src/models/ids.ts';
import type { Item, ItemKind } from '../../../src/models/item.ts';
import type { Library } from '../../../src/models/library.ts';
import { cursor } from '../../../src/models/page.ts';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { candidateFor, openBackend, person, startMock } from './setting.ts';

let mock: MockJellyfin;
let backend: MediaBackend;
beforeEach(async () => {
  mock = await startMock();
  ({ backend } = await openBackend(mock));
});
afterEach(() => mock.close());

async function libraryOf(kind: Library['kind']): Promise<Library> {
  const library = (await backend.libraries()).find((each) => each.kind === kind);
  if (library === undefined) throw new Error(`no library of the kind ${kind}`);
  return library;
}

async function all(library: Library, kind: ItemKind, limit: number): Promise<readonly Item[]> {
  const items: Item[] = [];
  let page = await backend.listItems(library.id, { kind, limit });
  items.push(...page.items);
  while (page.next !== undefined) {
    page = await backend.listItems(library.id, { kind, limit, cursor: page.next });
    items.push(...page.items);
  }
  return items;
}

/** What the server saw since, without its answers. */
function queries(path: string | RegExp): readonly Record<string, string>[] {
  return mock.log.to(path).map(({ query }) => Object.fromEntries(query));
}

describe('a listing', () => {
  test('pages lead through the whole library, each row once', async () => {
    const movies = await libraryOf('movies');
    mock.log.clear();
    const items = await all(movies, 'movie', 7);
    expect(new Set(items.map(({ id }) => id)).size).toBe(30);
    expect(items.every(({ libraryId: library }) => library === movies.id)).toBe(true);
    expect(queries('/Items').map(({ startIndex, limit }) => [startIndex, limit])).toEqual([
      ['0', '7'],
      ['7', '7'],
      ['14', '7'],
      ['21', '7'],
      ['28', '7'],
    ]);
  });

  test('asks for one user and one type, in a stable order, without what is dear', async () => {
    const shows = await libraryOf('shows');
    mock.log.clear();
    await backend.listItems(shows.id, { kind: 'episode' });
    const [query = {}] = queries('/Items');
    expect(query).toMatchObject({
      userId: person(mock).id,
      parentId: shows.id,
      recursive: 'true',
      includeItemTypes: 'Episode',
      collapseBoxSetItems: 'false',
      enableTotalRecordCount: 'true',
      sortBy: 'SortName,DateCreated',
      startIndex: '0',
      limit: '200',
    });
    expect(query.fields?.split(',')).toContain('ProviderIds');
    expect(query.fields).not.toMatch(/People|MediaSources|MediaStreams|Chapters|Count|Trickplay/);
    expect(query).not.toHaveProperty('isMissing');
  });

  test('no page is larger than 500', async () => {
    const movies = await libraryOf('movies');
    mock.log.clear();
    await backend.listItems(movies.id, { kind: 'movie', limit: 9_999 });
    expect(queries('/Items')[0]?.limit).toBe('500');
  });

  test('missing episodes are there, and say so', async () => {
    const episodes = await all(await libraryOf('shows'), 'episode', 200);
    const missing = episodes.filter((item) => item.kind === 'episode' && item.isMissing === true);
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length).toBeLessThan(episodes.length);
  });

  test('a total that is too high ends at the empty page', async () => {
    const movies = await libraryOf('movies');
    mock.setTotalOffset(50);
    expect(await all(movies, 'movie', 20)).toHaveLength(30);
  });

  test('a bad row is put aside, and the others come', async () => {
    const movies = await libraryOf('movies');
    const good = { Id: 'a', Type: 'Movie', Name: 'Good' };
    const rows = [good, { ...good, Id: 'b', Type: {} }, { Type: 'Movie' }, null];
    const body = JSON.stringify({ Items: rows, TotalRecordCount: 4, StartIndex: 0 });
    mock.faults.add({ path: '/Items', action: { kind: 'body', body, contentType: 'application/json' } });
    const page = await backend.listItems(movies.id, { kind: 'movie' });
    expect(page.items.map(({ id }) => id)).toEqual(['a']);
    expect(page.rejected.map(({ itemId: id }) => id)).toEqual(['b', undefined, undefined]);
    expect(page.rejected[0]?.reason).toBe('Type: expected an id');
    expect(page.next).toBeUndefined();
  });

  test('an answer without rows is no empty library', async () => {
    const movies = await libraryOf('movies');
    mock.faults.add({ path: '/Items', action: { kind: 'body', body: '{}', contentType: 'application/json' } });
    await expect(backend.listItems(movies.id, { kind: 'movie' })).rejects.toMatchObject({
      code: 'protocol',
      issues: ['Items: expected a list'],
    });
  });

  test('a library that is gone is not found', async () => {
    const gone = libraryId('0123456789abcdef0123456789abcdef');
    await expect(backend.listItems(gone, { kind: 'movie' })).rejects.toMatchObject({ code: 'not-found', status: 400 });
    await expect(backend.countItems(gone, { kind: 'movie' })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a kind that the library cannot hold is unsupported, without asking', async () => {
    const movies = await libraryOf('movies');
    mock.log.clear();
    await expect(backend.listItems(movies.id, { kind: 'track' })).rejects.toMatchObject({ code: 'unsupported' });
    await expect(backend.countItems(movies.id, { kind: 'track' })).rejects.toMatchObject({ code: 'unsupported' });
    expect(mock.log.all()).toHaveLength(0);
  });

  test.each(['', '5', 'show:5', 'movie:x', 'movie:-1'])('the cursor "%s" is refused', async (text) => {
    const movies = await libraryOf('movies');
    await expect(backend.listItems(movies.id, { kind: 'movie', cursor: cursor(text) })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  test('counting transfers no rows', async () => {
    const movies = await libraryOf('movies');
    mock.log.clear();
    expect(await backend.countItems(movies.id, { kind: 'movie' })).toBe(30);
    expect(queries('/Items')).toMatchObject([{ limit: '0' }]);
  });
});

describe('below an item', () => {
  test('the first page asks what it is, the next ones remember', async () => {
    const shows = await libraryOf('shows');
    const [show] = (await backend.listItems(shows.id, { kind: 'show' })).items;
    const season = (await backend.children(show?.id ?? itemId('x'))).items.find(
      (each) => (each.watch?.itemCount ?? 0) > 2,
    );
    if (season === undefined) throw new Error('no season with some episodes');
    mock.log.clear();
    const first = await backend.children(season.id, { limit: 2 });
    expect(mock.log.all()).toHaveLength(2);
    expect(first.items).toHaveLength(2);
    const second = await backend.children(season.id, { limit: 2, cursor: first.next });
    expect(mock.log.all()).toHaveLength(3);
    expect(second.items[0]).toMatchObject({ kind: 'episode', seasonId: season.id });
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
    for (const text of ['movie:2', 'toString:2', '2']) {
      const asked = backend.children(season.id, { cursor: cursor(text) });
      await expect(asked).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });
});

describe('answers that are no good', () => {
  test('a web page instead of JSON', async () => {
    const body = '<html><body>Welcome to the hotel</body></html>';
    mock.faults.add({ action: { kind: 'body', body, contentType: 'text/html' } });
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'protocol' });
  });

  test.each([
    [401, '', 'unauthorized'],
    [401, '"carl is not permitted to access Library Movies."', 'forbidden'],
    [403, '', 'forbidden'],
    [503, 'Jellyfin Server is loading.', 'unavailable'],
    [500, 'Error processing request.', 'unavailable'],
  ])('%i with the body %j', async (status, body, code) => {
    mock.faults.add({ path: '/UserViews', action: { kind: 'status', status, body } });
    await expect(backend.libraries()).rejects.toMatchObject({ code, status });
  });

  test("a proxy's own login is not a signed-out user", async () => {
    const headers = { 'www-authenticate': 'Basic realm="x"' };
    mock.faults.add({ path: '/UserViews', action: { kind: 'status', status: 401, headers } });
    await expect(backend.libraries()).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('proxy'),
    });
  });

  test('another server at the address in use', async () => {
    const other = await startMock({ name: 'Elsewhere' });
    backend.useConnection({ uri: other.url, kind: 'local', secure: false });
    await expect(backend.serverInfo()).rejects.toMatchObject({ code: 'wrong-server' });
    await expect(backend.discovery?.candidates()).rejects.toMatchObject({ code: 'wrong-server' });
    await other.close();
  });

  test('a plain folder is no item', async () => {
    const body = JSON.stringify({ Id: 'f', Type: 'Folder', Name: 'Disk' });
    mock.faults.add({ path: '/Items/f', action: { kind: 'body', body, contentType: 'application/json' } });
    await expect(backend.getItem(itemId('f'))).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('an address where the token could be read on the way gets none', async () => {
    backend.useConnection({ uri: 'http://198.51.100.7', kind: 'direct', secure: false });
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('closing', () => {
  test.each([
    ['/UserViews', () => backend.libraries()],
    ['/System/Info/Public', () => backend.probe(candidateFor(mock), { timeoutMs: 60_000 })],
    ['/Items/a', () => backend.getItem(itemId('a'), { signal: new AbortController().signal })],
  ] as const)('ends what is in flight: %s', async (path, ask) => {
    mock.faults.add({ path, action: { kind: 'black-hole' } });
    const asked = ask();
    while (mock.log.to(path).length === 0) await new Promise(setImmediate);
    await backend.close();
    await expect(asked).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('closed') });
    expect(backend.connection).toBeUndefined();
  });
});

describe('facets', () => {
  test('a picture is asked for in the size of its frame, without a credential', async () => {
    const url = backend.images?.url({ poster: '/Items/a/Images/Primary?tag=t' }, 'poster', {
      width: 199.5,
      height: 300,
    });
    expect(url).toBe(`${mock.url}/Items/a/Images/Primary?tag=t&fillWidth=200&fillHeight=300&quality=90`);
  });

  test('a search without words is refused', async () => {
    await expect(backend.search?.search('  ')).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('an advertised address keeps its base path; what is no address is left out', async () => {
    const answer = (LocalAddress: string): string =>
      JSON.stringify({
        Id: mock.serverId,
        ServerName: 'x',
        Version: '12.0.0',
        ProductName: 'Jellyfin Server',
        LocalAddress,
      });
    for (const [address, uris] of [
      ['http://10.1.2.3:8096/jelly/', ['http://10.1.2.3:8096/jelly']],
      ['ftp://10.1.2.3', []],
      ['', []],
    ] as const) {
      mock.faults.clear();
      mock.faults.add({ action: { kind: 'body', body: answer(address), contentType: 'application/json' } });
      expect((await backend.discovery?.candidates())?.map(({ uri }) => uri)).toEqual(uris);
    }
  });
});
