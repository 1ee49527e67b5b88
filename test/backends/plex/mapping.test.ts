import { describe, expect, it } from 'vitest';
import { librariesOf } from '../../../src/backends/plex/plex-map-libraries.ts';
import { readRows } from '../../../src/backends/plex/plex-read.ts';
import type { Item } from '../../../src/models/item.ts';

function map(row: Record<string, unknown>, homeVideos = false): Item {
  const { items, rejected } = readRows([{ ratingKey: '1', type: 'movie', ...row }], {
    isHomeVideos: () => homeVideos,
  });
  const [item] = items;
  if (item === undefined) throw new Error(JSON.stringify(rejected));
  return item;
}

describe('external ids', () => {
  it.each([
    ['movie', 'plex://movie/5d776', [{ provider: 'plex', value: 'movie/5d776' }]],
    ['movie', 'com.plexapp.agents.imdb://tt0101010?lang=en', [{ provider: 'imdb', value: 'tt0101010' }]],
    ['movie', 'com.plexapp.agents.themoviedb://55?lang=de', [{ provider: 'tmdb', value: '55' }]],
    ['show', 'com.plexapp.agents.thetvdb://1234?lang=en', [{ provider: 'tvdb', value: '1234' }]],
    ['season', 'com.plexapp.agents.thetvdb://1234/1?lang=en', []],
    ['episode', 'com.plexapp.agents.thetvdb://1234/1/2?lang=en', []],
    ['show', 'com.plexapp.agents.hama://anidb-77?lang=en', [{ provider: 'anidb', value: '77' }]],
    ['show', 'com.plexapp.agents.hama://tvdb4-99?lang=en', [{ provider: 'tvdb', value: '99' }]],
    ['episode', 'com.plexapp.agents.hama://anidb-77/1/2?lang=en', []],
    ['artist', 'com.plexapp.agents.lastfm://Some%20One?lang=en', []],
    ['movie', 'local://123', []],
    ['collection', 'collection://abc', []],
  ])('of a %s called %s', (type, guid, expected) => {
    expect(map({ type, guid }).externalIds).toEqual(expected);
  });

  it('are told once, and MusicBrainz ones by what the item is', () => {
    const Guid = [{ id: 'imdb://tt1' }, { id: 'imdb://tt1' }, { id: 'tmdb://' }, { id: 'tvdb://3' }];
    expect(map({ Guid }).externalIds).toEqual([
      { provider: 'imdb', value: 'tt1' },
      { provider: 'tvdb', value: '3' },
    ]);
    const mbid = { id: 'mbid://0-1' };
    expect(map({ type: 'artist', Guid: mbid }).externalIds).toEqual([{ provider: 'musicbrainz-artist', value: '0-1' }]);
    expect(map({ type: 'track', Guid: [mbid] }).externalIds).toEqual([{ provider: 'musicbrainz-track', value: '0-1' }]);
  });
});

describe('watch state', () => {
  it('is unwatched when the server says nothing', () => {
    expect(map({}).watch).toEqual({ played: false, playCount: 0 });
    expect(map({ userRating: 0, viewOffset: 0, lastViewedAt: 0 }).watch).toEqual({ played: false, playCount: 0 });
  });

  it('of a season depends on all of it, not on plays of a part', () => {
    const season = { type: 'season', viewCount: 5, leafCount: 3, viewedLeafCount: 2 };
    expect(map(season).watch).toEqual({ played: false, playCount: 5, playedCount: 2, itemCount: 3 });
    expect(map({ ...season, viewedLeafCount: '3' }).watch).toMatchObject({ played: true });
    expect(map({ type: 'show', leafCount: 0 }).watch).toMatchObject({ played: false, itemCount: 0 });
  });

  it('is no word for what cannot be played', () => {
    expect(map({ type: 'collection' })).not.toHaveProperty('watch');
  });
});

describe('kinds', () => {
  it.each([
    [{ type: 'photo', key: '/library/metadata/1/children' }, 'photo-album'],
    [{ type: 'photo', key: '/library/metadata/1' }, 'photo'],
    [{ type: 'movie', subtype: 'clip' }, 'clip'],
    [{ type: 'movie', guid: 'com.plexapp.agents.none://x' }, 'clip'],
    [{ type: 'movie' }, 'movie'],
    [{ type: 'playlist' }, 'playlist'],
  ])('of %j', (row, kind) => {
    expect(map(row).kind).toBe(kind);
  });

  it('follow the library for home videos', () => {
    expect(map({}, true).kind).toBe('clip');
    const sections = [
      { key: 4, type: 'movie', title: 'Tapes', agent: 'com.plexapp.agents.none' },
      { key: '5', type: 'photo', title: 'Pictures' },
      { key: '6', type: 'hologram' },
    ];
    expect(librariesOf(sections)).toEqual([
      { id: '4', kind: 'home-videos', title: 'Tapes', itemKinds: ['clip'] },
      { id: '5', kind: 'photos', title: 'Pictures', itemKinds: [] },
      { id: '6', kind: 'other', title: '6', itemKinds: [] },
    ]);
    // One that is left out would look as if it were gone.
    expect(() => librariesOf([...sections, { type: 'movie' }])).toThrow(/cannot be read \(key/);
  });
});

describe('fields', () => {
  it('hide a season that is hidden', () => {
    const episode = { type: 'episode', parentRatingKey: 8, grandparentRatingKey: 9, index: 1, parentIndex: 0 };
    expect(map(episode)).toMatchObject({ seasonId: '8', showId: '9', seasonNumber: 0, episodeNumber: 1 });
    expect(map({ ...episode, skipParent: '1' })).not.toHaveProperty('seasonId');
  });

  it('tell critics from the public', () => {
    const rating = { rating: 8.1, audienceRating: 7 };
    expect(map({ ...rating, ratingImage: 'rottentomatoes://image.rating.ripe' })).toMatchObject({
      criticRating: 8.1,
      communityRating: 7,
    });
    expect(map(rating)).not.toHaveProperty('criticRating');
    expect(map({ rating: '6.5', ratingImage: 'imdb://image.rating' })).toMatchObject({ communityRating: 6.5 });
  });

  it('name pictures by what they show, and only those of this server', () => {
    const rows = { thumb: '/t/1', art: '/a/1', Image: [{ type: 'clearLogo', url: '/l/1' }] };
    expect(map(rows).images).toEqual({ poster: '/t/1', backdrop: '/a/1', logo: '/l/1' });
    expect(map({ ...rows, type: 'episode' }).images).toMatchObject({ thumb: '/t/1' });
    expect(map({ type: 'playlist', composite: '/c/1' }).images).toEqual({ poster: '/c/1' });
    expect(map({ thumb: 'https://elsewhere.example/p.jpg' }).images).toEqual({});
  });

  it('are absent, and never undefined, when the server leaves them out or says null', () => {
    const item = map({ title: null, year: null, tagline: '', Genre: null, duration: 0 });
    expect(Object.values(item)).not.toContain(undefined);
    for (const field of ['year', 'tagline', 'runtimeMs', 'people', 'versions', 'chapters', 'revision']) {
      expect(item).not.toHaveProperty(field);
    }
  });
});
