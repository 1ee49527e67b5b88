import type { World } from '../works.ts';
import { atticPhotoAlbums } from './home.ts';
import { atticCollections, atticMovie } from './movies.ts';
import { atticArtists } from './music.ts';
import { atticEpisode, atticShow } from './shows.ts';

/**
 * A small collection by hand, with what generated ones lack: versions, trailers, a box set, specials, double episodes, a
 * show without season folders, music, photos, and a file of which nothing but its name is known. The same kinds and
 * numbers of things as on the servers whose conversations were recorded; names and texts are its own.
 *
 * Movies 0 to 9 are those; whatever follows is one of any number of equal ones.
 */
export function createAttic(): World {
  return {
    seed: 7101,
    movie: atticMovie,
    show: atticShow,
    episode: atticEpisode,
    sortTitle: (kind, index) => (kind === 'movie' ? atticMovie(index) : atticShow(index)).sortTitle,
    addedAt: (kind, index) => (kind === 'movie' ? atticMovie(index) : atticShow(index)).addedAt,
    collections: atticCollections,
    artists: atticArtists,
    photoAlbums: atticPhotoAlbums,
  };
}
