/**
 * The works that mock servers hold: made from a seed and a number, so that a million of them cost no memory. The same
 * seed and number give the same work on every server, which is how two servers come to hold the same film.
 */

export interface PersonWork {
  readonly name: string;
  readonly role: 'actor' | 'director' | 'writer';
  readonly character?: string;
}

export interface FileWork {
  readonly container: 'mkv' | 'mp4';
  readonly videoCodec: 'h264' | 'hevc';
  readonly audioCodec: 'aac' | 'ac3' | 'eac3';
  readonly width: number;
  readonly height: number;
  /** Kilobits per second. */
  readonly bitrateKbps: number;
  readonly sizeBytes: number;
  readonly audioLanguages: readonly string[];
  readonly subtitleLanguages: readonly string[];
}

interface WorkBase {
  /** Its number in the world, from 0. */
  readonly index: number;
  readonly title: string;
  /** The title as it sorts: lower case, leading article moved away. */
  readonly sortTitle: string;
  readonly overview: string;
  /** `YYYY-MM-DD`. */
  readonly releaseDate: string;
  readonly year: number;
  readonly contentRating: string;
  /** 0 to 10, one decimal. */
  readonly rating: number;
  readonly genres: readonly string[];
  readonly studio: string;
  readonly people: readonly PersonWork[];
  /** Epoch milliseconds, whole seconds: when servers say that it was added. */
  readonly addedAt: number;
  readonly tmdb: string;
}

export interface MovieWork extends WorkBase {
  readonly originalTitle?: string;
  readonly tagline: string;
  readonly runtimeMs: number;
  readonly imdb: string;
  readonly file: FileWork;
}

export interface ShowWork extends WorkBase {
  readonly ended: boolean;
  readonly imdb: string;
  readonly tvdb: string;
  /** Season numbers from 0 (specials) or 1, with how many episodes each has. */
  readonly seasons: readonly { readonly number: number; readonly episodes: number }[];
}

export interface EpisodeWork {
  readonly show: ShowWork;
  readonly season: number;
  readonly number: number;
  readonly title: string;
  readonly overview: string;
  readonly releaseDate: string;
  readonly runtimeMs: number;
  readonly rating: number;
  readonly addedAt: number;
  readonly tvdb: string;
  readonly tmdb: string;
  readonly file: FileWork;
}

export interface World {
  readonly seed: number;
  movie(index: number): MovieWork;
  show(index: number): ShowWork;
  episode(showIndex: number, season: number, number: number): EpisodeWork;
  /** The same as on the work, without making the rest of it: for sorting and filtering a whole library. */
  sortTitle(kind: 'movie' | 'show', index: number): string;
  addedAt(kind: 'movie' | 'show', index: number): number;
}

/** Which part of the world a server holds. Two servers share the works in which their ranges overlap. */
export interface Holdings {
  readonly movies: { readonly from: number; readonly count: number };
  readonly shows: { readonly from: number; readonly count: number };
}
