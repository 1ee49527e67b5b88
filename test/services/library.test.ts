import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { itemId } from '../../src/models/ids.ts';
import type { Source } from '../../src/models/source.ts';
import type { Title } from '../../src/models/title.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import { holdingsFor, type MockJellyfin } from '../../src/testing/index.ts';
import {
  catalogueFile,
  jellyfin,
  jellyfinLogin,
  movies,
  openAt,
  type PlexHouse,
  plex,
  plexLogin,
  world,
} from './setting.ts';

interface Two {
  readonly fold: Mediafold;
  readonly house: PlexHouse;
  readonly server: MockJellyfin;
  readonly onPlex: Source;
  readonly onJellyfin: Source;
}

/** 40 movies and 4 shows on each server; 20 and 2 of them on both. Works 20 to 39 are the movies that both have. */
async function two(): Promise<Two> {
  const holdings = holdingsFor({ movies: 40, shows: 4, overlap: 0.5 });
  const house = await plex(holdings.plex, { ownAccessToken: true });
  const server = await jellyfin(holdings.jellyfin);
  const fold = await openAt(catalogueFile(), { plexTvUrl: house.account.plexTv.url });
  const { source: onPlex } = await fold.signIn.add(await plexLogin(fold, house));
  const { source: onJellyfin } = await fold.signIn.add(await jellyfinLogin(fold, server));
  await Promise.all([fold.sync.run(onPlex.id), fold.sync.run(onJellyfin.id)]);
  return { fold, house, server, onPlex, onJellyfin };
}

async function allTitles(fold: Mediafold, limit: number): Promise<readonly Title[]> {
  const titles: Title[] = [];
  let after: string | undefined;
  do {
    const page = await fold.library.titles({ limit, after });
    expect(page.titles.length).toBeLessThanOrEqual(limit);
    titles.push(...page.titles);
    after = page.next;
  } while (after !== undefined);
  return titles;
}

describe('two servers as one library', () => {
  test('what both have is one title with two versions, what one has is one with one', async () => {
    const { fold, house, server, onPlex, onJellyfin } = await two();
    const { titles } = await fold.library.titles({ kind: 'movie', limit: 500 });
    expect(titles).toHaveLength(60);
    expect(await fold.library.countTitles({ kind: 'movie' })).toBe(60);
    expect(await fold.library.countTitles()).toBe(66);
    const versions = new Map(titles.flatMap((title) => title.versions.map((version) => [version.itemId, title])));
    for (let index = 0; index < 60; index += 1) {
      const held = [
        ...(index < 40 ? [[onPlex.id, house.server.ratingKeys.movie(index)]] : []),
        ...(index >= 20 ? [[onJellyfin.id, server.movieId(index)]] : []),
      ];
      const title = versions.get(itemId(String(held[0]?.[1])));
      expect(title?.title, `work ${index}`).toBe(world.movie(index).title);
      expect(title?.versions).toHaveLength(held.length);
      expect(Object.fromEntries(title?.versions.map((version) => [version.sourceId, version.itemId]) ?? [])).toEqual(
        Object.fromEntries(held),
      );
    }
    for (const source of [onPlex, onJellyfin]) {
      expect(await fold.library.countTitles({ sourceId: source.id, kind: 'movie' })).toBe(40);
    }
  });

  test('titleOf leads from either version to the same title', async () => {
    const { fold, house, server, onPlex, onJellyfin } = await two();
    const one = await fold.library.titleOf({ sourceId: onPlex.id, itemId: itemId(house.server.ratingKeys.movie(25)) });
    const other = await fold.library.titleOf({ sourceId: onJellyfin.id, itemId: itemId(server.movieId(25)) });
    expect(one).toEqual(other);
    expect(one.versions).toHaveLength(2);
    const unknown = fold.library.titleOf({ sourceId: onPlex.id, itemId: itemId('nobody') });
    await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a server that is unlinked takes only its own with it', async () => {
    const { fold, onPlex, onJellyfin } = await two();
    await fold.sources.remove(onPlex.id);
    expect(await fold.library.countTitles({ kind: 'movie' })).toBe(40);
    const { titles } = await fold.library.titles({ kind: 'movie', limit: 500 });
    expect(titles.every(({ versions }) => versions.length === 1 && versions[0]?.sourceId === onJellyfin.id)).toBe(true);
    await expect(fold.sync.run(onPlex.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('paging gives every title once and in the same order, whatever the size of a page', async () => {
    const { fold } = await two();
    const whole = await allTitles(fold, 1_000);
    expect(whole).toHaveLength(66);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(66);
    const limits = fc.integer({ min: 1, max: 70 });
    await fc.assert(
      fc.asyncProperty(limits, async (limit) => {
        expect(await allTitles(fold, limit)).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });
});

describe('search', () => {
  test('finds by the beginnings of words in any order, accents and case apart', async () => {
    const server = await jellyfin(movies(30));
    server.editMovie(1, { title: 'Éclipse über Smörgåsbord' });
    server.editMovie(2, { title: 'The Quiet Tailor of Łódź' });
    server.editMovie(3, { title: "Juggler's Café" });
    const fold = await openAt(catalogueFile());
    const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
    await fold.sync.run(source.id);
    const first = async (text: string): Promise<string | undefined> => (await fold.library.search(text))[0]?.title;
    for (const text of ['eclipse', 'ECLIP', 'éclipse uber', 'smorgas', 'smorgasbord eclipse']) {
      expect(await first(text), text).toBe('Éclipse über Smörgåsbord');
    }
    for (const text of ['lodz tailor', 'Łódź', 'quiet tailor lod']) {
      expect(await first(text), text).toBe('The Quiet Tailor of Łódź');
    }
    for (const text of ['jugglers cafe', "juggler's", 'CAFÉ juggler']) {
      expect(await first(text), text).toBe("Juggler's Café");
    }
    for (const text of ['', '  ', '!?', 'clipse', 'zzzz', 'eclipse tailor']) {
      expect(await fold.library.search(text), text).toEqual([]);
    }
    expect(await fold.library.search('"* OR NEAR( -')).toEqual([]);
  });

  test('gives a work that both servers have once, and no more than asked for', async () => {
    const { fold } = await two();
    const { title } = world.movie(25);
    const found = await fold.library.search(title);
    expect(found.filter((each) => each.title === title)).toHaveLength(1);
    expect(found[0]?.versions).toHaveLength(2);
    expect((await fold.library.search('t', { limit: 3 })).length).toBe(3);
  });
});

describe('one item', () => {
  test('is asked from its server in full, and stays known in full', async () => {
    const { fold, house, onPlex } = await two();
    const ref = { sourceId: onPlex.id, itemId: itemId(house.server.ratingKeys.movie(1)) };
    expect(await fold.library.item(ref)).toMatchObject({ completeness: 'brief' });
    const opened = await fold.library.open(ref);
    expect(opened).toMatchObject({ from: 'server', item: { completeness: 'full', title: world.movie(1).title } });
    expect(opened.item.people?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        world
          .movie(1)
          .people.filter(({ role }) => role === 'actor')
          .map(({ name }) => name),
      ),
    );
    expect(await fold.library.item(ref)).toEqual(opened.item);
    await fold.sync.run(onPlex.id);
    expect(await fold.library.item(ref)).toMatchObject({ completeness: 'full', people: opened.item.people });
  });

  test('comes from the catalogue, with the problem, while its server is away', async () => {
    const { fold, server, onJellyfin } = await two();
    const ref = { sourceId: onJellyfin.id, itemId: itemId(server.movieId(30)) };
    await server.close();
    const opened = await fold.library.open(ref);
    expect(opened).toMatchObject({ from: 'catalogue', item: { title: world.movie(30).title } });
    expect(opened.problem).toMatchObject({ code: 'unavailable' });
    expect(fold.connections.state(onJellyfin.id).status).toBe('offline');
    const unknown = fold.library.open({ ...ref, itemId: itemId('nobody') });
    await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
  });

  test('comes from the catalogue while its server stumbles over it, which puts nothing offline', async () => {
    const { fold, server, onJellyfin } = await two();
    const id = server.movieId(30);
    server.faults.add({ path: `/Items/${id}`, action: { kind: 'status', status: 500 } });
    onTestFinished(() => server.faults.clear());
    const opened = await fold.library.open({ sourceId: onJellyfin.id, itemId: itemId(id) });
    expect(opened).toMatchObject({ from: 'catalogue', problem: { code: 'unavailable', status: 500 } });
    expect(fold.connections.state(onJellyfin.id).status).toBe('online');
  });

  test('is not asked for any more when the caller has given up', async () => {
    const { fold, server, onJellyfin } = await two();
    const ref = { sourceId: onJellyfin.id, itemId: itemId(server.movieId(30)) };
    const opening = fold.library.open(ref, { signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    expect(fold.connections.state(onJellyfin.id).status).toBe('online');
  });

  test('children are directly below, in the order of their numbers', async () => {
    const { fold, house, onPlex } = await two();
    const shows = [0, 1, 2, 3].map((index) => world.show(index));
    for (const { index, seasons } of shows) {
      const sourceId = onPlex.id;
      const show = { sourceId, itemId: itemId(house.server.ratingKeys.show(index)) };
      const below = await fold.library.children(show);
      expect(below.map((item) => [item.kind, 'seasonNumber' in item ? item.seasonNumber : undefined])).toEqual(
        seasons.map(({ number }) => ['season', number]),
      );
      for (const [at, { number, episodes }] of seasons.entries()) {
        const found = await fold.library.children({ sourceId, itemId: itemId(String(below[at]?.id)) });
        const numbers = found.map((item) => (item.kind === 'episode' ? item.episodeNumber : undefined));
        expect(numbers, `season ${number}`).toEqual(Array.from({ length: episodes }, (_, i) => i + 1));
      }
    }
  });
});
