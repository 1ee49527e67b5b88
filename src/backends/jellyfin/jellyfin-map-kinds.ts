import { type ItemId, itemId } from '../../models/ids.ts';
import type { Item, ItemKind, Show } from '../../models/item.ts';
import type { WireItem } from './jellyfin-wire-item.ts';
import { present } from './only-present.ts';

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

/** The fields that every kind of item has. */
export type CommonFields = Omit<Extract<Item, { kind: 'movie' }>, 'kind' | 'edition'>;
type FieldsOf<I> = I extends Item ? Omit<I, keyof CommonFields> : never;
/** What one kind of item has beyond them, and its `kind`. */
export type OwnFields = FieldsOf<Item>;

const ref = (id: string | undefined): ItemId | undefined =>
  id === undefined || id.trim() === '' ? undefined : itemId(id);

const statuses: Readonly<Record<string, Show['status']>> = { Continuing: 'continuing', Ended: 'ended' };

type Reader<K extends ItemKind> = (item: WireItem) => FieldsOf<Extract<Item, { kind: K }>>;

const readers: { readonly [K in ItemKind]: Reader<K> } = {
  movie: () => ({ kind: 'movie' }),
  show: ({ Status }) =>
    present({ kind: 'show' as const, status: Status === undefined ? undefined : (statuses[Status] ?? 'unknown') }),
  season: (item) =>
    present({
      kind: 'season' as const,
      showId: ref(item.SeriesId),
      showTitle: item.SeriesName,
      seasonNumber: item.IndexNumber,
    }),
  episode: (item) =>
    present({
      kind: 'episode' as const,
      showId: ref(item.SeriesId),
      showTitle: item.SeriesName,
      seasonId: ref(item.SeasonId),
      seasonNumber: item.ParentIndexNumber,
      episodeNumber: item.IndexNumber,
      episodeNumberEnd: item.IndexNumberEnd,
      isMissing: item.LocationType === 'Virtual' ? true : undefined,
    }),
  artist: () => ({ kind: 'artist' }),
  album: (item) =>
    present({ kind: 'album' as const, artistId: ref(item.AlbumArtists?.[0]?.Id), artistName: item.AlbumArtist }),
  track: (item) => {
    const artists = item.Artists?.join(', ');
    return present({
      kind: 'track' as const,
      albumId: ref(item.AlbumId),
      albumTitle: item.Album,
      artistId: ref(item.AlbumArtists?.[0]?.Id),
      artistName: item.AlbumArtist,
      trackArtist: artists === '' || artists === item.AlbumArtist ? undefined : artists,
      discNumber: item.ParentIndexNumber,
      trackNumber: item.IndexNumber,
    });
  },
  photo: (item) => present({ kind: 'photo' as const, albumId: ref(item.AlbumId) }),
  'photo-album': () => ({ kind: 'photo-album' }),
  clip: () => ({ kind: 'clip' }),
  collection: (item) => present({ kind: 'collection' as const, itemCount: item.ChildCount }),
  playlist: (item) => present({ kind: 'playlist' as const, itemCount: item.ChildCount }),
};

export const ownFields = (kind: ItemKind, item: WireItem): OwnFields => readers[kind](item);
