import { type ItemId, itemId, type LibraryId } from '../../models/ids.ts';
import type { Completeness, Item, ItemKind, Show } from '../../models/item.ts';
import type { RejectedRow } from '../../models/page.ts';
import { present } from '../../models/present.ts';
import { describeIssues } from '../http/parse-answer.ts';
import { externalIdsOf } from './jellyfin-map-ids.ts';
import { imagesOf } from './jellyfin-map-images.ts';
import { kindOf } from './jellyfin-map-kinds.ts';
import { chaptersOf, peopleOf, versionsOf } from './jellyfin-map-media.ts';
import { dayOf, lengthMsOf, ratingOf, timeOf } from './jellyfin-map-values.ts';
import { watchStateOf } from './jellyfin-map-watch.ts';
import { itemSchema, type WireItem } from './jellyfin-wire-item.ts';

/** The fields that every kind of item has. */
type CommonFields = Omit<Extract<Item, { kind: 'movie' }>, 'kind' | 'edition'>;
type FieldsOf<I> = I extends Item ? Omit<I, keyof CommonFields> : never;
/** What one kind of item has beyond them, and its `kind`. */
type OwnFields = FieldsOf<Item>;

const ref = (id: string | undefined): ItemId | undefined =>
  id === undefined || id.trim() === '' ? undefined : itemId(id);

const statuses: Readonly<Record<string, Show['status']>> = { Continuing: 'continuing', Ended: 'ended' };

type Own<K extends ItemKind> = FieldsOf<Extract<Item, { kind: K }>>;

const readers: { readonly [K in ItemKind]: (item: WireItem) => Own<K> } = {
  movie: () => ({ kind: 'movie' }),
  show: ({ Status }) =>
    present<Own<'show'>>({ kind: 'show', status: Status === undefined ? undefined : (statuses[Status] ?? 'unknown') }),
  season: (item) =>
    present<Own<'season'>>({
      kind: 'season',
      showId: ref(item.SeriesId),
      showTitle: item.SeriesName,
      seasonNumber: item.IndexNumber,
    }),
  episode: (item) =>
    present<Own<'episode'>>({
      kind: 'episode',
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
    present<Own<'album'>>({ kind: 'album', artistId: ref(item.AlbumArtists?.[0]?.Id), artistName: item.AlbumArtist }),
  track: (item) => {
    const artists = item.Artists?.join(', ');
    return present<Own<'track'>>({
      kind: 'track',
      albumId: ref(item.AlbumId),
      albumTitle: item.Album,
      artistId: ref(item.AlbumArtists?.[0]?.Id),
      artistName: item.AlbumArtist,
      trackArtist: artists === '' || artists === item.AlbumArtist ? undefined : artists,
      discNumber: item.ParentIndexNumber,
      trackNumber: item.IndexNumber,
    });
  },
  photo: (item) => present<Own<'photo'>>({ kind: 'photo', albumId: ref(item.AlbumId) }),
  'photo-album': () => ({ kind: 'photo-album' }),
  clip: () => ({ kind: 'clip' }),
  collection: (item) => present<Own<'collection'>>({ kind: 'collection', itemCount: item.ChildCount }),
  playlist: (item) => present<Own<'playlist'>>({ kind: 'playlist', itemCount: item.ChildCount }),
};

const ownFields = (kind: ItemKind, item: WireItem): OwnFields => readers[kind](item);

export interface MapOptions {
  readonly completeness: Completeness;
  readonly libraryId?: LibraryId | undefined;
}

export type MappedRow = { readonly item: Item } | { readonly rejected: RejectedRow };

/** Critics rate from 0 to 100 there. */
const criticRating = (value: number | undefined): number | undefined =>
  ratingOf(value === undefined ? undefined : value / 10);

const named = (entries: WireItem['Studios']): readonly string[] | undefined =>
  entries?.flatMap(({ Name }) => (Name === undefined ? [] : [Name]));

function commonFields(kind: ItemKind, item: WireItem, options: MapOptions): CommonFields {
  const { completeness, libraryId } = options;
  const full = completeness === 'full';
  return present<CommonFields>({
    id: itemId(item.Id),
    libraryId,
    completeness,
    title: item.Name ?? item.OriginalTitle ?? item.SortName ?? '',
    sortTitle: item.SortName,
    originalTitle: item.OriginalTitle,
    overview: item.Overview,
    tagline: item.Taglines?.[0],
    year: item.ProductionYear,
    releaseDate: dayOf(item.PremiereDate),
    addedAt: timeOf(item.DateCreated),
    runtimeMs: lengthMsOf(item.RunTimeTicks),
    contentRating: item.OfficialRating,
    communityRating: ratingOf(item.CommunityRating),
    criticRating: criticRating(item.CriticRating),
    genres: item.Genres,
    studios: named(item.Studios),
    tags: item.Tags,
    externalIds: externalIdsOf(kind, item.ProviderIds),
    images: imagesOf(kind, item),
    watch: watchStateOf(item),
    revision: item.Etag,
    people: full ? peopleOf(item) : undefined,
    versions: full ? versionsOf(item) : undefined,
    chapters: full ? chaptersOf(item) : undefined,
  });
}

/** @returns `undefined` for a type that is no item here */
export function mapItem(item: WireItem, options: MapOptions): Item | undefined {
  const kind = kindOf(item.Type);
  return kind === undefined ? undefined : { ...commonFields(kind, item, options), ...ownFields(kind, item) };
}

function idOf(row: unknown): string | undefined {
  const id = typeof row === 'object' && row !== null && 'Id' in row ? row.Id : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** One row by itself: what is wrong with it stays with it. */
export function mapRow(row: unknown, options: MapOptions): MappedRow {
  const parsed = itemSchema.safeParse(row);
  if (!parsed.success) {
    return {
      rejected: present<RejectedRow>({ itemId: idOf(row), reason: describeIssues(parsed.error.issues).join('; ') }),
    };
  }
  const item = mapItem(parsed.data, options);
  if (item !== undefined) return { item };
  return { rejected: { itemId: parsed.data.Id, reason: 'Type: a kind of thing that is not listed' } };
}
