import { describe, expect, test } from 'vitest';
import { createMemoryBackend, type MemoryLibrary } from '../../src/backends/memory/memory-backend.ts';
import { itemId, libraryId, serverId, sourceId, userId } from '../../src/models/ids.ts';
import type { Item } from '../../src/models/item.ts';
import { mediaBackendCases } from '../../src/testing/conformance/cases.ts';
import type { ConformanceHarness } from '../../src/testing/conformance/harness.ts';

const brief = { completeness: 'full', externalIds: [], images: {}, people: [], chapters: [] } as const;

const movies: readonly Item[] = Array.from({ length: 230 }, (_, index) => ({
  ...brief,
  kind: 'movie',
  id: itemId(`m${index}`),
  libraryId: libraryId('films'),
  title: `Film ${index}`,
  year: 1950 + (index % 70),
  runtimeMs: 5_400_000,
  externalIds: [{ provider: 'imdb', value: `tt${1_000_000 + index}` }],
  versions: [{ id: 'v', parts: [{ id: 'p', path: `/files/${index}` }] }],
}));

const shows: readonly Item[] = Array.from({ length: 3 }, (_, show): readonly Item[] => {
  const showId = itemId(`s${show}`);
  const base = { ...brief, libraryId: libraryId('shows') };
  const seasons = [0, 1, 2].map((number): readonly Item[] => {
    const seasonId = itemId(`s${show}-${number}`);
    const episodes = [1, 2, 3].map(
      (episode): Item => ({
        ...base,
        kind: 'episode',
        id: itemId(`s${show}-${number}-${episode}`),
        title: `Episode ${episode}`,
        showId,
        seasonId,
        seasonNumber: number,
        episodeNumber: episode,
      }),
    );
    return [
      { ...base, kind: 'season', id: seasonId, title: `Season ${number}`, showId, seasonNumber: number },
      ...episodes,
    ];
  });
  return [{ ...base, kind: 'show', id: showId, title: `Show ${show}` }, ...seasons.flat()];
}).flat();

const albums: readonly Item[] = [0, 1].flatMap((album): readonly Item[] => {
  const base = { ...brief, libraryId: libraryId('music'), albumId: itemId(`a${album}`) };
  const tracks = [1, 2, 3].map(
    (trackNumber): Item => ({
      ...base,
      kind: 'track',
      id: itemId(`a${album}-${trackNumber}`),
      title: `Track ${trackNumber}`,
      trackNumber,
    }),
  );
  const { albumId: id, ...rest } = base;
  return [{ ...rest, kind: 'album', id, title: `Album ${album}` }, ...tracks];
});

const libraries: readonly MemoryLibrary[] = [
  { id: libraryId('films'), kind: 'movies', title: 'Films', itemKinds: ['movie'], items: movies },
  { id: libraryId('shows'), kind: 'shows', title: 'Shows', itemKinds: ['show', 'season', 'episode'], items: shows },
  { id: libraryId('music'), kind: 'music', title: 'Music', itemKinds: ['album', 'track'], items: albums },
];

const harness: ConformanceHarness = {
  open: async () => {
    const backend = createMemoryBackend({
      source: {
        id: sourceId('memory'),
        type: 'jellyfin',
        name: 'Memory',
        serverId: serverId('memory-server'),
        userId: userId('anyone'),
        deviceId: 'none',
      },
      libraries,
    });
    return { backend, close: () => backend.close() };
  },
  candidate: { uri: 'memory://here', kind: 'local', secure: true, origin: 'typed' },
  facets: ['watchState'],
  allowWrites: true,
  secrets: [],
};

describe('the reference backend in memory', () => {
  for (const { name, skip, run } of mediaBackendCases(harness)) test(name, { skip: skip !== undefined }, run);

  test('a waiver of a case that does not exist is refused', () => {
    expect(() => mediaBackendCases(harness, { waive: { 'no such case': 'a reason' } })).toThrow(/no such case/);
  });
});
