import type { Holdings, World } from '../catalogue/works.ts';
import { addressOf, type Handle } from './item-ids.ts';

export type CollectionType = 'movies' | 'tvshows' | 'music' | 'homevideos' | 'boxsets';

/** One library of the server: which part of the world stands in it. */
export interface ShelfPlan {
  readonly name: string;
  readonly collectionType: CollectionType;
  /** Its name on disk. */
  readonly directory: string;
  readonly movies?: Holdings['movies'];
  readonly shows?: Holdings['shows'];
}

export function defaultShelves({ movies, shows }: Holdings): readonly ShelfPlan[] {
  return [
    { name: 'Films', collectionType: 'movies', directory: 'films', movies },
    { name: 'Shows', collectionType: 'tvshows', directory: 'shows', shows },
  ];
}

const homes: Readonly<Record<string, CollectionType>> = {
  artist: 'music',
  album: 'music',
  track: 'music',
  photoalbum: 'homevideos',
  photo: 'homevideos',
  clip: 'homevideos',
  boxset: 'boxsets',
};

const within = (range: Holdings['movies'] | undefined, index: number): boolean =>
  range !== undefined && index >= range.from && index < range.from + range.count;

/** In which library an item stands: its place in the list, or -1 for the root. Films that came later stand in the first one. */
export function homeOf(shelves: readonly ShelfPlan[], handle: Handle): number {
  const { kind, index } = addressOf(handle);
  switch (kind) {
    case 'root':
      return -1;
    case 'view':
    case 'folder':
      return index;
    case 'movie':
    case 'trailer':
    case 'version': {
      const found = shelves.findIndex(({ movies }) => within(movies, index));
      return found < 0 ? shelves.findIndex(({ movies }) => movies !== undefined) : found;
    }
    case 'series':
    case 'season':
    case 'episode':
      return shelves.findIndex(({ shows }) => shows !== undefined);
    default:
      return shelves.findIndex(({ collectionType }) => collectionType === homes[kind]);
  }
}

/** What the world has of the kinds that are not ranges. */
export type Shelved = Required<Pick<World, 'collections' | 'artists' | 'photoAlbums'>>;

export function shelvedIn(world: World): Shelved {
  const { collections = [], artists = [], photoAlbums = [] } = world;
  return { collections, artists, photoAlbums };
}
