import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { type Client, clientWith, signedIn, startSmall } from './mock-client.ts';

let mock: MockJellyfin;
let client: Client;
let films = '';
let shows = '';
const world = createWorld(11);
/** As the world has it: the episodes that have a file. */
const episodes = Array.from({ length: 12 }, (_, i) => world.show(i).seasons)
  .flat()
  .reduce((sum, season) => sum + season.episodes, 0);

beforeAll(async () => {
  mock = await startSmall();
  client = await signedIn(mock);
  films = mock.libraries[0]?.id ?? '';
  shows = mock.libraries[1]?.id ?? '';
});
afterAll(() => mock.close());

test('any way of paging gives every row once, with the same total', async () => {
  const sorts = ['SortName', 'DateCreated', 'ProductionYear', 'CommunityRating', 'DatePlayed,SortName', 'Runtime'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sorts),
      fc.constantFrom('Ascending', 'Descending'),
      fc.integer({ min: 1, max: 25 }),
      async (sort, order, limit) => {
        const ids: unknown[] = [];
        for (let start = 0; ; start += limit) {
          const page = await client.page(
            `/Items?parentId=${films}&recursive=true&includeItemTypes=Movie&sortBy=${sort}&sortOrder=${order}&startIndex=${start}&limit=${limit}`,
          );
          expect([page.TotalRecordCount, page.StartIndex]).toEqual([60, start]);
          if (page.Items.length === 0) break;
          ids.push(...page.Items.map(({ Id }) => Id));
        }
        expect(ids).toHaveLength(60);
        expect(new Set(ids).size).toBe(60);
      },
    ),
    { numRuns: 15 },
  );
});

test('sorting follows the work, both ways', async () => {
  const years = async (order: string): Promise<unknown[]> =>
    (
      await client.page(`/Items?recursive=true&includeItemTypes=Movie&sortBy=ProductionYear&sortOrder=${order}`)
    ).Items.map(({ ProductionYear }) => ProductionYear);
  const expected = Array.from({ length: 60 }, (_, i) => world.movie(i).year).sort((a, b) => a - b);
  expect(await years('Ascending')).toEqual(expected);
  expect(await years('Descending')).toEqual(expected.toReversed());
});

test.each([
  ['limit=0', 0, 60],
  ['startIndex=1000', 0, 60],
  ['startIndex=-5&limit=3', 3, 60],
  ['limit=4&enableTotalRecordCount=false', 4, 4],
  ['limit=-1', 60, 60],
])('%s', async (more, rows, total) => {
  const page = await client.page(`/Items?recursive=true&includeItemTypes=Movie&${more}`);
  expect([page.Items.length, page.TotalRecordCount]).toEqual([rows, total]);
});

test('a total can move while a client is paging', async () => {
  mock.setTotalOffset(3);
  const { TotalRecordCount } = await client.page('/Items?recursive=true&includeItemTypes=Movie&limit=0');
  mock.setTotalOffset(0);
  expect(TotalRecordCount).toBe(63);
});

describe('what is listed', () => {
  const count = async (path: string): Promise<number> => (await client.page(path)).TotalRecordCount;

  test('by type, in any case, by comma or repeated', async () => {
    const one = await count(`/Items?parentId=${shows}&recursive=true&includeItemTypes=Series,Season`);
    const two = await count(`/items?PARENTID=${shows}&Recursive=true&includeitemtypes=series&includeItemTypes=season`);
    expect(one).toBe(two);
    expect(one).toBeGreaterThan(12);
  });

  test('an unknown type is dropped; when none is left everything is listed', async () => {
    expect(await count('/Items?recursive=true&includeItemTypes=Movie,Nonsense')).toBe(60);
    expect(await count('/Items?recursive=true&includeItemTypes=Nonsense')).toBeGreaterThan(60 + episodes);
    expect(await count('/Items?recursive=true&includeItemTypes=MusicAlbum')).toBe(0);
  });

  test('missing episodes are in, unless the client says otherwise', async () => {
    const all = await client.page(`/Items?parentId=${shows}&recursive=true&includeItemTypes=Episode`);
    const virtual = all.Items.filter(({ LocationType }) => LocationType === 'Virtual');
    expect(virtual.length).toBeGreaterThan(0);
    expect(all.TotalRecordCount).toBe(episodes + virtual.length);
    expect(await count(`/Items?recursive=true&includeItemTypes=Episode&isMissing=false`)).toBe(episodes);
    expect(await count(`/Items?recursive=true&includeItemTypes=Episode&excludeLocationTypes=Virtual`)).toBe(episodes);
    const detail = await client.get(`/Items/${String(virtual[0]?.Id)}`);
    expect(detail.json()).not.toHaveProperty('MediaSources');
    const series = String(virtual[0]?.SeriesId);
    const season = `/Shows/${series}/Episodes?seasonId=${String(virtual[0]?.SeasonId)}`;
    const byUser = await client.page(season);
    const byKey = await clientWith(mock, mock.apiKey).page(season);
    expect(byKey.TotalRecordCount).toBe(byUser.TotalRecordCount + 1);
  });

  test('an unknown parent and a malformed one', async () => {
    const unknown = await client.get('/Items?parentId=0123456789abcdef0123456789abcdef');
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([400, 'text/plain']);
    const malformed = await client.get('/Items?parentId=films');
    expect([malformed.status, malformed.json()]).toMatchObject([400, { errors: { parentId: [expect.any(String)] } }]);
  });

  test('recursion: implied by a library and a type in 12.0 only', async () => {
    const path = `/Items?parentId=${shows}&includeItemTypes=Episode&isMissing=false`;
    expect(await count(path)).toBe(episodes);
    const old = await startSmall({ version: '10.11.11' });
    const page = await (await signedIn(old)).page(path);
    await old.close();
    expect(page.TotalRecordCount).toBe(0);
  });

  test('ids keep their order, miss what is unknown, and stop at the length of a URL', async () => {
    const ids = [7, 3, 5].map((index) => mock.movieId(index));
    const page = await client.page(`/Items?ids=${ids[0]},${'f'.repeat(32)},${ids[1]}&ids=${ids[2]}`);
    expect(page.Items.map(({ Id }) => Id)).toEqual(ids);
    const long = (n: number): string => `/Items?ids=${Array.from({ length: n }, () => ids[0]).join()}`;
    expect((await client.get(long(200))).status).toBe(200);
    expect((await client.get(long(300))).status).toBe(414);
  });

  test('search finds words without their accents', async () => {
    const page = await client.page('/Items?searchTerm=the&recursive=true&includeItemTypes=Movie');
    const names = page.Items.map(({ Name }) => String(Name).toLowerCase());
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((name) => name.includes('the'))).toBe(true);
    const hints = (await client.get('/Search/Hints?searchTerm=the&limit=2')).json() as { SearchHints: unknown[] };
    expect(hints.SearchHints).toHaveLength(2);
  });
});

test('additions, edits and removals show as on a real server', async () => {
  const moving = await startSmall();
  const user = await signedIn(moving);
  const before = new Date().toISOString();
  const changed = async (): Promise<unknown[]> =>
    (await user.page(`/Items?recursive=true&includeItemTypes=Movie&minDateLastSavedForUser=${before}`)).Items.map(
      ({ Id }) => Id,
    );
  const etag = async (): Promise<unknown> =>
    (await user.page(`/Items?ids=${moving.movieId(2)}&fields=Etag`)).Items[0]?.Etag;
  const old = await etag();
  await user.send('POST', `/UserPlayedItems/${moving.movieId(1)}`);
  expect(await changed()).toEqual([]);
  moving.editMovie(2, { title: 'Renamed' });
  const added = moving.movieId(moving.addMovie());
  moving.removeMovie(3);
  expect(new Set(await changed())).toEqual(new Set([moving.movieId(2), added]));
  expect(await etag()).not.toBe(old);
  expect((await user.get(`/Items/${moving.movieId(3)}`)).status).toBe(404);
  expect((await user.get('/Items/Counts')).json()).toMatchObject({ MovieCount: 60 });
  const newest = await user.page(
    '/Items?recursive=true&includeItemTypes=Movie&sortBy=DateCreated&sortOrder=Descending&limit=1',
  );
  expect(newest.Items[0]?.Id).toBe(added);
  await moving.close();
});

test('a library that the user may not see', async () => {
  const other = await startSmall({ users: [{ name: 'kid', password: 'p', libraries: ['Shows'] }] });
  const user = await signedIn(other);
  expect((await user.page('/UserViews')).Items.map(({ Name }) => Name)).toEqual(['Shows']);
  const hidden = await user.get(`/Items?parentId=${other.libraries[0]?.id}&recursive=true`);
  expect([hidden.status, hidden.json()]).toEqual([401, 'kid is not permitted to access Library Films.']);
  expect((await user.get(`/Items/${other.movieId(1)}`)).status).toBe(404);
  expect((await user.page(`/Items?ids=${other.movieId(1)}`)).Items).toHaveLength(1);
  expect((await user.page('/Items?recursive=true&includeItemTypes=Movie')).TotalRecordCount).toBe(0);
  await other.close();
});
