import { type ItemId, itemId, type LibraryId, libraryId, type SourceId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Database } from '../open-database.ts';

/** A row of a listing that could not be understood. */
export interface QuarantinedRow {
  readonly libraryId: LibraryId;
  readonly kind: ItemKind;
  /** Absent when not even that could be read. */
  readonly itemId?: ItemId;
  readonly reason: string;
  readonly seenAt: number;
}

export interface QuarantineRepository {
  /** Written with the pages; a row leaves when a later listing brings it whole, or not at all. */
  list(id: SourceId): Promise<readonly QuarantinedRow[]>;
}

export function createQuarantineRepository({ kysely }: Database): QuarantineRepository {
  return {
    async list(id) {
      const rows = await kysely.selectFrom('quarantine').selectAll().where('source_id', '=', id).execute();
      return rows.map((row) => ({
        libraryId: libraryId(row.library_id),
        kind: row.item_kind as ItemKind,
        ...(row.item_id === null ? {} : { itemId: itemId(row.item_id) }),
        reason: row.reason,
        seenAt: row.seen_at,
      }));
    },
  };
}
