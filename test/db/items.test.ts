import { expect, test } from 'vitest';
import { itemId, libraryId, sourceId } from '../../src/models/ids.ts';
import type { Item, Movie } from '../../src/models/item.ts';
import { failure, films, home, list, movie, nextPage, type open, openWithSource, sync } from './support.ts';

const base = { completeness: 'full', externalIds: [], images: {} } as const;
const id = itemId;

/** Each kind with every field that it can have. */
const every: readonly Item[] = [
  {
    ...base,
    kind: 'movie',
    id: id('movie'),
    title: 'The Quiet Harbour',
    sortTitle: 'Quiet Harbour',
    originalTitle: 'Le Port tranquille',
    overview: 'Boats.',
    tagline: 'Wait.',
    year: 1999,
    releaseDate: '1999-12-31',
    addedAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_001,
    runtimeMs: 5_400_000,
    contentRating: 'PG',
    communityRating: 7.25,
    criticRating: 9,
    genres: ['Drama'],
    studios: [],
    tags: ['quiet'],
    externalIds: [
      { provider: 'imdb', value: 'tt1' },
      { provider: 'tmdb', value: '1' },
    ],
    images: { poster: '/a', backdrop: '/b' },
    watch: { played: true, playCount: 2, positionMs: 3, lastPlayedAt: 4, favourite: false, rating: 7.5 },
    revision: 'r1',
    people: [{ name: 'Ada', role: 'actor', character: 'Captain' }],
    versions: [
      { id: 'v1', parts: [{ id: 'p1', streams: [{ kind: 'audio', codec: 'aac', channels: 2, isDefault: true }] }] },
    ],
    chapters: [{ startMs: 0, title: 'One' }],
    edition: 'Long',
  },
  {
    ...base,
    kind: 'show',
    id: id('show'),
    title: 'Show',
    status: 'ended',
    watch: { played: false, playCount: 0, playedCount: 0, itemCount: 2 },
  },
  { ...base, kind: 'season', id: id('s0'), title: 'Specials', showId: id('show'), showTitle: 'Show', seasonNumber: 0 },
  { ...base, kind: 'season', id: id('s?'), title: 'Lost', showId: id('show') },
  {
    ...base,
    kind: 'episode',
    id: id('e1'),
    title: 'Pilot',
    showId: id('show'),
    showTitle: 'Show',
    seasonId: id('s0'),
    seasonNumber: 0,
    episodeNumber: 1,
    episodeNumberEnd: 2,
    isMissing: true,
  },
  { ...base, kind: 'artist', id: id('artist'), title: 'Artist' },
  { ...base, kind: 'album', id: id('album'), title: 'Album', artistId: id('artist'), artistName: 'Artist' },
  {
    ...base,
    kind: 'track',
    id: id('track'),
    title: 'Track',
    albumId: id('album'),
    albumTitle: 'Album',
    artistId: id('artist'),
    artistName: 'Artist',
    trackArtist: 'Guest',
    discNumber: 2,
    trackNumber: 11,
  },
  { ...base, kind: 'photo', id: id('photo'), title: 'Photo', albumId: id('photos') },
  { ...base, kind: 'photo-album', id: id('photos'), title: 'Photos' },
  { ...base, kind: 'clip', id: id('clip'), title: 'Clip' },
  { ...base, kind: 'collection', id: id('collection'), title: 'Collection', itemCount: 0 },
  { ...base, kind: 'playlist', id: id('playlist'), title: 'Playlist', itemCount: 3 },
];

const get = async (catalogue: Awaited<ReturnType<typeof open>>, item: string): Promise<Item> =>
  catalogue.items.item({ sourceId: home, itemId: itemId(item) });

test.each(every.map((item) => [item.id, item] as const))('%s comes back as it was written', async (_id, item) => {
  const catalogue = await openWithSource();
  await sync(catalogue, [item], { kind: item.kind });
  expect(await get(catalogue, item.id)).toEqual({ ...item, libraryId: films });
  expect(await sync(catalogue, [item], { kind: item.kind })).toMatchObject({ unchanged: 1, changed: 0, removed: 0 });
});

test('children come in the order of their numbers, unknown ones last', async () => {
  const catalogue = await openWithSource();
  const numbers = [10, undefined, 2, 0];
  const seasons = numbers.map((seasonNumber): Item => {
    const facts = { ...base, kind: 'season', id: id(`n${seasonNumber}`), title: 'S', showId: id('show') } as const;
    return seasonNumber === undefined ? facts : { ...facts, seasonNumber };
  });
  await sync(catalogue, seasons, { kind: 'season' });
  const children = await catalogue.items.children({ sourceId: home, itemId: id('show') });
  expect(children.map((child) => child.id)).toEqual(['n0', 'n2', 'n10', 'nundefined']);
  const foreign = await catalogue.items.children({ sourceId: sourceId('other'), itemId: id('show') });
  expect(foreign).toEqual([]);
});

test('odd numbers of a server do not fail the page', async () => {
  const catalogue = await openWithSource();
  const odd = movie('odd', { year: 1999.5, runtimeMs: Number.NaN, addedAt: 1e300, communityRating: Number.NaN });
  await sync(catalogue, [odd, movie('even')]);
  expect(await get(catalogue, 'odd')).toEqual({ ...movie('odd', { year: 2000 }), libraryId: films });
});

const full: Movie = movie('m', {
  completeness: 'full',
  title: 'M',
  overview: 'Long.',
  revision: 'r1',
  people: [{ name: 'Ada', role: 'actor' }],
  versions: [{ id: 'v', parts: [{ id: 'p', streams: [] }] }],
  chapters: [],
});

test('a brief row after a full one keeps what only the full one knew', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, [full]);
  const brief = movie('m', { title: 'M2', revision: 'r1', versions: [{ id: 'v', parts: [{ id: 'p' }] }] });
  expect(await sync(catalogue, [brief])).toMatchObject({ changed: 1 });
  expect(await get(catalogue, 'm')).toEqual({ ...full, title: 'M2', libraryId: films });
});

test('a brief row of another revision keeps it too, but the item counts as brief until it is fetched again', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, [full]);
  await sync(catalogue, [movie('m', { title: 'M', revision: 'r2' })]);
  const stale = { ...full, revision: 'r2', completeness: 'brief', libraryId: films };
  expect(await get(catalogue, 'm')).toEqual(stale);
  // Also the second time, when nothing tells that there was a full row once.
  expect(await sync(catalogue, [movie('m', { title: 'M', revision: 'r2' })])).toMatchObject({ unchanged: 1 });
  expect(await sync(catalogue, [movie('m', { title: 'M', revision: 'r3' })])).toMatchObject({ changed: 1 });
  expect(await get(catalogue, 'm')).toMatchObject({ people: full.people, completeness: 'brief' });
  const needing = await catalogue.items.needingDetail(home, { kind: 'movie', limit: 5 });
  expect(needing).toEqual([{ sourceId: home, itemId: 'm' }]);

  const again = movie('m', { ...full, revision: 'r3', people: [] });
  await catalogue.items.saveFull(home, again);
  expect(await get(catalogue, 'm')).toEqual({ ...again, libraryId: films });
  expect(await catalogue.items.needingDetail(home, { kind: 'movie', limit: 5 })).toEqual([]);
});

test('the same row is not written again, a moved watch state is', async () => {
  const catalogue = await openWithSource();
  const seen = (playCount: number): Movie => movie('m', { watch: { played: playCount > 0, playCount } });
  await sync(catalogue, [seen(0)]);
  const [before] = await catalogue.database.kysely.selectFrom('item').select('updated_at').execute();
  expect(await sync(catalogue, [seen(0)])).toMatchObject({ unchanged: 1 });
  expect(await sync(catalogue, [seen(1)])).toMatchObject({ changed: 1 });
  expect((await get(catalogue, 'm')).watch).toEqual({ played: true, playCount: 1 });
  // And back: an older hash must not hide it.
  expect(await sync(catalogue, [seen(0)])).toMatchObject({ changed: 1 });
  expect((await get(catalogue, 'm')).watch).toEqual({ played: false, playCount: 0 });
  expect(await catalogue.database.kysely.selectFrom('item').select('updated_at').execute()).toEqual([before]);
});

test('a full row that says again what it said before a brief one is not taken for unchanged', async () => {
  const catalogue = await openWithSource();
  const at = (positionMs: number, completeness: Movie['completeness']): Movie =>
    movie('m', { completeness, libraryId: films, watch: { played: false, playCount: 0, positionMs } });
  await catalogue.items.saveFull(home, at(1, 'full'));
  await sync(catalogue, [at(2, 'brief')]);
  await catalogue.items.saveFull(home, at(1, 'full'));
  expect((await get(catalogue, 'm')).watch?.positionMs).toBe(1);
});

test('a local watch state stays until the server says something else', async () => {
  const catalogue = await openWithSource();
  const row = movie('m', { watch: { played: false, playCount: 0 } });
  await sync(catalogue, [row]);
  const ref = { sourceId: home, itemId: id('m') };
  expect(await catalogue.watchStates.set(ref, { played: true, playCount: 1 })).toBe(true);
  expect(await catalogue.watchStates.get(ref)).toEqual({ played: true, playCount: 1 });
  expect(await sync(catalogue, [row])).toMatchObject({ changed: 1 });
  expect(await catalogue.watchStates.get(ref)).toEqual(row.watch);
  expect(await catalogue.watchStates.set({ ...ref, itemId: id('none') }, { played: true, playCount: 1 })).toBe(false);
});

test('an item that the listing has not brought yet can be saved when it says where it is', async () => {
  const catalogue = await openWithSource();
  await catalogue.items.saveFull(home, full);
  expect(await failure(get(catalogue, 'm'))).toMatchObject({ code: 'not-found' });
  const { runId } = await catalogue.runs.beginRun(home);
  const key = { sourceId: home, libraryId: films, kind: 'movie' } as const;
  const position = await catalogue.listings.beginListing(runId, key, { again: false });
  await catalogue.items.saveFull(home, { ...full, libraryId: films });
  await catalogue.pages.writePage(runId, position, { items: [movie('other')], rejected: [], total: 1 });
  // It came after the listing had passed its place: the server just gave it, so it is not gone.
  expect(await catalogue.listings.completeListing(runId, position)).toEqual({ removed: 0, heldBack: 0 });
  expect(await get(catalogue, 'm')).toMatchObject({ completeness: 'full' });
});

test('an item that moved to another library is there and not in the old one', async () => {
  const catalogue = await openWithSource();
  const second = libraryId('2');
  await sync(catalogue, [movie('m'), movie('n')]);
  await sync(catalogue, [movie('m')], { library: second });
  expect(await sync(catalogue, [movie('n')])).toMatchObject({ removed: 0 });
  const counts = await catalogue.libraries.counts(home);
  expect(counts.map(({ libraryId: library, count }) => [library, count])).toEqual([
    ['1', 1],
    ['2', 1],
  ]);
});

test('pages of one kind follow each other without gaps, across sources', async () => {
  const other = sourceId('other');
  const catalogue = await openWithSource({}, [home, other]);
  const names = ['b', 'a', 'The C', 'd 10', 'd 9', 'e', 'É'];
  await sync(
    catalogue,
    names.map((title, index) => movie(`i${index}`, { title })),
  );
  await sync(
    catalogue,
    names.map((title, index) => movie(`i${index}`, { title })),
    { source: other },
  );
  const titles: string[] = [];
  let after: string | undefined;
  do {
    const page = await catalogue.items.list({ kind: 'movie', limit: 3, after });
    titles.push(...page.items.map(({ sourceId: source, item }) => `${source} ${item.title}`));
    after = page.next;
  } while (after !== undefined);
  const inOrder = ['a', 'b', 'The C', 'd 9', 'd 10'].flatMap((title) => [`home ${title}`, `other ${title}`]);
  expect(titles).toEqual([...inOrder, 'home e', 'home É', 'other e', 'other É']);
  const mine = await catalogue.items.list({ kind: 'movie', sourceId: other, libraryId: films, limit: 50 });
  expect(mine.items).toHaveLength(names.length);
  expect(mine.next).toBeUndefined();
  const wrong = catalogue.items.list({ kind: 'movie', limit: 1, after: nextPage });
  expect(await failure(wrong)).toMatchObject({ code: 'invalid-argument' });
});

test('a document that somebody else changed is told, not shown', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, [movie('m')]);
  for (const document of ['{', '[]', '{"title":"x"}']) {
    await catalogue.database.kysely.updateTable('item').set({ document }).execute();
    expect(await failure(get(catalogue, 'm'))).toMatchObject({ code: 'storage', problem: 'corrupt' });
  }
});

test('a page that fails leaves nothing behind, not even its cursor', async () => {
  const catalogue = await openWithSource();
  const { position, runId } = await list(catalogue, [movie('m1')]);
  const key = { sourceId: home, libraryId: films, kind: 'movie' } as const;
  const again = await catalogue.listings.beginListing(runId, key, { again: true });
  const broken = { ...movie('m2'), title: null } as unknown as Movie;
  const page = { items: [movie('m3'), broken], rejected: [{ itemId: 'm4', reason: 'no title' }], next: nextPage };
  expect(await failure(catalogue.pages.writePage(runId, again, page))).toBeDefined();
  expect(await catalogue.items.countItems(home)).toBe(1);
  expect(await catalogue.quarantine.list(home)).toEqual([]);
  expect(await catalogue.listings.evidence(again)).toMatchObject({ seen: 0 });
  expect(await catalogue.titles.search('m3', 5)).toEqual([]);
  // The listing that was replaced can write no more.
  const stale = catalogue.pages.writePage(runId, position, { items: [movie('m5')], rejected: [] });
  expect(await failure(stale)).toMatchObject({ code: 'busy' });
  expect(await catalogue.items.countItems(home)).toBe(1);
});
