import {
  Collections,
  Hub,
  type Movie,
  MovieSection,
  MyPlexAccount,
  Playlist,
  PlayQueue,
  type PlexServer,
  type Show,
  ShowSection,
} from '@ctrl/plex';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type MockPlex, startMockPlex } from '../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../src/testing/plex/server/mock-server.ts';
import { coverage } from './coverage.ts';
import { first, holdings, routesIn, whenAllHavePassed, world } from './setting.ts';

let plex: MockPlex;
let mock: MockPlexServer;
let account: MyPlexAccount;
let server: PlexServer;
let movies: MovieSection;
let shows: ShowSection;

beforeAll(async () => {
  plex = await startMockPlex({ world, servers: [{ holdings, ownAccessToken: true }] });
  mock = first(plex.servers);
  // The library has the address of plex.tv written into it. Nothing but the host of a request is changed.
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) =>
    real(String(input).replace(/^https:\/\/(?:clients\.)?plex\.tv/, plex.plexTv.url), init),
  );
  account = await new MyPlexAccount(null, '', '', plex.account.token).connect();
  server = await (await account.resource(mock.name)).connect(false);
  const library = await server.library();
  const sections = await library.sections();
  movies = first(sections.filter((section) => section instanceof MovieSection));
  shows = first(sections.filter((section) => section instanceof ShowSection));
});

afterAll(async () => {
  vi.unstubAllGlobals();
  await plex.close();
});

whenAllHavePassed(() => expect(routesIn(plex.plexTv.log, mock.log)).toEqual(coverage['@ctrl/plex']));

async function movie(index: number): Promise<Movie> {
  return (await movies.get(world.movie(index).title)) as unknown as Movie;
}

async function show(index: number): Promise<Show> {
  return (await shows.get(world.show(index).title)) as unknown as Show;
}

function keyOf({ ratingKey }: { readonly ratingKey?: string | undefined }): string {
  if (ratingKey === undefined) throw new Error('the item has no rating key');
  return ratingKey;
}

function titlesOf({ Metadata = [] }: Hub): readonly unknown[] {
  return Metadata.map((row: { readonly title: string }) => row.title);
}

describe('@ctrl/plex on plex.tv', () => {
  it('reads the account', () => {
    const { id, uuid, username, email } = plex.account;
    expect(account).toMatchObject({ id, uuid, username, email, title: 'Robin', homeSize: 3, maxHomeSize: 15 });
    expect([account.subscriptionActive, account.subscriptionStatus]).toEqual([false, 'inactive']);
    expect(account.subscriptionFeatures).toContain('home');
  });

  it('signs in with a PIN', async () => {
    const login = await MyPlexAccount.getWebLogin('https://player.invalid/back');
    expect(login.uri).toContain(`code=${login.code}`);
    expect(login.code).toHaveLength(25);
    plex.approvePin(login.code);
    const signedIn = await MyPlexAccount.webLoginCheck(login, 5);
    expect([signedIn.id, signedIn.username]).toEqual([plex.account.id, plex.account.username]);
    expect(signedIn.token).not.toBe(plex.account.token);
  });

  it('is refused with a wrong token', async () => {
    await expect(new MyPlexAccount(null, '', '', 'wrong').connect()).rejects.toMatchObject({ status: 401 });
  });

  it('lists the servers with their addresses', async () => {
    const resource = first(await account.resources());
    expect(resource).toMatchObject({
      name: mock.name,
      clientIdentifier: mock.machineIdentifier,
      provides: 'server',
      product: 'Plex Media Server',
      owned: true,
      accessToken: mock.accessToken,
    });
    expect(resource.lastSeenAt.getTime()).toBeGreaterThan(resource.createdAt.getTime());
    expect(resource.connections.map(({ uri, local }) => [uri, local])).toEqual([[mock.url, true]]);
  });
});

describe('@ctrl/plex and devices', () => {
  it('lists them from XML, and connects by one', async () => {
    const devices = await account.devices();
    const own = first(devices.filter(({ clientIdentifier }) => clientIdentifier === mock.machineIdentifier));
    expect([own.name, own.provides, own.token, own.connections]).toEqual([
      mock.name,
      'server',
      mock.accessToken,
      [mock.url],
    ]);
    expect(devices.map(({ token }) => token)).toContain(plex.account.token);
    expect((await own.connect()).machineIdentifier).toBe(mock.machineIdentifier);
  });
});

describe('@ctrl/plex on a server', () => {
  it('knows it by its name and number', () => {
    expect([server.friendlyName, server.machineIdentifier]).toEqual([mock.name, mock.machineIdentifier]);
    expect([server.myPlex, server.hubSearch, server.multiuser]).toEqual([true, true, true]);
    expect(server.ownerFeatures).toContain('pass');
  });

  it('lists the libraries', async () => {
    expect([movies.key, movies.title, movies.type]).toEqual(['1', 'Films', 'movie']);
    expect([shows.key, shows.title, shows.type]).toEqual(['2', 'Series', 'show']);
    expect(shows.uuid).toMatch(/^[0-9a-f-]{36}$/);
    expect((await (await server.library()).sectionByID('2')).title).toBe('Series');
  });

  it('lists all films, sorted and narrowed', async () => {
    const all = await movies.all();
    expect(all).toHaveLength(40);
    expect(new Set(all.map(keyOf))).toEqual(new Set(Array.from({ length: 40 }, (_, i) => mock.ratingKeys.movie(i))));
    const newest = await movies.all('addedAt:desc');
    expect(newest.map(({ addedAt }) => addedAt.getTime())).toEqual(
      newest.map(({ addedAt }) => addedAt.getTime()).sort((a, b) => b - a),
    );
    const { year } = world.movie(3);
    const ofYear = (await movies.search({ year })) as unknown as readonly Movie[];
    expect(ofYear.map((each) => each.year)).toEqual(ofYear.map(() => year));
    expect(ofYear.map(({ title }) => title)).toContain(world.movie(3).title);
  });

  it('lists genres, and films of one', async () => {
    const genres = await movies.genres();
    const wanted = first(world.movie(0).genres);
    const choice = first(genres.filter(({ title }) => title === wanted));
    const found = await movies.search({ genre: choice.key });
    const truth = Array.from({ length: 40 }, (_, i) => world.movie(i)).filter((each) => each.genres.includes(wanted));
    expect(new Set(found.map(keyOf))).toEqual(new Set(truth.map(({ index }) => mock.ratingKeys.movie(index))));
    expect(truth.length).toBeLessThan(40);
  });

  it('reads a film whole', async () => {
    const work = world.movie(1);
    const one = await movie(1);
    expect(one.media[0]?.parts[0]?.streams ?? []).toEqual([]);
    await one.reload();
    expect(one).toMatchObject({
      title: work.title,
      year: work.year,
      studio: work.studio,
      duration: work.runtimeMs,
      summary: work.overview,
      contentRating: work.contentRating,
      librarySectionID: 1,
    });
    expect(one.guids.map(({ id }) => id)).toEqual([`imdb://${work.imdb}`, `tmdb://${work.tmdb}`]);
    expect(one.genres.map(({ tag }) => tag)).toEqual(work.genres);
    const directors = work.people.filter(({ role }) => role === 'director');
    expect(one.directors.map(({ tag }) => tag)).toEqual(directors.map(({ name }) => name));
    expect(one.ratings?.map(({ value }) => value)).toEqual([work.rating, work.rating]);
    expect(await one.hasIntroMarker()).toBe(true);
    expect(await one.hasCreditsMarker()).toBe(true);
    expect(one.chapters?.length).toBe(Math.ceil(work.runtimeMs / 600_000));
    const part = first(first(one.media).parts);
    expect([part.container, part.size]).toEqual([work.file.container, work.file.sizeBytes]);
    expect(await one.locations()).toEqual([part.file]);
    const streams = await mediaStreams(one);
    expect(streams.filter(({ streamType }) => streamType === 2).map(({ languageCode }) => languageCode)).toEqual(
      work.file.audioLanguages,
    );
    const answer = await fetch(one.thumbUrl);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it('goes from a show to its seasons and episodes, and back', async () => {
    const work = world.show(2);
    const one = await show(2);
    expect([one.leafCount, one.childCount]).toEqual([
      work.seasons.reduce((sum, { episodes }) => sum + episodes, 0),
      work.seasons.length,
    ]);
    const seasons = await one.seasons();
    expect(seasons.map(({ seasonNumber, leafCount }) => [seasonNumber, leafCount])).toEqual(
      work.seasons.map(({ number, episodes }) => [number, episodes]),
    );
    const ordinary = first(seasons.filter(({ seasonNumber }) => seasonNumber === 1));
    const episodes = await ordinary.episodes();
    expect(episodes.map(({ index }) => index)).toEqual(episodes.map((_, i) => i + 1));
    const episode = first(episodes);
    expect(episode).toMatchObject({ title: world.episode(2, 1, 1).title, grandparentTitle: work.title });
    expect(await episode.seasonEpisode()).toBe('s01e01');
    expect((await episode.season()).ratingKey).toBe(ordinary.ratingKey);
    expect((await episode.show()).ratingKey).toBe(one.ratingKey);
    expect((await one.episodes()).length).toBe(one.leafCount);
  });

  it('searches', async () => {
    const { title } = world.movie(4);
    const hubs = await server.search(title, undefined, 10);
    expect(hubs[0]).toBeInstanceOf(Hub);
    const hub = first(hubs.filter(({ hubIdentifier }) => hubIdentifier === 'movie'));
    expect(titlesOf(hub)).toContain(title);
    expect(hub.size).toBe(titlesOf(hub).length);
    await expect(server.search('')).rejects.toMatchObject({ status: 400 });
  });

  it('lists the hubs of a library, empty ones included', async () => {
    const hubs = await movies.hubs();
    expect(hubs.map(({ hubIdentifier }) => hubIdentifier)).toContain('movie.recentlyadded.1');
    const recent = first(hubs.filter(({ hubIdentifier }) => hubIdentifier === 'movie.recentlyadded.1'));
    const newest = await movies.all('addedAt:desc');
    expect(titlesOf(recent)).toEqual(newest.slice(0, 6).map(({ title }) => title));
    const recentEpisodes = await shows.recentlyAdded({});
    expect(recentEpisodes.map(({ type }) => type)).toContain('episode');
  });
});

/** The streams of the first part, which the library keeps as they came. */
async function mediaStreams(one: Movie): Promise<readonly { streamType: number; languageCode?: string }[]> {
  const data: unknown = await server.query(`/library/metadata/${one.ratingKey}`);
  const { MediaContainer } = data as {
    MediaContainer: {
      Metadata: [{ Media: [{ Part: [{ Stream: { streamType: number; languageCode?: string }[] }] }] }];
    };
  };
  return MediaContainer.Metadata[0].Media[0].Part[0].Stream;
}

describe('@ctrl/plex and watch state', () => {
  it('marks a film watched and unwatched, and rates it', async () => {
    const one = await movie(5);
    expect(one.isWatched).toBe(false);
    await one.markWatched();
    expect([one.isWatched, one.viewCount]).toEqual([true, 1]);
    expect(one.lastViewedAt).toBeInstanceOf(Date);
    expect(mock.watchState(keyOf(one))).toMatchObject({ viewCount: 1, viewOffset: 0 });
    await one.rate(7);
    expect(mock.watchState(keyOf(one)).userRating).toBe(7);
    expect(one.userRating).toBe(7);
    const history = (await one.history()) as readonly { ratingKey: string; accountID: number }[];
    expect(history.map(({ ratingKey, accountID }) => [ratingKey, accountID])).toEqual([[one.ratingKey, 1]]);
    await one.markUnwatched();
    expect([one.isWatched, mock.watchState(keyOf(one)).viewCount]).toEqual([false, 0]);
  });

  it('marks a whole show', async () => {
    const one = await show(1);
    await one.markWatched();
    expect([one.isWatched, one.viewedLeafCount]).toEqual([true, one.leafCount]);
    await one.markUnwatched();
    expect([one.isWatched, one.viewedLeafCount]).toEqual([false, 0]);
  });

  it('reports where it is with a timeline', async () => {
    const one = await movie(6);
    const query = new URLSearchParams({
      ratingKey: keyOf(one),
      key: `/library/metadata/${keyOf(one)}`,
      state: 'playing',
      time: '120000',
      duration: String(one.duration),
      identifier: 'com.plexapp.plugins.library',
    });
    const answer: unknown = await server.query(`/:/timeline?${query}`);
    expect(answer).toMatchObject({ MediaContainer: { size: 0, viewCount: 0, viewOffset: 120_000 } });
    await one.reload();
    expect(one.viewOffset).toBe(120_000);
    const hubs = await movies.hubs();
    const going = first(hubs.filter(({ hubIdentifier }) => hubIdentifier === 'movie.inprogress.1'));
    expect(titlesOf(going)).toEqual([one.title]);
  });
});

describe('@ctrl/plex and lists', () => {
  it('makes, fills, empties, renames and deletes a playlist', async () => {
    const [one, two, three] = [await movie(7), await movie(8), await movie(9)];
    const made = await Playlist.create(server, 'Rainy days', { items: [one, two] });
    expect(made).toMatchObject({ title: 'Rainy days', playlistType: 'video', smart: false, leafCount: 2 });
    expect(made.duration).toBe(world.movie(7).runtimeMs + world.movie(8).runtimeMs);
    await made.addItems([three]);
    expect((await made.items()).map(({ title }) => title)).toEqual([one.title, two.title, three.title]);
    await made.removeItems([two]);
    await Playlist.update(server, keyOf(made), { title: 'Sunny days' });
    const [listed] = await movies.playlists();
    expect(listed).toMatchObject({ title: 'Sunny days', leafCount: 2, ratingKey: made.ratingKey });
    expect((await listed?.items())?.map(({ title }) => title)).toEqual([one.title, three.title]);
    await made.delete();
    expect(await movies.playlists()).toEqual([]);
  });

  it('plays a queue, adds to it, moves and removes', async () => {
    const [one, two, three] = [await movie(10), await movie(11), await movie(12)];
    const queue = await PlayQueue.create(server, [one, two], { startItem: two });
    expect(queue.items.map(({ title }) => title)).toEqual([one.title, two.title]);
    expect(queue.selectedItem?.title).toBe(two.title);
    expect([queue.length, queue.playQueueVersion, queue.playQueueShuffled]).toEqual([2, 1, false]);
    // Rows of a library do not say which one they are from (recorded): the library has to ask.
    await three.reload();
    await queue.addItem(three, { playNext: true });
    expect([queue.length, queue.playQueueVersion]).toEqual([3, 2]);
    await queue.moveItem(three, { after: one });
    expect(queue.items.map(({ title }) => title)).toEqual([one.title, three.title, two.title]);
    await queue.removeItem(one);
    expect(queue.items.map(({ title }) => title)).toEqual([three.title, two.title]);
    const again = await PlayQueue.get(server, queue.playQueueID, { own: true });
    expect(again.items.map(({ title }) => title)).toEqual([three.title, two.title]);
    await queue.clear();
    expect(queue.length).toBe(0);
  });

  it('goes on with the following episodes, and plays a playlist', async () => {
    const season = first((await (await show(3)).seasons()).filter(({ seasonNumber }) => seasonNumber === 1));
    const episodes = await season.episodes();
    const queue = await first(episodes).createPlayQueue({ continuous: true });
    expect(queue.length).toBeGreaterThanOrEqual(episodes.length);
    expect(queue.items[0]).toMatchObject({ ratingKey: first(episodes).ratingKey });
    const list = await Playlist.create(server, 'Two', { items: [await movie(1), await movie(2)] });
    const played = await server.createPlayQueue(list);
    expect(played.items.map(({ title }) => title)).toEqual([world.movie(1).title, world.movie(2).title]);
    await list.delete();
  });

  it('reads collections', async () => {
    const keys = [13, 14].map((index) => mock.ratingKeys.movie(index));
    const query = new URLSearchParams({
      type: '1',
      title: 'Long winters',
      smart: '0',
      sectionId: '1',
      uri: `server://${mock.machineIdentifier}/com.plexapp.plugins.library/library/metadata/${keys.join(',')}`,
    });
    await server.query(`/library/collections?${query}`, 'post');
    const collection = first(await movies.collections());
    expect(collection).toBeInstanceOf(Collections);
    expect(collection).toMatchObject({
      title: 'Long winters',
      type: 'collection',
      subtype: 'movie',
      size: 2,
      librarySectionID: 1,
    });
    expect((await collection.items()).map(({ ratingKey }) => ratingKey)).toEqual(keys);
  });
});
