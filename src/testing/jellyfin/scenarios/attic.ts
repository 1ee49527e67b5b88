import { createAttic } from '../../catalogue/attic/attic-world.ts';
import { atticMovies } from '../../catalogue/attic/movies.ts';
import { atticShows } from '../../catalogue/attic/shows.ts';
import type { MockJellyfinOptions } from '../mock-jellyfin.ts';
import type { ShelfPlan } from '../shelves.ts';

export interface AtticOptions {
  /** How many films stand in the library `Bulk`. Default 0, and then there is none. */
  readonly bulk?: number;
}

/**
 * The attic on a Jellyfin server: movies, shows, music, home videos and a box set, with `bob`, an ordinary user, and
 * `admin`. `startMockJellyfin({ ...attic(), version: '10.11.11' })`.
 */
export function attic({ bulk = 0 }: AtticOptions = {}): MockJellyfinOptions {
  const movies = { from: 0, count: atticMovies };
  const shows = { from: 0, count: atticShows };
  const more = { from: atticMovies, count: bulk };
  const shelves: readonly ShelfPlan[] = [
    { name: 'Shows', collectionType: 'tvshows', directory: 'shows', shows },
    { name: 'Music', collectionType: 'music', directory: 'music' },
    { name: 'Home Videos', collectionType: 'homevideos', directory: 'household' },
    ...(bulk > 0 ? ([{ name: 'Bulk', collectionType: 'movies', directory: 'bulk', movies: more }] as const) : []),
    { name: 'Movies', collectionType: 'movies', directory: 'movies', movies },
    { name: 'Collections', collectionType: 'boxsets', directory: 'collections' },
  ];
  return {
    world: createAttic(),
    holdings: { movies: { from: 0, count: atticMovies + bulk }, shows },
    shelves,
    name: 'Attic',
    users: [
      { name: 'bob', password: 'builder' },
      { name: 'admin', password: 'secret', admin: true },
    ],
  };
}
