import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Catalogue } from '../../src/db/open-catalogue.ts';
import type { ExternalId, ExternalIdProvider } from '../../src/models/external-id.ts';
import { itemId, type SourceId, sourceId } from '../../src/models/ids.ts';
import type { Item } from '../../src/models/item.ts';
import { failure, films, home, movie, open, openWithSource, sync } from './support.ts';

const away = sourceId('away');
const third = sourceId('third');
const ids = (...pairs: readonly (readonly [ExternalIdProvider, string])[]): readonly ExternalId[] =>
  pairs.map(([provider, value]) => ({ provider, value }));

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** The groups as sets of refs, whatever their ids are. */
async function groups(catalogue: Catalogue, kind: Item['kind'] = 'movie'): Promise<readonly string[]> {
  const { titles } = await catalogue.titles.titles({ kind, limit: 1000 });
  const names = titles.map(({ versions }) => versions.map(({ sourceId: s, itemId: i }) => `${s}:${i}`).sort(byText));
  return names.map((group) => group.join(' ')).sort(byText);
}

test('copies that share a public id are one title with several versions', async () => {
  const catalogue = await openWithSource({}, [home, away]);
  await sync(catalogue, [movie('a', { title: 'Alien', year: 1979, externalIds: ids(['imdb', 'tt1']) }), movie('x')]);
  const copies = [
    movie('b', { title: 'Alien', externalIds: ids(['tmdb', '9'], ['imdb', 'tt1']) }),
    movie('c', { title: 'Alien 4K', externalIds: ids(['tmdb', '9']) }),
    // The same number by somebody else is another thing.
    movie('d', { title: 'Other', externalIds: ids(['tvdb', '9']) }),
  ];
  await sync(catalogue, copies, { source: away });
  expect(await groups(catalogue)).toEqual(['away:b away:c home:a', 'away:d', 'home:x']);
  const title = await catalogue.titles.titleOf({ sourceId: away, itemId: itemId('c') });
  expect(title.versions).toEqual([
    { sourceId: away, itemId: 'b', libraryId: films },
    { sourceId: away, itemId: 'c', libraryId: films },
    { sourceId: home, itemId: 'a', libraryId: films },
  ]);
  expect(await catalogue.titles.countTitles({ kind: 'movie' })).toBe(3);
  expect(await catalogue.titles.countTitles({ kind: 'movie', sourceId: away })).toBe(2);
  const none = catalogue.titles.titleOf({ sourceId: home, itemId: itemId('b') });
  expect(await failure(none)).toMatchObject({ code: 'not-found' });
});

test('weak ids and other kinds do not join', async () => {
  const catalogue = await openWithSource();
  const shared = ids(['imdb', 'tt1']);
  await sync(catalogue, [
    movie('a', { externalIds: ids(['anidb', '1']) }),
    movie('b', { externalIds: ids(['anidb', '1']) }),
  ]);
  await sync(catalogue, [{ ...movie('s', { externalIds: shared }), kind: 'show' } as Item], { kind: 'show' });
  const seasons = ['s1', 's2'].map((id) => ({ ...movie(id, { externalIds: shared }), kind: 'season' }) as Item);
  await sync(catalogue, seasons, { kind: 'season' });
  expect(await groups(catalogue)).toEqual(['home:a', 'home:b']);
  expect(await groups(catalogue, 'season')).toEqual(['home:s1', 'home:s2']);
});

test('a copy whose ids changed leaves, also the one that gave the title its id', async () => {
  const catalogue = await openWithSource();
  const one = ids(['imdb', 'tt1']);
  await sync(catalogue, [movie('a', { externalIds: one }), movie('b', { externalIds: one })]);
  const before = await catalogue.titles.titleOf({ sourceId: home, itemId: itemId('b') });
  await sync(catalogue, [movie('a', { externalIds: ids(['imdb', 'tt2']) }), movie('b', { externalIds: one })]);
  expect(await groups(catalogue)).toEqual(['home:a', 'home:b']);
  const after = await catalogue.titles.titleOf({ sourceId: home, itemId: itemId('b') });
  expect(after.id).toBe(before.id);
  await sync(catalogue, [movie('a', { externalIds: one }), movie('b', { externalIds: one })]);
  expect(await groups(catalogue)).toEqual(['home:a home:b']);
});

test('a title keeps its id while a lone copy changes its ids', async () => {
  const catalogue = await openWithSource();
  const titleOf = async (id: string): Promise<string> =>
    (await catalogue.titles.titleOf({ sourceId: home, itemId: itemId(id) })).id;
  await sync(catalogue, [movie('a', { externalIds: ids(['imdb', 'tt1']) })]);
  const before = await titleOf('a');
  await sync(catalogue, [movie('a', { externalIds: ids(['imdb', 'tt2']) })]);
  expect(await titleOf('a')).toBe(before);
});

test('a source that goes takes its links along', async () => {
  const catalogue = await openWithSource({}, [home, away]);
  await sync(catalogue, [
    movie('a', { title: 'Left', externalIds: ids(['imdb', 'tt1']) }),
    movie('b', { title: 'Right', externalIds: ids(['tmdb', '1']) }),
  ]);
  const link = movie('link', { title: 'Link', externalIds: ids(['imdb', 'tt1'], ['tmdb', '1']) });
  await sync(catalogue, [link], { source: away });
  expect(await groups(catalogue)).toEqual(['away:link home:a home:b']);
  await catalogue.sources.remove(away);
  expect(await groups(catalogue)).toEqual(['home:a', 'home:b']);
  expect(await catalogue.titles.search('link', 5)).toEqual([]);
  const { kysely } = catalogue.database;
  for (const table of ['external_id', 'item_seen', 'item'] as const) {
    expect(await kysely.selectFrom(table).selectAll().execute()).toHaveLength(2);
  }
  expect(await kysely.selectFrom('sync_listing').where('source_id', '=', away).selectAll().execute()).toEqual([]);
});

const sources: readonly SourceId[] = [home, away, third];
const providers: readonly ExternalIdProvider[] = ['imdb', 'tmdb', 'anidb'];
const place = fc.record({ source: fc.constantFrom(...sources), id: fc.constantFrom('1', '2', '3', '4') });
const idList = fc.array(fc.tuple(fc.constantFrom(...providers), fc.constantFrom('1', '2', '3')), { maxLength: 3 });
const write = fc.record({ place, externalIds: idList });
type Write = {
  readonly place: { readonly source: SourceId; readonly id: string };
  readonly externalIds: [ExternalIdProvider, string][];
};

/** What the groups must be: items are linked when they share an id, links go on through others. */
function expectedGroups(writes: readonly Write[]): readonly string[] {
  const current = new Map(writes.map(({ place: { source, id }, externalIds }) => [`${source}:${id}`, externalIds]));
  let parts = [...current].map(([name, list]) => ({
    names: [name],
    keys: list.filter(([provider]) => provider !== 'anidb').map(String),
  }));
  for (const key of new Set(parts.flatMap(({ keys }) => keys))) {
    const linked = parts.filter(({ keys }) => keys.includes(key));
    const joined = { names: linked.flatMap(({ names }) => names), keys: linked.flatMap(({ keys }) => keys) };
    parts = [...parts.filter((part) => !linked.includes(part)), joined];
  }
  return parts.map(({ names }) => names.sort(byText).join(' ')).sort(byText);
}

test('groups are the same whatever came in which order, and however often ids changed', async () => {
  const run = async (writes: readonly Write[]): Promise<void> => {
    const catalogue = await openWithSource({}, sources);
    for (const {
      place: { source, id },
      externalIds,
    } of writes) {
      const item = movie(id, { externalIds: ids(...externalIds), libraryId: films });
      await catalogue.items.saveFull(source, { ...item, completeness: 'full' });
    }
    expect(await groups(catalogue)).toEqual(expectedGroups(writes));
    await catalogue.close();
  };
  await fc.assert(fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 14 }), run), { numRuns: 150 });
});

test('titles come in order, page by page, each once', async () => {
  const catalogue = await openWithSource({}, [home, away]);
  const names = ['The Zoo', 'Ärger', 'apple', '10 Things', '9 Lives', 'An Apple', 'zoo 2', '東京', 'Ötzi'];
  const rows = names.map((title, index) => movie(`i${index}`, { title, externalIds: ids(['imdb', `tt${index}`]) }));
  await sync(catalogue, rows);
  // The other server writes the same titles in a style of its own.
  await sync(
    catalogue,
    rows.map((row) => ({ ...row, sortTitle: row.title.toLowerCase() })),
    { source: away },
  );
  const shows = ['Bread', 'Yarn'].map((title) => ({ ...movie(title), kind: 'show' }) as Item);
  await sync(catalogue, shows, { kind: 'show' });
  const walk = async (filter: Parameters<typeof catalogue.titles.titles>[0]): Promise<readonly string[]> => {
    const page = await catalogue.titles.titles(filter);
    const rest = page.next === undefined ? [] : await walk({ ...filter, after: page.next });
    return [...page.titles.map(({ title }) => title), ...rest];
  };
  const all = [
    '9 Lives',
    '10 Things',
    'apple',
    'An Apple',
    'Ärger',
    'Bread',
    'Ötzi',
    'Yarn',
    'The Zoo',
    'zoo 2',
    '東京',
  ];
  for (const limit of [1, 3, 50]) expect(await walk({ limit })).toEqual(all);
  expect(await walk({ limit: 2, kind: 'show' })).toEqual(['Bread', 'Yarn']);
  expect(await walk({ limit: 4, sourceId: away, libraryId: films })).toHaveLength(names.length);
  const [first] = (await catalogue.titles.titles({ limit: 1, sourceId: away })).titles;
  expect(first?.versions).toHaveLength(2);
  expect(await failure(catalogue.titles.titles({ limit: 1, after: 'page 2' }))).toMatchObject({
    code: 'invalid-argument',
  });
});

test('an empty catalogue has no titles', async () => {
  const catalogue = await open();
  expect(await catalogue.titles.titles({ limit: 5 })).toEqual({ titles: [] });
  expect(await catalogue.titles.countTitles()).toBe(0);
});
