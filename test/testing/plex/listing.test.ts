import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockPlex, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';
import { ask, containerOf, keysOf, only, testClock, world } from './harness.ts';

const holdings = { movies: { from: 10, count: 57 }, shows: { from: 3, count: 9 } };
const clock = testClock();
let plex: MockPlex;
let server: MockPlexServer;

beforeAll(async () => {
  plex = await startMockPlex({ world, clock, servers: [{ holdings }] });
  server = only(plex.servers);
});
afterAll(() => plex.close());

const page = (start: number, size: number): string => `&X-Plex-Container-Start=${start}&X-Plex-Container-Size=${size}`;

/** What can be listed, with how many rows there are. */
const listings = [
  ['/library/sections/1/all?type=1', () => 57],
  ['/library/sections/1/all?type=1&sort=addedAt:desc', () => 57],
  ['/library/sections/1/all?type=1&sort=year', () => 57],
  ['/library/sections/2/all?type=2', () => 9],
  ['/library/sections/2/all?type=3', () => count((show) => show.seasons.length)],
  ['/library/sections/2/all?type=4&sort=show.titleSort,season.index,episode.index', () => count(episodes)],
] as const;

type Show = ReturnType<typeof world.show>;
const episodes = (show: Show): number => show.seasons.reduce((sum, season) => sum + season.episodes, 0);
const count = (of: (show: Show) => number): number =>
  Array.from({ length: 9 }, (_, i) => of(world.show(i + 3))).reduce((sum, each) => sum + each, 0);

describe('paging', () => {
  it('gives every row once, whatever the size of the pages', async () => {
    const choice = fc.record({ listing: fc.constantFrom(...listings), size: fc.integer({ min: 1, max: 80 }) });
    const check = fc.asyncProperty(choice, async ({ listing: [path, expected], size }) => {
      const seen: unknown[] = [];
      for (let start = 0; start <= expected(); start += size) {
        const container = await containerOf(server, `${path}${page(start, size)}`);
        expect(container.at('totalSize').value).toBe(expected());
        expect(container.at('offset').value).toBe(start);
        seen.push(...keysOf(container));
      }
      expect(seen).toEqual(keysOf(await containerOf(server, path)));
      expect(new Set(seen).size).toBe(expected());
    });
    await fc.assert(check, { numRuns: 30 });
  });

  it('reads the page from headers too, and tells the total in a header', async () => {
    const headers = { 'X-Plex-Container-Start': '50', 'X-Plex-Container-Size': '20' };
    const answer = await ask(server, '/library/sections/1/all', { headers });
    expect(answer.json.at('MediaContainer', 'size').value).toBe(7);
    expect(answer.headers.get('x-plex-container-total-size')).toBe('57');
  });

  it('ignores a size without a start, and tells no total then', async () => {
    const container = await containerOf(server, '/library/sections/1/all?X-Plex-Container-Size=5');
    expect([container.at('size').value, container.at('totalSize').value]).toEqual([57, undefined]);
  });

  it('counts with a page of no rows, and leaves the empty list out', async () => {
    const container = await containerOf(server, `/library/sections/1/all?type=1${page(0, 0)}`);
    expect(container.at('totalSize').value).toBe(57);
    expect(container.value).not.toHaveProperty('Metadata');
  });

  it('tells totals that move when it is told to', async () => {
    server.setListedTotal('movie', (truth) => truth + 1);
    const path = `/library/sections/1/all?type=1${page(0, 1)}`;
    expect((await containerOf(server, path)).at('totalSize').value).toBe(58);
    server.setListedTotal('movie');
    expect((await containerOf(server, path)).at('totalSize').value).toBe(57);
  });
});

describe('sorting and filtering', () => {
  const values = async (path: string, field: string): Promise<readonly unknown[]> =>
    (await containerOf(server, path))
      .at('Metadata')
      .list()
      .map((row) => row.at(field).value);

  it('sorts by title without the article unless it is asked for something else', async () => {
    const indexes = (await values('/library/sections/1/all', 'ratingKey')).map((key) => Number(key) - 10_000_000);
    const titles = indexes.map((index) => world.movie(index).sortTitle);
    expect(titles).toEqual(titles.toSorted());
    const added = (await values('/library/sections/1/all?sort=addedAt:desc', 'addedAt')).map(Number);
    expect(added).toEqual(added.toSorted((a, b) => b - a));
  });

  it('lists episodes by show, season and number', async () => {
    const path = '/library/sections/2/all?type=4&sort=show.titleSort,season.index,episode.index';
    const seasons = await values(path, 'parentIndex');
    const numbers = await values(path, 'index');
    const shows = await values(path, 'grandparentRatingKey');
    const order = shows.map((_, i) => Number(seasons[i]) * 100 + Number(numbers[i]));
    for (let i = 1; i < order.length; i += 1) {
      if (shows[i] === shows[i - 1]) expect(order[i]).toBeGreaterThan(order[i - 1] ?? 0);
    }
    expect(new Set(shows).size).toBe(9);
  });

  it('finds what was added or changed after a moment', async () => {
    const all = (await values('/library/sections/1/all?sort=addedAt', 'addedAt')).map(Number);
    const middle = all[28] ?? 0;
    expect((await values(`/library/sections/1/all?addedAt>>=${middle}`, 'addedAt')).length).toBe(28);
    expect((await values(`/library/sections/1/all?addedAt%3E%3E=${middle - 1}`, 'addedAt')).length).toBe(29);

    const before = Math.floor(clock.now() / 1000) - 1;
    expect(await values(`/library/sections/1/all?updatedAt>>=${before}`, 'title')).toEqual([]);
    server.editMovie(12, { title: 'A Title of Its Own' });
    server.addMovie(500);
    expect(new Set(await values(`/library/sections/1/all?updatedAt>>=${before}`, 'ratingKey'))).toEqual(
      new Set([server.ratingKeys.movie(12), server.ratingKeys.movie(500)]),
    );
    expect(await values('/library/sections/1/all?addedAt>>=-1d', 'ratingKey')).toEqual([server.ratingKeys.movie(500)]);
    server.removeMovie(500);
    expect(await values(`/library/sections/1/all?updatedAt>>=${before}`, 'titleSort')).toEqual(['Title of Its Own']);
  });

  it('finds what was watched, and what was not', async () => {
    const key = server.ratingKeys.movie(20);
    const at = Math.floor(clock.now() / 1000);
    await ask(server, `/:/scrobble?key=${key}&identifier=com.plexapp.plugins.library`, { method: 'PUT' });
    expect(await values(`/library/sections/1/all?lastViewedAt>>=${at - 1}`, 'ratingKey')).toEqual([key]);
    const unwatched = await values('/library/sections/1/all?unwatched=1', 'ratingKey');
    expect(unwatched.length).toBe(56);
    expect(unwatched).not.toContain(key);
  });

  it('gives the fields that are asked for, at API 1.0 and later', async () => {
    const path =
      '/library/sections/1/all?includeFields=ratingKey,viewCount,updatedAt&includeElements=Guid&includeGuids=1';
    const headers = { 'X-Plex-Pms-Api-Version': '1.2' };
    const [row] = (await containerOf(server, path, { headers })).at('Metadata').list();
    expect(new Set(Object.keys(Object(row?.value)))).toEqual(new Set(['Guid', 'ratingKey', 'type', 'updatedAt']));
    const [old] = (await containerOf(server, path)).at('Metadata').list();
    expect(old?.at('summary').value).toEqual(expect.any(String));
  });
});

describe('a large library', () => {
  it('is there at once, and listed a page at a time', async () => {
    const many = { movies: { from: 0, count: 100_000 }, shows: { from: 0, count: 0 } };
    const large = await startMockPlex({ world, servers: [{ holdings: many }] });
    try {
      const container = await containerOf(only(large.servers), `/library/sections/1/all?type=1${page(99_990, 500)}`);
      expect([container.at('totalSize').value, container.at('size').value]).toEqual([100_000, 10]);
    } finally {
      await large.close();
    }
  });
});
