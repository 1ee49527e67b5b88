import type { EpisodeWork, MovieWork, ShowWork } from '../catalogue/works.ts';
import type { Handle } from './item-ids.ts';

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

export type MediaItem = MovieItem | SeriesItem | SeasonItem | EpisodeItem;
export type Item = LibraryItem | MediaItem;

export type CollectionType = 'movies' | 'tvshows';

/** The two libraries; their place in this list is the index of their view and of their folder. */
export const libraries: readonly { readonly name: string; readonly collectionType: CollectionType }[] = [
  { name: 'Films', collectionType: 'movies' },
  { name: 'Shows', collectionType: 'tvshows' },
];

/** `Type` on the wire, and the names that `includeItemTypes` knows, in lower case. */
export const wireTypes: Readonly<Record<Item['kind'], string>> = {
  root: 'UserRootFolder',
  view: 'CollectionFolder',
  folder: 'Folder',
  movie: 'Movie',
  series: 'Series',
  season: 'Season',
  episode: 'Episode',
};

export function isFolder(item: Item): boolean {
  return item.kind !== 'movie' && item.kind !== 'episode';
}

export function nameOf(item: Item): string {
  switch (item.kind) {
    case 'season':
      return item.season === 0 ? 'Specials' : `Season ${item.season}`;
    case 'movie':
    case 'series':
    case 'episode':
      return item.work.title;
    default:
      return item.name;
  }
}

/** Undefined for what has no length. */
export function runtimeMsOf(item: Item): number | undefined {
  return item.kind === 'movie' || (item.kind === 'episode' && !item.virtual) ? item.work.runtimeMs : undefined;
}

export function showOf(item: MediaItem): ShowWork | undefined {
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
