import type { ItemKind } from '../../models/item.ts';

/**
 * What a BaseItemKind is here, and back. Types that are not named (folders, books, people, channels) are no items.
 * Listings of clips ask for all three.
 */
const typesByKind: Readonly<Record<ItemKind, readonly string[]>> = {
  movie: ['Movie'],
  show: ['Series'],
  season: ['Season'],
  episode: ['Episode'],
  artist: ['MusicArtist'],
  album: ['MusicAlbum'],
  track: ['Audio'],
  photo: ['Photo'],
  'photo-album': ['PhotoAlbum'],
  clip: ['Video', 'MusicVideo', 'Trailer'],
  collection: ['BoxSet'],
  playlist: ['Playlist'],
};

const kindByType: ReadonlyMap<string, ItemKind> = new Map(
  (Object.keys(typesByKind) as ItemKind[]).flatMap((kind) => typesByKind[kind].map((type) => [type, kind] as const)),
);

export const typesOf = (kind: ItemKind): readonly string[] => typesByKind[kind];
export const kindOf = (type: string): ItemKind | undefined => kindByType.get(type);
