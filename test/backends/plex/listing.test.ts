import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemId, type LibraryId, libraryId } from '../../../src/models/ids.ts';
import type { Item } from '../../../src/models/item.ts';
import { cursor } from '../../../src/models/page.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import { type MockPlex, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';
import { type Opened, opened, walk } from './setting.ts';

const world = createWorld(11);
const holdings = { movies: { from: 0, count: 57 }, shows: { from: 0, count: 6 } };
let mock: MockPlex;
let server: MockPlexServer;
let open: Opened;
let films: LibraryId;
let series: LibraryId;

beforeAll(async () => {
  mock = await startMockPlex({ world, servers: [{ name: 'Barn', holdings }] });
  const [first] = mock.servers;
  if (first === undefined) throw new Error('no server');
  server = first;
  open = await opened(mock, server);
  const [one, two] = await open.backend.libraries();
  if (one === undefined || two === undefined) throw new Error('no libraries');
  films = one.id;
  series = two.id;
});

afterAll(() => mock.close());

describe('libraries', () => {
  it('says what each can be asked for', async () => {
    expect(await open.backend.libraries()).toEqual([
      { id: films, kind: 'movies', title: 'Films', itemKinds: ['movie'] },
      { id: series, kind: 'shows', title: 'Series', itemKinds: ['show', 'season', 'episode'] },
    ]);
  });

  it('refuses kinds that a library cannot hold, and libraries that are not there', async () => {
    await expect(open.backend.listItems(films, { kind: 'episode' })).rejects.toMatchObject({ code: 'unsupported' });
    await expect(open.backend.countItems(libraryId('99'), { kind: 'movie' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('listing', () => {
  it('gives every movie once, with the total on every page', async () => {
    const { items, pages } = await walk(open.backend, films, 'movie', 10);
    expect(pages).toHaveLength(6);
    expect(pages.every(({ total }) => total === 57)).toBe(true);
    expect(new Set(items.map(({ id }) => id)).size).toBe(57);
    expect(await open.backend.countItems(films, { kind: 'movie' })).toBe(57);
  });

  it('asks for both start and size', async () => {
    server.log.clear();
    await open.backend.listItems(films, { kind: 'movie', limit: 5 });
    const [asked] = server.log.to(/\/all$/);
    expect(asked?.query.get('X-Plex-Container-Start')).toBe('0');
    expect(asked?.query.get('X-Plex-Container-Size')).toBe('5');
  });

  it('gives seasons and episodes with their parents', async () => {
    const { items: episodes } = await walk(open.backend, series, 'episode', 7);
    const { items: seasons } = await walk(open.backend, series, 'season', 7);
    const { items: shows } = await walk(open.backend, series, 'show', 100);
    const expected = Array.from({ length: 6 }, (_, index) => world.show(index)).flatMap(({ seasons: all }) => all);
    expect(shows).toHaveLength(6);
    expect(seasons).toHaveLength(expected.length);
    expect(episodes).toHaveLength(expected.reduce((sum, season) => sum + season.episodes, 0));
    const parents = new Set<Item['id'] | undefined>([...shows, ...seasons].map(({ id }) => id));
    for (const episode of episodes) {
      expect(episode).toMatchObject({ kind: 'episode', completeness: 'brief', libraryId: series });
      if (episode.kind !== 'episode') continue;
      expect(parents.has(episode.showId)).toBe(true);
      expect(parents.has(episode.seasonId)).toBe(true);
      expect(episode.seasonNumber).toBeTypeOf('number');
    }
  });

  it('refuses a cursor of somebody else', async () => {
    const asked = open.backend.listItems(films, { kind: 'movie', cursor: cursor('elsewhere') });
    await expect(asked).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('ends when the total shrinks on the way', async () => {
    server.setListedTotal('movie', () => 20);
    const { items } = await walk(open.backend, films, 'movie', 10);
    server.setListedTotal('movie');
    expect(items).toHaveLength(20);
  });
});

describe('an item', () => {
  const id = (): Item['id'] => itemId(server.ratingKeys.movie(3));

  it('is what the world says, in full', async () => {
    const work = world.movie(3);
    const item = await open.backend.getItem(id());
    expect(item).toMatchObject({
      kind: 'movie',
      completeness: 'full',
      libraryId: films,
      title: work.title,
      year: work.year,
      releaseDate: work.releaseDate,
      addedAt: work.addedAt,
      runtimeMs: work.runtimeMs,
      overview: work.overview,
      tagline: work.tagline,
      watch: { played: false, playCount: 0 },
    });
    expect(item.externalIds).toContainEqual({ provider: 'imdb', value: work.imdb });
    expect(item.externalIds).toContainEqual({ provider: 'tmdb', value: work.tmdb });
    expect(item.genres).toEqual(work.genres);
    const names = item.people?.map(({ name, role, character }) => ({ name, role, ...(character && { character }) }));
    expect(names).toEqual(expect.arrayContaining(work.people.map((person) => ({ ...person }))));
    const [version] = item.versions ?? [];
    expect(version).toMatchObject({ container: work.file.container, width: work.file.width });
    expect(version?.parts[0]?.sizeBytes).toBe(work.file.sizeBytes);
    expect(version?.parts[0]?.streams?.filter(({ kind }) => kind === 'audio')).toHaveLength(
      work.file.audioLanguages.length,
    );
  });

  it('tells what was watched, in milliseconds', async () => {
    const at = Date.parse('2026-02-03T04:05:06Z');
    const watched = itemId(server.ratingKeys.movie(4));
    server.setWatchState(watched, { viewCount: 2, viewOffset: 61_000, lastViewedAt: at / 1000, userRating: 7 });
    const { watch } = await open.backend.getItem(watched);
    expect(watch).toEqual({ played: true, playCount: 2, positionMs: 61_000, lastPlayedAt: at, rating: 7 });
  });

  it('counts a show as played when all its episodes are', async () => {
    const { seasons } = world.show(0);
    const show = itemId(server.ratingKeys.show(0));
    const all = seasons.flatMap(({ number, episodes }) =>
      Array.from({ length: episodes }, (_, i) => server.ratingKeys.episode(0, number, i + 1)),
    );
    const [last = '', ...others] = all.toReversed();
    for (const key of others) server.setWatchState(key, { viewCount: 1 });
    const counts = { playedCount: all.length - 1, itemCount: all.length };
    expect((await open.backend.getItem(show)).watch).toMatchObject({ played: false, ...counts });
    server.setWatchState(last, { viewCount: 1 });
    expect((await open.backend.getItem(show)).watch).toMatchObject({ played: true, playedCount: all.length });
  });

  it('is not there when it is gone', async () => {
    await expect(open.backend.getItem(itemId('999999999'))).rejects.toMatchObject({ code: 'not-found', status: 404 });
    await expect(open.backend.children(itemId('999999999'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(open.backend.getItem(itemId('..'))).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('children', () => {
  it('are the seasons of a show, without the entry for all episodes, on pages of any size', async () => {
    const index = Array.from({ length: 6 }, (_, i) => i).find((i) => world.show(i).seasons.length > 2) ?? 0;
    const { seasons } = world.show(index);
    const show = itemId(server.ratingKeys.show(index));
    for (const limit of [1, 2, 200]) {
      const found: Item[] = [];
      let next: Awaited<ReturnType<typeof open.backend.children>>['next'];
      do {
        const page = await open.backend.children(show, { limit, cursor: next });
        expect(page.total).toBe(seasons.length);
        found.push(...page.items);
        next = page.next;
      } while (next !== undefined);
      expect(found.map((item) => item.kind === 'season' && item.seasonNumber)).toEqual(
        seasons.map(({ number }) => number),
      );
    }
  });

  it('are none below a movie', async () => {
    const page = await open.backend.children(itemId(server.ratingKeys.movie(0)));
    expect(page).toEqual({ items: [], rejected: [], total: 0 });
  });
});

describe('search', () => {
  it('finds media items only', async () => {
    const { title } = world.movie(5);
    const page = await open.backend.search?.search(title);
    expect(page?.items.map((item) => item.title)).toContain(title);
    expect(page?.rejected).toEqual([]);
    await expect(open.backend.search?.search('  ')).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});
