import type { EpisodeWork, ShowWork } from '../works.ts';
import { episodeDelayMs } from '../world.ts';
import { plainMp4 } from './files.ts';

type Line = Pick<ShowWork, 'title' | 'year' | 'ended' | 'seasons'> & { readonly flat?: boolean };

/** In the order in which they sort: one without season folders, a short one, one with specials and a double episode. */
const lines: readonly Line[] = [
  { title: 'Barn Radio', year: 2012, ended: true, seasons: [{ number: 1, episodes: 2 }], flat: true },
  { title: 'Mill Street', year: 2022, ended: true, seasons: [{ number: 1, episodes: 2 }] },
  {
    ...{ title: 'Stone Harbour', year: 2019, ended: false },
    seasons: [
      { number: 0, episodes: 1 },
      { number: 1, episodes: 4 },
      { number: 2, episodes: 3 },
    ],
  },
];

export const atticShows: number = lines.length;

/** When the newest file of each came, by the show's number: Mill Street, Barn Radio, Stone Harbour. */
const addedDays = [11, 12, 10] as const;

export function atticShow(index: number): ShowWork {
  const { flat, ...line } = lines[index] ?? { title: '', year: 0, ended: true, seasons: [] };
  return {
    ...line,
    index,
    sortTitle: line.title.toLowerCase(),
    overview: `Everybody in ${line.title} has something to hide, and a cellar to hide it in.`,
    releaseDate: `${line.year}-01-01`,
    contentRating: '',
    rating: 0,
    genres: ['Drama'],
    studio: '',
    people: [],
    addedAt: Date.UTC(2026, 10, addedDays[index] ?? 1, 8),
    imdb: `tt${7_300_000 + index}`,
    tmdb: `${73_000 + index}`,
    tvdb: `${73_100 + index}`,
    pictures: ['Primary', 'Backdrop'],
    complete: true,
    ...(flat === true ? { flat } : {}),
  };
}

export function atticEpisode(showIndex: number, season: number, number: number): EpisodeWork {
  const show = atticShow(showIndex);
  const double = showIndex === 2 && season === 1 && number === 4;
  const month = String(season + 1).padStart(2, '0');
  return {
    show,
    season,
    number,
    ...(double ? { numberEnd: 5 } : {}),
    title: `${show.title}, ${season === 0 ? 'the making of' : `part ${season}.${number}`}`,
    overview: 'Somebody knocks. Nobody has ordered anything.',
    releaseDate: `${show.year}-${month}-0${number}`,
    runtimeMs: 10 * 60_000,
    rating: 0,
    addedAt: show.addedAt + episodeDelayMs(season, number),
    tvdb: `${730_000 + showIndex * 1000 + season * 100 + number}`,
    tmdb: '',
    file: plainMp4,
  };
}
