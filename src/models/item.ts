import type { ExternalId } from './external-id.ts';
import type { ItemId, LibraryId } from './ids.ts';
import type { Images } from './images.ts';
import type { Chapter, MediaVersion, Person } from './media.ts';
import type { WatchState } from './watch-state.ts';

/**
 * How much of an item is known. `brief`: what a listing gives cheaply (names, ids, dates, pictures, watch state).
 * `full`: people, versions, streams and chapters too. In a brief item those fields are absent, which says nothing
 * about the server.
 */
export type Completeness = 'brief' | 'full';

interface ItemBase {
  readonly id: ItemId;
  /** Absent where a single item does not say which library it is in. */
  readonly libraryId?: LibraryId;
  readonly completeness: Completeness;
  readonly title: string;
  readonly sortTitle?: string;
  readonly originalTitle?: string;
  readonly overview?: string;
  readonly tagline?: string;
  readonly year?: number;
  /** `YYYY-MM-DD`: a calendar date, no time zone. */
  readonly releaseDate?: string;
  /** When the server says that it was added. May be the file's date, even in the future. */
  readonly addedAt?: number;
  readonly updatedAt?: number;
  readonly runtimeMs?: number;
  readonly contentRating?: string;
  /** 0 to 10. */
  readonly communityRating?: number;
  /** 0 to 10. */
  readonly criticRating?: number;
  readonly genres?: readonly string[];
  readonly studios?: readonly string[];
  readonly tags?: readonly string[];
  readonly externalIds: readonly ExternalId[];
  readonly images: Images;
  /** Absent when the credential has no user. */
  readonly watch?: WatchState;
  /** Changes when the server's metadata of the item changes; compare for inequality only. */
  readonly revision?: string;
  readonly people?: readonly Person[];
  readonly versions?: readonly MediaVersion[];
  readonly chapters?: readonly Chapter[];
}

export interface Movie extends ItemBase {
  readonly kind: 'movie';
  readonly edition?: string;
}

export interface Show extends ItemBase {
  readonly kind: 'show';
  readonly status?: 'continuing' | 'ended' | 'unknown';
}

export interface Season extends ItemBase {
  readonly kind: 'season';
  readonly showId?: ItemId;
  readonly showTitle?: string;
  /** 0 is the specials. Absent is unknown, never 0. */
  readonly seasonNumber?: number;
}

export interface Episode extends ItemBase {
  readonly kind: 'episode';
  readonly showId?: ItemId;
  readonly showTitle?: string;
  readonly seasonId?: ItemId;
  readonly seasonNumber?: number;
  readonly episodeNumber?: number;
  /** Last number of a file that holds several episodes. */
  readonly episodeNumberEnd?: number;
  /** Known to the server, but no file is there. */
  readonly isMissing?: boolean;
}

export interface Artist extends ItemBase {
  readonly kind: 'artist';
}

export interface Album extends ItemBase {
  readonly kind: 'album';
  readonly artistId?: ItemId;
  readonly artistName?: string;
}

export interface Track extends ItemBase {
  readonly kind: 'track';
  readonly albumId?: ItemId;
  readonly albumTitle?: string;
  /** The artist of the album. */
  readonly artistId?: ItemId;
  readonly artistName?: string;
  /** The artists of this track, where they differ from the album's. */
  readonly trackArtist?: string;
  readonly discNumber?: number;
  readonly trackNumber?: number;
}

export interface Photo extends ItemBase {
  readonly kind: 'photo';
  readonly albumId?: ItemId;
}

export interface PhotoAlbum extends ItemBase {
  readonly kind: 'photo-album';
}

/** A video that is no film and no episode: home videos, trailers, music videos. */
export interface Clip extends ItemBase {
  readonly kind: 'clip';
}

export interface Collection extends ItemBase {
  readonly kind: 'collection';
  readonly itemCount?: number;
}

export interface Playlist extends ItemBase {
  readonly kind: 'playlist';
  readonly itemCount?: number;
}

export type Item =
  | Movie
  | Show
  | Season
  | Episode
  | Artist
  | Album
  | Track
  | Photo
  | PhotoAlbum
  | Clip
  | Collection
  | Playlist;

export type ItemKind = Item['kind'];

export const itemKinds: readonly ItemKind[] = [
  'movie',
  'show',
  'season',
  'episode',
  'artist',
  'album',
  'track',
  'photo',
  'photo-album',
  'clip',
  'collection',
  'playlist',
];

/** The item that this one is shown under: a season's show, an episode's season or show, a track's album. */
export function parentIdOf(item: Item): ItemId | undefined {
  switch (item.kind) {
    case 'season':
      return item.showId;
    case 'episode':
      return item.seasonId ?? item.showId;
    case 'album':
      return item.artistId;
    case 'track':
      return item.albumId;
    case 'photo':
      return item.albumId;
    default:
      return undefined;
  }
}
