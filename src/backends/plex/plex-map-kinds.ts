import type { ItemKind } from '../../models/item.ts';
import type { Library, LibraryKind } from '../../models/library.ts';
import type { BriefRow } from './plex-rows.ts';

/** `type=` of a listing. Photos are not listed: a library of them is a tree of folders. */
export const typeNumbers: Partial<Record<ItemKind, number>> = {
  movie: 1,
  // Home videos are films to the server.
  clip: 1,
  show: 2,
  season: 3,
  episode: 4,
  artist: 8,
  album: 9,
  track: 10,
};

/**
 * Orders that do not change while nobody edits: a page that moves loses rows. `titleSort` is among the sorts that
 * servers offer (recorded); the others are the ones that servers name for those types and clients ask for.
 */
export const sorts: Partial<Record<ItemKind, string>> = {
  movie: 'titleSort',
  clip: 'titleSort',
  show: 'titleSort',
  season: 'show.titleSort,index',
  episode: 'show.titleSort,season.index,episode.index',
  artist: 'titleSort',
  album: 'artist.titleSort,album.titleSort,album.index,album.id',
  track: 'artist.titleSort,album.titleSort,track.absoluteIndex',
};

const kindsByType: Readonly<Record<string, ItemKind>> = {
  movie: 'movie',
  show: 'show',
  season: 'season',
  episode: 'episode',
  artist: 'artist',
  album: 'album',
  track: 'track',
  photo: 'photo',
  photoalbum: 'photo-album',
  clip: 'clip',
  collection: 'collection',
  playlist: 'playlist',
};

const noMetadataAgent = /(^|\.)agents\.none(:|$)/;

/** @returns `undefined` for a type that this library has no word for */
export function kindOf(row: BriefRow, inHomeVideos: boolean): ItemKind | undefined {
  const kind = kindsByType[row.type];
  if (kind === 'movie' && (inHomeVideos || row.subtype === 'clip' || noMetadataAgent.test(row.guid ?? ''))) {
    return 'clip';
  }
  // Albums of photos are called photos too, but have children (recorded).
  return kind === 'photo' && row.key?.endsWith('/children') ? 'photo-album' : kind;
}

export interface SectionRow {
  readonly key: string;
  readonly type: string;
  readonly title?: string | undefined;
  readonly agent?: string | undefined;
}

const libraryKinds: Readonly<Record<string, Pick<Library, 'kind' | 'itemKinds'>>> = {
  movie: { kind: 'movies', itemKinds: ['movie'] },
  show: { kind: 'shows', itemKinds: ['show', 'season', 'episode'] },
  artist: { kind: 'music', itemKinds: ['artist', 'album', 'track'] },
  photo: { kind: 'photos', itemKinds: [] },
};

const homeVideos: { readonly kind: LibraryKind; readonly itemKinds: readonly ItemKind[] } = {
  kind: 'home-videos',
  itemKinds: ['clip'],
};

/** What a section of the server is. The agent for no metadata is the mark of home videos (recorded). */
export function libraryKindOf(row: SectionRow): Pick<Library, 'kind' | 'itemKinds'> {
  if (row.type === 'movie' && noMetadataAgent.test(row.agent ?? '')) return homeVideos;
  return libraryKinds[row.type] ?? { kind: 'other', itemKinds: [] };
}
