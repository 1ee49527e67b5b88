import type { MovieWork, PersonWork, ShowWork } from '../catalogue/works.ts';
import type { Item } from './items.ts';

/** What is known about an item, of whatever kind it is: empty texts and lists for what is not. */
export interface Facts {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly year: number | undefined;
  /** 0 to 10; 0 for none. */
  readonly rating: number;
  readonly contentRating: string;
  readonly overview: string;
  readonly tagline: string;
  readonly genres: readonly string[];
  readonly studios: readonly string[];
  readonly people: readonly PersonWork[];
  readonly imdb: string;
  readonly tmdb: string;
  readonly tvdb: string;
}

const nothing: Facts = {
  day: '',
  year: undefined,
  rating: 0,
  contentRating: '',
  overview: '',
  tagline: '',
  genres: [],
  studios: [],
  people: [],
  imdb: '',
  tmdb: '',
  tvdb: '',
};

export function factsOf(item: Item): Facts {
  switch (item.kind) {
    case 'movie':
      return ofWork(item.work, '');
    case 'series':
      return ofWork(item.work, item.work.tvdb);
    case 'episode': {
      const { releaseDate, rating, overview, tvdb, tmdb } = item.work;
      return {
        ...nothing,
        ...{ day: releaseDate, year: Number(releaseDate.slice(0, 4)), rating, overview },
        ...(item.virtual ? {} : { tvdb, tmdb }),
      };
    }
    case 'boxset': {
      const { members } = item;
      const [first] = members.toSorted((a, b) => (a.releaseDate < b.releaseDate ? -1 : 1));
      const days = first === undefined ? {} : { day: first.releaseDate, year: first.year };
      return {
        ...nothing,
        ...days,
        contentRating: first?.contentRating ?? '',
        genres: unique(members.flatMap(({ genres }) => genres)),
        studios: unique(members.flatMap(({ studio }) => named(studio))),
      };
    }
    case 'artist':
      return { ...nothing, genres: item.genres };
    case 'album':
      return { ...nothing, ...ofAlbum(item.work) };
    case 'track':
      return { ...nothing, ...ofAlbum(item.album) };
    case 'trailer':
      return { ...nothing, day: item.movie.releaseDate, year: item.movie.year };
    default:
      return nothing;
  }
}

/** Written out: it is made for each row of a page. */
function ofWork(work: MovieWork | ShowWork, tvdb: string): Facts {
  return {
    day: work.releaseDate,
    year: work.year,
    rating: work.rating,
    contentRating: work.contentRating,
    overview: work.overview,
    tagline: 'tagline' in work ? work.tagline : '',
    genres: work.genres,
    studios: named(work.studio),
    people: work.people,
    imdb: work.imdb,
    tmdb: work.tmdb,
    tvdb,
  };
}

const named = (studio: string): readonly string[] => (studio === '' ? [] : [studio]);
const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

function ofAlbum({ year, genres }: { readonly year: number; readonly genres: readonly string[] }): Partial<Facts> {
  return { day: `${year}-01-01`, year, genres };
}
