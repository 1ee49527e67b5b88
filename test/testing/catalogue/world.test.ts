import { describe, expect, it } from 'vitest';
import { holdingsFor } from '../../../src/testing/catalogue/default-holdings.ts';
import { sortedByTitle } from '../../../src/testing/catalogue/sorted.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';

const many = Array.from({ length: 5000 }, (_, i) => i);

describe('a world', () => {
  const world = createWorld(11);

  it('gives the same works for the same seed, in any order of asking', () => {
    const other = createWorld(11);
    expect(other.episode(40, 1, 1)).toEqual(world.episode(40, 1, 1));
    expect(other.movie(999)).toEqual(world.movie(999));
    expect(other.show(40)).toEqual(world.show(40));
    expect(createWorld(12).movie(999)).not.toEqual(world.movie(999));
  });

  it('gives each work ids of its own', () => {
    const movies = many.map((index) => world.movie(index));
    const shows = many.map((index) => world.show(index));
    expect(new Set([...movies, ...shows].map(({ imdb }) => imdb)).size).toBe(10_000);
    expect(new Set(movies.map(({ tmdb }) => tmdb)).size).toBe(5000);
    expect(new Set(shows.map(({ tvdb }) => tvdb)).size).toBe(5000);
    expect(movies.every(({ imdb }) => /^tt\d{7,8}$/.test(imdb))).toBe(true);
    const episodes = shows
      .slice(0, 300)
      .flatMap((show) =>
        show.seasons.flatMap((season) =>
          Array.from({ length: season.episodes }, (_, i) => world.episode(show.index, season.number, i + 1).tvdb),
        ),
      );
    expect(new Set(episodes).size).toBe(episodes.length);
  });

  it('has mostly different titles, with articles, quotes, ampersands, apostrophes and letters of many languages', () => {
    const titles = many.map((index) => world.movie(index).title);
    expect(new Set(titles).size).toBeGreaterThan(4900);
    for (const sign of [/^The /, /"/, /&/, /'/, /[^\p{ASCII}]/u]) {
      expect(titles.filter((title) => sign.test(title)).length).toBeGreaterThan(20);
    }
  });

  it('has shows of one to six seasons, some with specials, and one to thirteen episodes', () => {
    const shows = many.map((index) => world.show(index));
    const regular = shows.map(({ seasons }) => seasons.filter(({ number }) => number > 0).length);
    expect([Math.min(...regular), Math.max(...regular)]).toEqual([1, 6]);
    expect(shows.filter(({ seasons }) => seasons[0]?.number === 0).length).toBeGreaterThan(500);
    const episodes = shows.flatMap(({ seasons }) => seasons.map((season) => season.episodes));
    expect([Math.min(...episodes), Math.max(...episodes)]).toEqual([1, 13]);
  });

  it('adds nothing before it was released, or outside 2019 to 2026', () => {
    for (const index of many) {
      const { addedAt, releaseDate } = world.movie(index);
      expect(addedAt).toBeGreaterThan(Date.parse(releaseDate));
      expect(addedAt % 1000).toBe(0);
      expect(new Date(addedAt).getUTCFullYear()).toBeGreaterThanOrEqual(2019);
      expect(new Date(addedAt).getUTCFullYear()).toBeLessThanOrEqual(2026);
    }
  });

  it('tells sort titles and dates alone as it tells them on the works', () => {
    for (const index of [0, 1, 77, 4321]) {
      const [movie, show] = [world.movie(index), world.show(index)];
      expect(world.sortTitle('movie', index)).toBe(movie.sortTitle);
      expect(world.sortTitle('show', index)).toBe(show.sortTitle);
      expect([world.addedAt('movie', index), world.addedAt('show', index)]).toEqual([movie.addedAt, show.addedAt]);
    }
  });
});

describe('sorting by title', () => {
  it('orders by title, and equal titles by number', () => {
    const titles = ['b', 'a', 'c', 'a'];
    expect([...sortedByTitle(4, (i) => titles[i] ?? '')]).toEqual([1, 3, 0, 2]);
  });
});

describe('default holdings', () => {
  it('share two fifths of the works', () => {
    const { plex, jellyfin } = holdingsFor({ movies: 100, shows: 10 });
    expect([plex.movies.count, jellyfin.movies.count]).toEqual([100, 100]);
    expect(plex.movies.from + plex.movies.count - jellyfin.movies.from).toBe(40);
    expect(plex.shows.from + plex.shows.count - jellyfin.shows.from).toBe(4);
  });

  it('can be equal or apart', () => {
    expect(holdingsFor({ movies: 5, shows: 5, overlap: 1 }).jellyfin.movies.from).toBe(0);
    expect(holdingsFor({ movies: 5, shows: 5, overlap: 0 }).jellyfin.movies.from).toBe(5);
  });
});
