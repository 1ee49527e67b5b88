import type { AlbumWork, ArtistWork } from '../works.ts';
import { song, songWithLyrics } from './files.ts';

const trackMs = 30_040;

const lyrics = [
  { text: 'Up in the rafters', startMs: 1000 },
  { text: 'the swallows are home', startMs: 5500 },
] as const;

/** @param artists whose track it is, one for each track */
function album(title: string, year: number, artists: readonly number[]): AlbumWork {
  return {
    title,
    sortTitle: title.toLowerCase(),
    year,
    genres: ['Rock'],
    hasCover: true,
    addedAt: Date.UTC(2026, 10, 20, 9) + year,
    tracks: artists.map((artist, at) => ({
      title: `Verse ${at + 1}`,
      runtimeMs: trackMs,
      artist,
      lyrics: at === 0 ? lyrics : [],
      file: at === 0 ? songWithLyrics : song,
    })),
  };
}

const guest = (index: number): ArtistWork => ({
  index,
  name: `Passer-by ${index}`,
  sortTitle: `passerby ${String(index).padStart(10, '0')}`,
  albums: [],
});

/** A band, a shelf of compilations, and three who only sing on those. In the order in which they sort. */
export const atticArtists: readonly ArtistWork[] = [
  {
    index: 0,
    name: 'Alder Trio',
    sortTitle: 'alder trio',
    albums: [album('Alder Dawn', 2001, [0, 0, 0]), album('Alder Dusk', 2005, [0, 0, 0])],
  },
  guest(1),
  guest(2),
  guest(3),
  {
    index: 4,
    name: 'Various Artists',
    sortTitle: 'various artists',
    albums: [album('Various Dawn', 2001, [1, 2, 3]), album('Various Dusk', 2005, [1, 2, 3])],
  },
];
