import { describe, expect, test } from 'vitest';
import { mapRow } from '../../../src/backends/jellyfin/jellyfin-map.ts';
import { dayOf, timeOf } from '../../../src/backends/jellyfin/jellyfin-map-values.ts';
import { libraryId } from '../../../src/models/ids.ts';
import { brief, row } from './rows.ts';

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
