import { describe, expect, test } from 'vitest';
import { mapRow } from '../../../src/backends/jellyfin/jellyfin-map.ts';
import { dayOf, timeOf } from '../../../src/backends/jellyfin/jellyfin-map-values.ts';
import { libraryId } from '../../../src/models/ids.ts';
import type { Item } from '../../../src/models/item.ts';

const row = (fields: Readonly<Record<string, unknown>>): unknown => ({
  Id: 'a1',
  Type: 'Movie',
  Name: 'One',
  ...fields,
});

function brief(fields: Readonly<Record<string, unknown>>): Item {
  const mapped = mapRow(row(fields), { completeness: 'brief' });
  if ('rejected' in mapped) throw new Error(mapped.rejected.reason);
  return mapped.item;
}

function full(fields: Readonly<Record<string, unknown>>): Item {
  const mapped = mapRow(row(fields), { completeness: 'full' });
  if ('rejected' in mapped) throw new Error(mapped.rejected.reason);
  return mapped.item;
}

describe('a row', () => {
  test('needs an id and a type, and nothing else', () => {
    expect(mapRow({ Id: 'a1', Type: 'Movie' }, { completeness: 'brief', libraryId: libraryId('L') })).toEqual({
      item: { id: 'a1', libraryId: 'L', kind: 'movie', completeness: 'brief', title: '', externalIds: [], images: {} },
    });
  });

  test('null is absent', () => {
    const nulls = { Name: null, Genres: null, UserData: null, RunTimeTicks: null, ProviderIds: null, ImageTags: null };
    expect(new Set(Object.keys(brief(nulls)))).toEqual(
      new Set(['id', 'kind', 'completeness', 'title', 'externalIds', 'images']),
    );
  });

  test('numbers may be texts, flags numbers, and a lone thing a list', () => {
    const item = brief({
      Type: 'Episode',
      IndexNumber: '7',
      ProductionYear: '1999',
      Genres: 'Drama',
      UserData: { Played: 1, IsFavorite: 'False', PlayCount: '2' },
    });
    expect(item).toMatchObject({ episodeNumber: 7, year: 1999, genres: ['Drama'] });
    expect(item.watch).toEqual({ played: true, playCount: 2, favourite: false });
  });

  test.each([
    [{ Id: '' }, 'Id: expected an id'],
    [{ Type: undefined }, 'Type: expected an id'],
  ])('what is required and cannot be read puts it aside: %j', (fields, reason) => {
    const mapped = mapRow(row(fields), { completeness: 'brief' });
    expect(mapped).toEqual({ rejected: { ...('Id' in fields ? {} : { itemId: 'a1' }), reason } });
  });

  test('what is optional and cannot be read is absent', () => {
    const odd = { ProductionYear: {}, Tags: [{}], Genres: ['a', { b: 'c' }], Overview: ['x'], ImageTags: 'none' };
    expect(brief(odd)).toEqual({ ...brief({}), genres: ['a'] });
  });

  test.each([{ Played: 'perhaps' }, { Played: true, PlayCount: {} }, { Played: true, PlaybackPositionTicks: 'soon' }])(
    'a watch state that cannot be read is unknown, and never "unwatched": %j',
    (UserData) => {
      expect(brief({ UserData })).not.toHaveProperty('watch');
    },
  );

  test.each([[null], ['text'], [5], [[]]])('even %j spoils nothing else', (what) => {
    expect(mapRow(what, { completeness: 'brief' })).toMatchObject({ rejected: { reason: expect.any(String) } });
  });

  test('a type that is no item is put aside with its id', () => {
    expect(mapRow(row({ Type: 'Folder' }), { completeness: 'brief' })).toMatchObject({
      rejected: { itemId: 'a1', reason: expect.stringMatching(/^Type: /) },
    });
  });

  test.each([
    ['Video', 'clip'],
    ['MusicVideo', 'clip'],
    ['Trailer', 'clip'],
    ['BoxSet', 'collection'],
    ['MusicArtist', 'artist'],
    ['PhotoAlbum', 'photo-album'],
  ])('%s is a %s', (type, kind) => {
    expect(brief({ Type: type }).kind).toBe(kind);
  });
});

describe('times', () => {
  test.each([
    ['2024-03-05T06:07:08.0000000Z', Date.UTC(2024, 2, 5, 6, 7, 8)],
    ['2024-03-05T06:07:08.1239999Z', Date.UTC(2024, 2, 5, 6, 7, 8, 123)],
    ['2024-03-05T06:07:08.5Z', Date.UTC(2024, 2, 5, 6, 7, 8, 500)],
    ['2024-03-05T06:07:08', Date.UTC(2024, 2, 5, 6, 7, 8)],
    ['2024-03-05T06:07:08.1234567+02:00', Date.UTC(2024, 2, 5, 4, 7, 8, 123)],
    ['0001-01-01T00:00:00.0000000Z', undefined],
    ['some day', undefined],
  ])('%s', (text, time) => {
    expect(timeOf(text)).toBe(time);
  });

  test('a release is a calendar day', () => {
    expect(dayOf('2020-02-01T00:00:00.0000000Z')).toBe('2020-02-01');
    expect(dayOf('0001-01-01T00:00:00.0000000Z')).toBeUndefined();
  });

  test('ticks are milliseconds; no length is unknown', () => {
    expect(brief({ RunTimeTicks: 72_000_000_000 }).runtimeMs).toBe(7_200_000);
    expect(brief({ RunTimeTicks: 0 }).runtimeMs).toBeUndefined();
  });
});

describe('watch state', () => {
  const watch = (data: object, more: object = {}): unknown =>
    brief({ RunTimeTicks: 600_000 * 10_000, UserData: data, ...more }).watch;

  test.each([
    [30_000, 30_000],
    [-5_000, undefined],
    [0, undefined],
    [900_000, 600_000],
  ])('a position of %i ms', (positionMs, expected) => {
    expect(watch({ PlaybackPositionTicks: positionMs * 10_000 })).toEqual({
      played: false,
      playCount: 0,
      ...(expected === undefined ? {} : { positionMs: expected }),
    });
  });

  test('favourites, ratings and the last time', () => {
    const data = { Played: true, PlayCount: 3, IsFavorite: true, Rating: 7.5, LastPlayedDate: '2024-01-02T03:04:05Z' };
    expect(watch(data)).toEqual({
      played: true,
      playCount: 3,
      favourite: true,
      rating: 7.5,
      lastPlayedAt: Date.UTC(2024, 0, 2, 3, 4, 5),
    });
    expect(watch({ Rating: 11 })).not.toHaveProperty('rating');
  });

  test.each([
    ['the server counted', { UnplayedItemCount: 3 }, { RecursiveItemCount: 8 }, 5, 8],
    ['a season knows its children', { UnplayedItemCount: 1 }, { Type: 'Season', ChildCount: 4 }, 3, 4],
    ['the played share tells', { UnplayedItemCount: 2, PlayedPercentage: 100 / 3 }, { Type: 'Series' }, 1, 3],
    ['nothing is played', { UnplayedItemCount: 12, PlayedPercentage: 0 }, { Type: 'Series' }, 0, 12],
  ])('how many below are played, when %s', (_, data, more, playedCount, itemCount) => {
    expect(watch(data, more)).toMatchObject({ playedCount, itemCount });
  });

  test.each([
    [{ UnplayedItemCount: 3 }, { Type: 'Series', ChildCount: 4 }],
    [{ UnplayedItemCount: 0, PlayedPercentage: 100 }, { Type: 'Series' }],
    [{ UnplayedItemCount: 3, PlayedPercentage: 41 }, { Type: 'Series' }],
  ])('an unknown total gives no counts: %j', (data, more) => {
    expect(watch(data, more)).toEqual({ played: false, playCount: 0 });
  });
});

describe('external ids', () => {
  const ids = (type: string, given: object): readonly string[] =>
    brief({ Type: type, ProviderIds: given }).externalIds.map(({ provider, value }) => `${provider}=${value}`);

  test('names compare without case, empty values are dropped', () => {
    expect(ids('Movie', { IMDB: 'tt1', tmdb: ' 2 ', Tvdb: '', AniDB: null, Zap2It: 'x' })).toEqual([
      'imdb=tt1',
      'tmdb=2',
    ]);
  });

  test('only ids of the item itself, not of what it belongs to', () => {
    expect(ids('Movie', { Tmdb: '1', TmdbCollection: '2' })).toEqual(['tmdb=1']);
    expect(ids('BoxSet', { Tmdb: '2' })).toEqual(['tmdb-collection=2']);
    expect(
      ids('MusicAlbum', { MusicBrainzAlbum: 'a', MusicBrainzAlbumArtist: 'b', MusicBrainzReleaseGroup: 'c' }),
    ).toEqual(['musicbrainz-album=a', 'musicbrainz-release-group=c']);
    expect(ids('Audio', { MusicBrainzTrack: 'a', MusicBrainzArtist: 'b', MusicBrainzRecording: 'c' })).toEqual([
      'musicbrainz-track=a',
      'musicbrainz-recording=c',
    ]);
    expect(ids('MusicArtist', { MusicBrainzArtist: 'b' })).toEqual(['musicbrainz-artist=b']);
  });
});

describe('pictures', () => {
  test('are paths with the tag of the item that they belong to', () => {
    expect(brief({ ImageTags: { Primary: 'p', Logo: 'l', Art: 'x' }, BackdropImageTags: ['b0', 'b1'] }).images).toEqual(
      {
        poster: '/Items/a1/Images/Primary?tag=p',
        logo: '/Items/a1/Images/Logo?tag=l',
        backdrop: '/Items/a1/Images/Backdrop?tag=b0',
      },
    );
  });

  test('an episode shows its own still, and the rest from above', () => {
    const images = brief({
      Type: 'Episode',
      ImageTags: { Primary: 'still' },
      BackdropImageTags: [],
      SeriesId: 's1',
      SeriesPrimaryImageTag: 'sp',
      ParentBackdropItemId: 's2',
      ParentBackdropImageTags: ['sb'],
      ParentLogoItemId: 's3',
      ParentLogoImageTag: 'sl',
    }).images;
    expect(images).toEqual({
      thumb: '/Items/a1/Images/Primary?tag=still',
      poster: '/Items/s1/Images/Primary?tag=sp',
      backdrop: '/Items/s2/Images/Backdrop?tag=sb',
      logo: '/Items/s3/Images/Logo?tag=sl',
    });
  });

  test("a track falls back to its album's cover", () => {
    expect(brief({ Type: 'Audio', AlbumId: 'al', AlbumPrimaryImageTag: 't' }).images).toEqual({
      poster: '/Items/al/Images/Primary?tag=t',
    });
  });
});

describe('in full', () => {
  test('people, versions and chapters', () => {
    const item = full({
      People: [
        { Name: 'Ann', Type: 'Actor', Role: 'Eve', Id: 'p1', PrimaryImageTag: 't' },
        { Name: 'Bob', Type: 'Director', Role: 'Director' },
        { Name: 'Cy', Type: 'Inker' },
        { Type: 'Actor' },
      ],
      Chapters: [{ StartPositionTicks: 0, Name: 'Start' }, { StartPositionTicks: 50_000_000 }],
      MediaSources: [
        {
          Id: 'v1',
          Name: 'Cut',
          Path: '/films/one.mkv',
          Protocol: 'File',
          Container: 'mkv',
          Size: 10,
          Bitrate: 99,
          RunTimeTicks: 10_000_000,
          DefaultAudioStreamIndex: 2,
          MediaStreams: [
            { Type: 'Video', Codec: 'hevc', Index: 0, Width: 1920, Height: 800 },
            { Type: 'Audio', Codec: 'ac3', Index: 1 },
            { Type: 'Audio', Codec: 'aac', Index: 2 },
            { Type: 'Subtitle', Codec: 'subrip', Index: 3, Height: 0, Width: 0, IsExternal: true },
          ],
        },
        { Id: 'v2', Path: 'https://box.example/one?token=t0ps3cret', Protocol: 'Http' },
      ],
    });
    expect(item.people).toEqual([
      { name: 'Ann', role: 'actor', character: 'Eve', image: '/Items/p1/Images/Primary?tag=t' },
      { name: 'Bob', role: 'director' },
      { name: 'Cy', role: 'other' },
    ]);
    expect(item.chapters).toEqual([{ startMs: 0, endMs: 5_000, title: 'Start' }, { startMs: 5_000 }]);
    const [first, second] = item.versions ?? [];
    expect(first).toMatchObject({
      id: 'v1',
      name: 'Cut',
      durationMs: 1_000,
      width: 1920,
      height: 800,
      videoCodec: 'hevc',
      audioCodec: 'aac',
    });
    expect(first?.parts[0]).toMatchObject({
      path: '/Videos/a1/stream?static=true&mediaSourceId=v1',
      file: '/films/one.mkv',
    });
    expect(first?.parts[0]?.streams?.[3]).toEqual({ kind: 'subtitle', codec: 'subrip', index: 3, isExternal: true });
    expect(JSON.stringify(second)).not.toContain('t0ps3cret');
  });

  test('a brief item does not say that it has none', () => {
    const item = brief({ People: [], MediaSources: [], Chapters: [] });
    expect([item.people, item.versions, item.chapters]).toEqual([undefined, undefined, undefined]);
  });
});

describe('kinds', () => {
  test('an episode without a file is missing; a season without a folder is not', () => {
    expect(brief({ Type: 'Episode', LocationType: 'Virtual' })).toMatchObject({ isMissing: true });
    expect(brief({ Type: 'Season', LocationType: 'Virtual', IndexNumber: 0 })).toMatchObject({ seasonNumber: 0 });
    expect(brief({ Type: 'Episode', LocationType: 'FileSystem' })).not.toHaveProperty('isMissing');
  });

  test.each([
    ['Continuing', 'continuing'],
    ['Ended', 'ended'],
    ['Unreleased', 'unknown'],
  ])('a show that is %s', (status, expected) => {
    expect(brief({ Type: 'Series', Status: status })).toMatchObject({ status: expected });
  });

  test('a track names its own artists where they differ', () => {
    const base = {
      Type: 'Audio',
      AlbumArtist: 'A',
      AlbumArtists: [{ Id: 'ar', Name: 'A' }],
      IndexNumber: 2,
      ParentIndexNumber: 1,
    };
    expect(brief({ ...base, Artists: ['A'] })).toMatchObject({
      artistId: 'ar',
      artistName: 'A',
      trackNumber: 2,
      discNumber: 1,
    });
    expect(brief({ ...base, Artists: ['A'] })).not.toHaveProperty('trackArtist');
    expect(brief({ ...base, Artists: ['A', 'B'] })).toMatchObject({ trackArtist: 'A, B' });
  });

  test('critics rate up to 100', () => {
    expect(brief({ CriticRating: 87, CommunityRating: 7.1 })).toMatchObject({
      criticRating: 8.7,
      communityRating: 7.1,
    });
  });
});
