import type { Holdings } from './works.ts';

export interface HoldingsOptions {
  /** How many movies each of the two servers has. */
  readonly movies: number;
  readonly shows: number;
  /** Which part of each server's works the other has too, 0 to 1. Default 0.4. */
  readonly overlap?: number;
}

/** Two libraries that share a part of their works, as those of one household do. */
export function holdingsFor(options: HoldingsOptions): { plex: Holdings; jellyfin: Holdings } {
  const { movies, shows, overlap = 0.4 } = options;
  const own = (count: number): number => count - Math.round(count * overlap);
  return {
    plex: { movies: { from: 0, count: movies }, shows: { from: 0, count: shows } },
    jellyfin: { movies: { from: own(movies), count: movies }, shows: { from: own(shows), count: shows } },
  };
}
