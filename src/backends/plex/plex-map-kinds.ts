import { type ItemKind, itemKinds } from '../../models/item.ts';
import type { BriefRow } from './plex-rows.ts';

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
