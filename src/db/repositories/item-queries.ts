import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { LibraryId, SourceId } from '../../models/ids.ts';
import type { Schema } from '../schema.ts';

export interface ItemFilter {
  readonly sourceId?: SourceId | undefined;
  /** Only together with `sourceId`: library ids of two servers may be the same. */
  readonly libraryId?: LibraryId | undefined;
}

/** The columns that `toItem` takes. */
export const itemFields = [
  'item.item_id',
  'item.library_id',
  'item.kind',
  'item.title',
  'item.year',
  'item.release_date',
  'item.added_at',
  'item.runtime_ms',
  'item.community_rating',
  'item.completeness',
  'item.revision',
  'item.document',
  'watch.played',
  'watch.play_count',
  'watch.position_ms',
  'watch.last_played_at',
  'watch.favourite',
  'watch.rating',
  'watch.played_count',
  'watch.item_count',
] as const;

type ItemQuery = SelectQueryBuilder<Schema, 'item', object>;

/** Items without a tombstone; the indexes for browsing hold only these. */
export function live(kysely: Kysely<Schema>): ItemQuery {
  return kysely.selectFrom('item').where('item.removed_at', 'is', null);
}

export function inLibrary(query: ItemQuery, { sourceId, libraryId }: ItemFilter): ItemQuery {
  let filtered = query;
  if (sourceId !== undefined) filtered = filtered.where('item.source_id', '=', sourceId);
  if (libraryId !== undefined) filtered = filtered.where('item.library_id', '=', libraryId);
  return filtered;
}
