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
  readonly container: 'mkv' | 'mp4' | 'avi' | 'mp3';
  readonly videoCodec: 'h264' | 'hevc' | 'mpeg4';
  readonly audioCodec: 'aac' | 'ac3' | 'eac3' | 'mp3';
  readonly width: number;
  readonly height: number;
  /** Kilobits per second. */
  readonly bitrateKbps: number;
  readonly sizeBytes: number;
  readonly audioLanguages: readonly string[];
  readonly subtitleLanguages: readonly string[];
  /** What exactly is in it. Absent: a video stream, and one for each language above. */
  readonly streams?: readonly StreamWork[];
  /** How many chapters of equal length. Absent: as the server likes. */
  readonly chapters?: number;
}

export interface StreamWork {
  readonly type: 'video' | 'audio' | 'subtitle' | 'lyric';
  readonly codec: string;
  readonly language?: string;
  readonly title?: string;
  readonly isDefault?: boolean;
  readonly isForced?: boolean;
  /** Beside the file, and not inside. */
  readonly external?: boolean;
  readonly profile?: string;
  readonly codecTag?: string;
  readonly level?: number;
  /** Bits per second. Absent: the prober could not tell. */
  readonly bitrate?: number;
}

/** One of several files of a film. */
export interface VersionWork {
  readonly name: string;
  readonly file: FileWork;
}

export interface TrailerWork {
  readonly title: string;
  readonly runtimeMs: number;
  readonly file: FileWork;
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
  /** Which pictures there are. Absent: as the server likes. */
  readonly pictures?: readonly ('Primary' | 'Backdrop' | 'Logo' | 'Thumb')[];
}

/** A file of which only the name is known has empty texts, no date and a rating of 0. */
export interface MovieWork extends WorkBase {
  readonly originalTitle?: string;
  readonly tagline: string;
  /** A sort title that a person gave, as it was written. */
  readonly givenSortTitle?: string;
  readonly runtimeMs: number;
  readonly imdb: string;
  readonly file: FileWork;
  /** Of the file itself, when there are other versions. */
  readonly versionName?: string;
  readonly otherVersions?: readonly VersionWork[];
  readonly trailers?: readonly TrailerWork[];
}

export interface ShowWork extends WorkBase {
  readonly ended: boolean;
  readonly imdb: string;
  readonly tvdb: string;
  /** Season numbers from 0 (specials) or 1, with how many episodes each has. */
  readonly seasons: readonly { readonly number: number; readonly episodes: number }[];
  /** Its files lie in its own folder: its seasons have none. */
  readonly flat?: boolean;
  /** Nothing is announced that has no file. */
  readonly complete?: boolean;
}

export interface EpisodeWork {
  readonly show: ShowWork;
  readonly season: number;
  readonly number: number;
  /** The last one in a file that holds several. */
  readonly numberEnd?: number;
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

export interface CollectionWork {
  readonly index: number;
  readonly title: string;
  readonly sortTitle: string;
  /** Numbers in the world. */
  readonly movies: readonly number[];
  /** Epoch milliseconds. */
  readonly addedAt: number;
}

export interface ArtistWork {
  readonly index: number;
  readonly name: string;
  readonly sortTitle: string;
  /** Empty for one that is only named on tracks of others. */
  readonly albums: readonly AlbumWork[];
}

export interface AlbumWork {
  readonly title: string;
  readonly sortTitle: string;
  readonly year: number;
  readonly genres: readonly string[];
  readonly hasCover: boolean;
  /** Epoch milliseconds. */
  readonly addedAt: number;
  readonly tracks: readonly TrackWork[];
}

export interface TrackWork {
  readonly title: string;
  readonly runtimeMs: number;
  /** The artist's number in the world: not always the one whose album it is. */
  readonly artist: number;
  readonly lyrics: readonly { readonly text: string; readonly startMs: number }[];
  readonly file: FileWork;
}

/** A folder with photos and clips. */
export interface AlbumOfPhotosWork {
  readonly index: number;
  readonly title: string;
  readonly sortTitle: string;
  readonly clips: readonly { readonly title: string; readonly runtimeMs: number; readonly file: FileWork }[];
  readonly photos: readonly string[];
}

export interface World {
  readonly seed: number;
  movie(index: number): MovieWork;
  show(index: number): ShowWork;
  episode(showIndex: number, season: number, number: number): EpisodeWork;
  /** The same as on the work, without making the rest of it: for sorting and filtering a whole library. */
  sortTitle(kind: 'movie' | 'show', index: number): string;
  addedAt(kind: 'movie' | 'show', index: number): number;
  /** What generated worlds have none of. */
  readonly collections?: readonly CollectionWork[];
  readonly artists?: readonly ArtistWork[];
  readonly photoAlbums?: readonly AlbumOfPhotosWork[];
}

/** Which part of the world a server holds. Two servers share the works in which their ranges overlap. */
export interface Holdings {
  readonly movies: { readonly from: number; readonly count: number };
  readonly shows: { readonly from: number; readonly count: number };
}
