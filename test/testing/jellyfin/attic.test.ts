import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MockJellyfin, startMockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { attic } from '../../../src/testing/jellyfin/scenarios/attic.ts';
import type { JellyfinVersion } from '../../../src/testing/jellyfin/version-traits.ts';
import { type Client, clientWith, type Json, signedIn } from './mock-client.ts';

interface Attic {
  readonly mock: MockJellyfin;
  readonly bob: Client;
  /** As the server's key, without a user. */
  readonly key: Client;
}

async function start(version: JellyfinVersion, bulk: number = 0): Promise<Attic> {
  const mock = await startMockJellyfin({ ...attic({ bulk }), version });
  return { mock, bob: await signedIn(mock), key: clientWith(mock, mock.apiKey) };
}

const names = (rows: readonly Json[]): readonly unknown[] => rows.map(({ Name }) => Name);
const libraryOf = ({ mock }: Attic, name: string): string =>
  mock.libraries.find((each) => each.name === name)?.id ?? '';

describe('the attic on 12.0', () => {
  let server: Attic;
  beforeAll(async () => {
    server = await start('12.0.0', 40);
  });
  afterAll(() => server.mock.close());

  const find = async (query: string): Promise<readonly Json[]> => (await server.bob.page(`/Items?${query}`)).Items;
  const one = async (query: string): Promise<Json> => (await find(query))[0] ?? {};

  test('has six libraries, by name', async () => {
    const { Items } = await server.bob.page('/UserViews');
    expect(Items.map(({ Name, CollectionType }) => `${Name}: ${CollectionType}`)).toEqual([
      ...['Bulk: movies', 'Collections: boxsets', 'Home Videos: homevideos', 'Movies: movies', 'Music: music'],
      'Shows: tvshows',
    ]);
  });

  test('keeps two libraries of movies apart', async () => {
    for (const [library, count] of [
      ['Bulk', 40],
      ['Movies', 10],
    ] as const) {
      const { TotalRecordCount } = await server.bob.page(
        `/Items?parentId=${libraryOf(server, library)}&recursive=true&includeItemTypes=Movie&limit=0`,
      );
      expect([library, TotalRecordCount]).toEqual([library, count]);
    }
  });

  test('has a film in two versions, each with an id and streams of its own', async () => {
    const film = await one('searchTerm=Endings&recursive=true&fields=MediaSources,MediaSourceCount');
    const sources = film.MediaSources as readonly Json[];
    expect(film.MediaSourceCount).toBe(2);
    expect(sources[0]?.Id).toBe(film.Id);
    expect(sources[1]?.Id).not.toBe(film.Id);
    expect(sources.map(({ Container, MediaStreams }) => [Container, (MediaStreams as unknown[]).length])).toEqual([
      ['mp4', 2],
      ['mkv', 5],
    ]);
  });

  test('counts external subtitles before embedded tracks', async () => {
    const film = await one('searchTerm=Amber&recursive=true&includeItemTypes=Movie&fields=MediaStreams');
    const streams = film.MediaStreams as readonly Json[];
    expect(streams.map(({ Type, IsExternal, Index }) => [Type, IsExternal, Index])).toEqual([
      ['Subtitle', true, 0],
      ['Subtitle', true, 1],
      ['Video', false, 2],
      ['Audio', false, 3],
    ]);
  });

  test('knows nothing but the name of one file', async () => {
    const film = await one('searchTerm=Found&recursive=true&includeItemTypes=Movie&fields=Overview,People,ProviderIds');
    expect(film).not.toHaveProperty('PremiereDate');
    expect(film).not.toHaveProperty('Overview');
    expect([film.ProviderIds, film.People]).toEqual([{}, []]);
    expect((film.UserData as Json).Key).toMatch(/^[0-9a-f]{8}-/);
  });

  test('finds a name in other letters than those that are typed', async () => {
    expect(names(await find('searchTerm=zluty&recursive=true&includeItemTypes=Movie'))).toEqual(['Žlutý most 鉄の橋']);
  });

  test('has one file with two episodes, and a season without a folder', async () => {
    const shows = await find(`parentId=${libraryOf(server, 'Shows')}&includeItemTypes=Series`);
    const episodes = await server.bob.page(`/Shows/${shows[2]?.Id}/Episodes?season=1`);
    expect(episodes.Items.map(({ IndexNumber, IndexNumberEnd }) => [IndexNumber, IndexNumberEnd])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
      [4, 5],
    ]);
    const [season] = (await server.bob.page(`/Shows/${shows[0]?.Id}/Seasons?fields=Path`)).Items;
    expect([season?.LocationType, season?.Path]).toEqual(['Virtual', undefined]);
  });

  test('lets a box set stand for its films only when a key asks without a user', async () => {
    const query = `/Items?parentId=${libraryOf(server, 'Movies')}&recursive=true&includeItemTypes=Movie`;
    const types = ({ Items }: { Items: Json[] }): number => Items.filter(({ Type }) => Type === 'BoxSet').length;
    expect(types(await server.bob.page(query))).toBe(0);
    expect(types(await server.key.page(`${query}&collapseBoxSetItems=false`))).toBe(0);
    const collapsed = await server.key.page(query);
    expect([types(collapsed), collapsed.TotalRecordCount]).toEqual([1, 9]);
    expect(names(collapsed.Items)).toEqual(names(collapsed.Items).toSorted((a, b) => compare(a, b)));
  });

  test('lists what is in a box set, and in which one a film is', async () => {
    const [set] = await find('recursive=true&includeItemTypes=BoxSet');
    const members = await find(`parentId=${set?.Id}`);
    expect(names(members)).toEqual(['Saga of Salt I', 'Saga of Salt II']);
    const { Items } = await server.bob.page(`/Items/${members[0]?.Id}/Collections`);
    expect(names(Items)).toEqual(['Saga Boxed']);
  });

  test('goes from an artist to the albums and on to the tracks', async () => {
    const { Items } = await server.bob.page('/Artists/AlbumArtists');
    expect(names(Items)).toEqual(['Alder Trio', 'Various Artists']);
    const albums = await find(`albumArtistIds=${Items[0]?.Id}&recursive=true&includeItemTypes=MusicAlbum`);
    expect(names(albums)).toEqual(['Alder Dawn', 'Alder Dusk']);
    const tracks = await find(`parentId=${albums[0]?.Id}&sortBy=ParentIndexNumber,IndexNumber`);
    expect(tracks.map(({ IndexNumber, Type, AlbumId }) => [IndexNumber, Type, AlbumId])).toEqual(
      [1, 2, 3].map((number) => [number, 'Audio', albums[0]?.Id]),
    );
    expect((await server.bob.get(`/Audio/${tracks[0]?.Id}/Lyrics`)).status).toBe(200);
    expect((await server.bob.get(`/Audio/${tracks[1]?.Id}/Lyrics`)).status).toBe(404);
  });

  test('shows photos and clips below their album', async () => {
    const below = await find(`parentId=${libraryOf(server, 'Home Videos')}&recursive=true`);
    expect(below.map(({ Type }) => Type)).toEqual(['PhotoAlbum', 'Video', 'Folder', 'Photo', 'Photo']);
    const [album] = await find(`parentId=${libraryOf(server, 'Home Videos')}`);
    expect(await find(`parentId=${album?.Id}&includeItemTypes=Photo`)).toHaveLength(2);
  });

  test('narrows names to one library', async () => {
    const movies = libraryOf(server, 'Movies');
    expect(names((await server.bob.page(`/Genres?parentId=${movies}`)).Items)).toEqual([
      ...['Comedy', 'Drama', 'Science Fiction'],
    ]);
    expect(names((await server.bob.page(`/Genres?parentId=${libraryOf(server, 'Music')}`)).Items)).toEqual(['Rock']);
  });

  test('hides what a user may not see, whatever its kind', async () => {
    const users = [{ name: 'carl', password: 'x', libraries: ['Movies'] }];
    const mock = await startMockJellyfin({ ...attic(), users });
    const carl = await signedIn(mock);
    const all = (await carl.page('/Items?recursive=true')).Items;
    expect(new Set(all.map(({ Type }) => Type))).toEqual(new Set(['Movie']));
    const music = mock.libraries.find(({ name }) => name === 'Music')?.id;
    expect((await carl.get(`/Items?parentId=${music}`)).status).toBe(401);
    await mock.close();
  });
});

const compare = (a: unknown, b: unknown): number => String(a).localeCompare(String(b), 'en');

describe('the attic on older versions', () => {
  test.each(['10.11.11', '10.10.7'] as const)('%s gives a key the films themselves', async (version) => {
    const { mock, key } = await start(version);
    const { TotalRecordCount } = await key.page('/Items?recursive=true&includeItemTypes=Movie');
    expect(TotalRecordCount).toBe(10);
    await mock.close();
  });

  test('10.11 counts names only when a limit is given', async () => {
    const { mock, bob } = await start('10.11.11');
    const open = await bob.page('/Artists');
    const limited = await bob.page('/Artists?limit=2');
    expect([open.Items.length, open.TotalRecordCount]).toEqual([4, 0]);
    expect([limited.Items.length, limited.TotalRecordCount]).toEqual([2, 4]);
    await mock.close();
  });
});
