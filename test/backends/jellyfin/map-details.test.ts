import { describe, expect, test } from 'vitest';
import { brief, full } from './rows.ts';

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
