import type {
  AlbumOfPhotosWork,
  AlbumWork,
  ArtistWork,
  CollectionWork,
  EpisodeWork,
  FileWork,
  MovieWork,
  ShowWork,
  TrackWork,
  TrailerWork,
} from '../catalogue/works.ts';
import type { Handle, ItemKind } from './item-ids.ts';
import type { CollectionType } from './shelves.ts';

interface ItemBase {
  readonly handle: Handle;
  /** How often its metadata was saved: goes into the Etag and the image tags. */
  readonly revision: number;
}

export interface LibraryItem extends ItemBase {
  /** A view is the library as a person sees it, a folder the directory behind it that items name as their parent. */
  readonly kind: 'root' | 'view' | 'folder';
  readonly name: string;
  readonly collectionType?: CollectionType;
}

export interface MovieItem extends ItemBase {
  readonly kind: 'movie';
  readonly work: MovieWork;
}

export interface SeriesItem extends ItemBase {
  readonly kind: 'series';
  readonly work: ShowWork;
}

export interface SeasonItem extends ItemBase {
  readonly kind: 'season';
  readonly show: ShowWork;
  readonly season: number;
  /** Episodes with a file. */
  readonly episodes: number;
}

export interface EpisodeItem extends ItemBase {
  readonly kind: 'episode';
  readonly work: EpisodeWork;
  /** Known to the server, but no file is there. */
  readonly virtual: boolean;
}

export interface BoxSetItem extends ItemBase {
  readonly kind: 'boxset';
  readonly work: CollectionWork;
  readonly members: readonly MovieWork[];
}

export interface ArtistItem extends ItemBase {
  readonly kind: 'artist';
  readonly work: ArtistWork;
  /** On which the artist sings, or which stand in the artist's folder. */
  readonly tracks: readonly TrackWork[];
  /** On how many albums that is. */
  readonly albums: number;
  /** Of one who is only named: a folder has none of its own. */
  readonly genres: readonly string[];
}

export interface AlbumItem extends ItemBase {
  readonly kind: 'album';
  readonly work: AlbumWork;
  readonly artist: ArtistWork;
  /** Of its tracks, each once. */
  readonly performers: readonly ArtistWork[];
}

export interface TrackItem extends ItemBase {
  readonly kind: 'track';
  readonly work: TrackWork;
  readonly number: number;
  readonly album: AlbumWork;
  readonly artist: ArtistWork;
  readonly performers: readonly ArtistWork[];
}

export interface PhotoAlbumItem extends ItemBase {
  readonly kind: 'photoalbum';
  readonly work: AlbumOfPhotosWork;
}

export interface PhotoItem extends ItemBase {
  readonly kind: 'photo';
  readonly album: AlbumOfPhotosWork;
  readonly title: string;
}

/** A film of the family's own. */
export interface ClipItem extends ItemBase {
  readonly kind: 'clip';
  readonly album: AlbumOfPhotosWork;
  readonly work: AlbumOfPhotosWork['clips'][number];
}

export interface TrailerItem extends ItemBase {
  readonly kind: 'trailer';
  readonly movie: MovieWork;
  readonly work: TrailerWork;
}

export type TvItem = SeriesItem | SeasonItem | EpisodeItem;
export type MusicItem = ArtistItem | AlbumItem | TrackItem;
export type HomeItem = PhotoAlbumItem | PhotoItem | ClipItem;
export type MediaItem = MovieItem | TvItem | BoxSetItem | MusicItem | HomeItem | TrailerItem;
export type Item = LibraryItem | MediaItem;

/** `Type` on the wire, and the names that `includeItemTypes` knows, in lower case. */
export const wireTypes: Readonly<Record<Item['kind'], string>> = {
  root: 'UserRootFolder',
  view: 'CollectionFolder',
  folder: 'Folder',
  movie: 'Movie',
  series: 'Series',
  season: 'Season',
  episode: 'Episode',
  boxset: 'BoxSet',
  artist: 'MusicArtist',
  album: 'MusicAlbum',
  track: 'Audio',
  photoalbum: 'PhotoAlbum',
  photo: 'Photo',
  clip: 'Video',
  trailer: 'Trailer',
};

const mediaTypes: Readonly<Partial<Record<ItemKind, string>>> = {
  movie: 'Video',
  episode: 'Video',
  clip: 'Video',
  trailer: 'Video',
  track: 'Audio',
  photo: 'Photo',
};

export function mediaTypeOf(item: Item): string {
  return mediaTypes[item.kind] ?? 'Unknown';
}

export function isFolder(item: Item): boolean {
  return mediaTypes[item.kind] === undefined;
}

export function nameOf(item: Item): string {
  switch (item.kind) {
    case 'season':
      return item.season === 0 ? 'Specials' : `Season ${item.season}`;
    case 'artist':
      return item.work.name;
    case 'photo':
      return item.title;
    case 'root':
    case 'view':
    case 'folder':
      return item.name;
    default:
      return item.work.title;
  }
}

/** Undefined for what has none. */
export function fileOf(item: Item): FileWork | undefined {
  switch (item.kind) {
    case 'movie':
    case 'track':
    case 'clip':
    case 'trailer':
      return item.work.file;
    case 'episode':
      return item.virtual ? undefined : item.work.file;
    default:
      return undefined;
  }
}

const lengthOf = (tracks: readonly TrackWork[]): number => tracks.reduce((sum, { runtimeMs }) => sum + runtimeMs, 0);

/** Undefined for what has no length. Albums and artists are as long as their tracks. */
export function runtimeMsOf(item: Item): number | undefined {
  switch (item.kind) {
    case 'movie':
    case 'track':
    case 'clip':
    case 'trailer':
      return item.work.runtimeMs;
    case 'episode':
      return item.virtual ? undefined : item.work.runtimeMs;
    case 'album':
      return lengthOf(item.work.tracks);
    case 'artist':
      return lengthOf(item.tracks);
    default:
      return undefined;
  }
}

export function showOf(item: Item): ShowWork | undefined {
  switch (item.kind) {
    case 'series':
      return item.work;
    case 'season':
      return item.show;
    case 'episode':
      return item.work.show;
    default:
      return undefined;
  }
}
