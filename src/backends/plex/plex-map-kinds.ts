import { type ItemKind, itemKinds } from '../../models/item.ts';
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

/** A map, because what is looked up in it was written by a server. */
const kindsByType: ReadonlyMap<string, ItemKind> = new Map<string, ItemKind>([
  ...itemKinds.map((kind) => [kind, kind] as const),
  ['photoalbum', 'photo-album'],
]);

/** The mark of home videos (recorded). */
export const noMetadataAgent: RegExp = /(^|\.)agents\.none(:|$)/;

/** @returns `undefined` for a type that this library has no word for */
export function kindOf(row: BriefRow, inHomeVideos: boolean): ItemKind | undefined {
  const kind = kindsByType.get(row.type);
  if (kind === 'movie' && (inHomeVideos || row.subtype === 'clip' || noMetadataAgent.test(row.guid ?? ''))) {
    return 'clip';
  }
  // Albums of photos are called photos too, but have children (recorded).
  return kind === 'photo' && row.key?.endsWith('/children') ? 'photo-album' : kind;
}
