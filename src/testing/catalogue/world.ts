import { addedAfter, dateText, releaseDay } from './dates.ts';
import { fileFor } from './files.ts';
import { peopleFor } from './people.ts';
import { type Draw, drawFor, scatter } from './random.ts';
import { episodeTitle, genresFor, overview, titleFor } from './titles.ts';
import { adjectives, movieRatings, nouns, showRatings, studios } from './words.ts';
import type { EpisodeWork, MovieWork, ShowWork, World } from './works.ts';

/** Each kind of thing draws from its own row, so that a new field in one changes nothing in another. */
const rows = { movieTitle: 1, movie: 2, showTitle: 3, show: 4, episode: 5, movieDates: 6, showDates: 7 } as const;

const minuteMs = 60_000;
const dayMs = 86_400_000;
const mostSeasons = 6;
const mostEpisodes = 13;
/** Room for more episodes than a show starts with: tests add some. */
const slotsPerSeason = 20;
/** More than seasons (0 to 6) times slots, so that each episode of the world has a number of its own. */
const slotsPerShow = 200;

/** @param seed any whole number; two worlds of one seed are equal */
export function createWorld(seed: number): World {
  let latest: ShowWork | undefined;
  const show = (index: number): ShowWork => {
    // Listing a show's episodes asks for the same show again and again.
    if (latest?.index !== index) latest = makeShow(seed, index);
    return latest;
  };
  return {
    seed,
    movie: (index) => makeMovie(seed, index),
    show,
    episode: (showIndex, season, number) => makeEpisode(seed, show(showIndex), season, number),
    addedAt: (kind, index) => datesOf(seed, kind === 'movie' ? rows.movieDates : rows.showDates, index).addedAt,
    sortTitle: (kind, index) => titleFor(seed, kind === 'movie' ? rows.movieTitle : rows.showTitle, index).sortTitle,
  };
}

function makeMovie(seed: number, index: number): MovieWork {
  const draw = drawFor(seed, rows.movie, index);
  const titles = titleFor(seed, rows.movieTitle, index);
  const dates = datesOf(seed, rows.movieDates, index);
  const runtimeMs = (70 + draw.int(100)) * minuteMs + draw.int(minuteMs);
  return {
    index,
    ...titles,
    ...(draw.chance(10) ? { originalTitle: `Le ${draw.pick(nouns)} — ${titles.title}` } : {}),
    tagline: `${draw.pick(adjectives)} is only the beginning.`,
    ...described(draw, dates),
    contentRating: draw.pick(movieRatings),
    people: peopleFor(draw),
    runtimeMs,
    file: fileFor(draw, runtimeMs),
    imdb: imdbId(seed, index, 0),
    tmdb: String(100 + scatter(index, seed, 10_000_000)),
  };
}

function makeShow(seed: number, index: number): ShowWork {
  const draw = drawFor(seed, rows.show, index);
  const dates = datesOf(seed, rows.showDates, index);
  const seasons = Array.from({ length: 1 + draw.int(mostSeasons) }, (_, i) => ({
    number: i + 1,
    episodes: 1 + draw.int(mostEpisodes),
  }));
  if (draw.chance(25)) seasons.unshift({ number: 0, episodes: 1 + draw.int(4) });
  return {
    index,
    ...titleFor(seed, rows.showTitle, index),
    ...described(draw, dates),
    contentRating: draw.pick(showRatings),
    people: peopleFor(draw),
    ended: draw.chance(70),
    seasons,
    imdb: imdbId(seed, index, 1),
    tmdb: String(100 + scatter(index, seed, 1_000_000)),
    tvdb: String(70_000 + scatter(index, seed, 1_000_000)),
  };
}

function makeEpisode(seed: number, show: ShowWork, season: number, number: number): EpisodeWork {
  const slot = show.index * slotsPerShow + season * slotsPerSeason + number - 1;
  const draw = drawFor(seed, rows.episode, slot);
  const day = Date.parse(show.releaseDate) + ((Math.max(season, 1) - 1) * 365 + (number - 1) * 7) * dayMs;
  const runtimeMs = (20 + draw.int(45)) * minuteMs + draw.int(minuteMs);
  return {
    show,
    season,
    number,
    title: episodeTitle(draw),
    overview: overview(draw),
    releaseDate: dateText(day),
    runtimeMs,
    rating: (30 + draw.int(68)) / 10,
    addedAt: show.addedAt + episodeDelayMs(season, number),
    tvdb: String(5_000_000 + slot),
    tmdb: String(900_000 + slot),
    file: fileFor(draw, runtimeMs),
  };
}

interface Dates {
  /** Midnight UTC, epoch milliseconds. */
  readonly day: number;
  readonly addedAt: number;
}

function datesOf(seed: number, row: number, index: number): Dates {
  const draw = drawFor(seed, row, index);
  const day = releaseDay(draw);
  return { day, addedAt: addedAfter(draw, day) };
}

/** How long after its show an episode was added. */
export function episodeDelayMs(season: number, number: number): number {
  return (season * slotsPerSeason + number) * 1000;
}

function described(
  draw: Draw,
  { day, addedAt }: Dates,
): Pick<MovieWork, 'overview' | 'releaseDate' | 'year' | 'rating' | 'genres' | 'studio' | 'addedAt'> {
  return {
    overview: overview(draw),
    releaseDate: dateText(day),
    year: new Date(day).getUTCFullYear(),
    rating: (30 + draw.int(68)) / 10,
    genres: genresFor(draw),
    studio: draw.pick(studios),
    addedAt,
  };
}

/** Movies get even numbers and shows odd ones: IMDb numbers both in one row. */
function imdbId(seed: number, index: number, odd: 0 | 1): string {
  return `tt${1_000_000 + scatter(index, seed, 10_000_000) * 2 + odd}`;
}
