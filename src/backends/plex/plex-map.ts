import { itemId, type LibraryId, libraryId } from '../../models/ids.ts';
import type {
  Album,
  Artist,
  Clip,
  Collection,
  Episode,
  Item,
  ItemKind,
  Movie,
  Photo,
  PhotoAlbum,
  Playlist,
  Season,
  Show,
  Track,
} from '../../models/item.ts';
import { type Loose, present } from '../../models/present.ts';
import { externalIdsOf } from './plex-map-ids.ts';
import { imagesOf } from './plex-map-images.ts';
import { type Details, detailsOf } from './plex-map-media.ts';
import { positive, timeMs, watchStateOf } from './plex-map-watch.ts';
import type { BriefRow, FullRow } from './plex-rows.ts';

/** What all kinds have. */
type Base = Loose<Omit<Artist, 'kind'>>;

/** Optional ids: a parent may be hidden or not sent. */
const parent = (key: string | undefined): Item['id'] | undefined => (key === undefined ? undefined : itemId(key));

const makers: Readonly<Record<ItemKind, (row: BriefRow, base: Base) => Item>> = {
  movie: (row, base) => present<Movie>({ ...base, kind: 'movie', edition: row.editionTitle }),
  show: (_row, base) => present<Show>({ ...base, kind: 'show' }),
  season: (row, base) =>
    present<Season>({
      ...base,
      kind: 'season',
      showId: parent(row.parentRatingKey),
      showTitle: row.parentTitle,
      seasonNumber: row.index,
    }),
  episode: (row, base) =>
    present<Episode>({
      ...base,
      kind: 'episode',
      showId: parent(row.grandparentRatingKey),
      showTitle: row.grandparentTitle,
      // The season is hidden from people: nothing can be shown under it.
      seasonId: row.skipParent === true ? undefined : parent(row.parentRatingKey),
      seasonNumber: row.parentIndex,
      episodeNumber: row.index,
    }),
  artist: (_row, base) => present<Artist>({ ...base, kind: 'artist' }),
  album: (row, base) =>
    present<Album>({ ...base, kind: 'album', artistId: parent(row.parentRatingKey), artistName: row.parentTitle }),
  track: (row, base) =>
    present<Track>({
      ...base,
      kind: 'track',
      // On compilations this field holds the artist of the track.
      originalTitle: undefined,
      trackArtist: row.originalTitle,
      albumId: parent(row.parentRatingKey),
      albumTitle: row.parentTitle,
      artistId: parent(row.grandparentRatingKey),
      artistName: row.grandparentTitle,
      discNumber: row.parentIndex,
      trackNumber: row.index,
    }),
  photo: (row, base) => present<Photo>({ ...base, kind: 'photo', albumId: parent(row.parentRatingKey) }),
  'photo-album': (_row, base) => present<PhotoAlbum>({ ...base, kind: 'photo-album' }),
  clip: (_row, base) => present<Clip>({ ...base, kind: 'clip' }),
  collection: (row, base) => present<Collection>({ ...base, kind: 'collection', itemCount: row.childCount }),
  playlist: (row, base) => present<Playlist>({ ...base, kind: 'playlist', itemCount: row.leafCount }),
};

const outOfTen = (value: number | undefined): number | undefined =>
  value !== undefined && value >= 0 && value <= 10 ? value : undefined;

/** `rating` is the critics' only when its picture says so; otherwise it is one more score of the public. */
function ratingsOf(row: BriefRow): Pick<Base, 'communityRating' | 'criticRating'> {
  const byCritics = row.ratingImage?.startsWith('rottentomatoes://') ?? false;
  return {
    communityRating: outOfTen(row.audienceRating) ?? (byCritics ? undefined : outOfTen(row.rating)),
    criticRating: byCritics ? outOfTen(row.rating) : undefined,
  };
}

function tagsIn(rows: BriefRow['Genre']): readonly string[] | undefined {
  return rows?.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
}

/** @param library the one that the whole answer is about, for rows that do not name theirs */
function baseOf(row: BriefRow, kind: ItemKind, library: LibraryId | undefined): Base {
  return {
    id: itemId(row.ratingKey),
    libraryId: row.librarySectionID === undefined ? library : libraryId(row.librarySectionID),
    completeness: 'brief',
    title: row.title ?? '',
    sortTitle: row.titleSort,
    originalTitle: row.originalTitle,
    overview: row.summary,
    tagline: row.tagline,
    year: row.year,
    releaseDate: /^\d{4}-\d{2}-\d{2}/.exec(row.originallyAvailableAt ?? '')?.[0],
    addedAt: timeMs(row.addedAt),
    updatedAt: timeMs(row.updatedAt),
    runtimeMs: positive(row.duration),
    contentRating: row.contentRating,
    ...ratingsOf(row),
    genres: tagsIn(row.Genre),
    studios: row.studio === undefined ? undefined : [row.studio],
    tags: tagsIn(row.Label),
    externalIds: externalIdsOf(row, kind),
    images: imagesOf(row, kind),
    watch: watchStateOf(row, kind),
    revision: row.updatedAt === undefined ? undefined : String(row.updatedAt),
  };
}

export function briefItem(row: BriefRow, kind: ItemKind, library?: LibraryId): Item {
  return makers[kind](row, baseOf(row, kind, library));
}

export function fullItem(row: FullRow, kind: ItemKind, library?: LibraryId): Item {
  const details: Details = detailsOf(row);
  return makers[kind](row, { ...baseOf(row, kind, library), completeness: 'full', ...details });
}
