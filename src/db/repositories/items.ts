import { sql } from 'kysely';
import { MediafoldError } from '../../errors.ts';
import { itemId, libraryId, type SourceId, sourceId } from '../../models/ids.ts';
import type { Item, ItemKind } from '../../models/item.ts';
import { type Cursor, cursor } from '../../models/page.ts';
import { formatRef, type ItemRef } from '../../models/ref.ts';
import { toItem } from '../item-row.ts';
import { createItemWriter } from '../item-writer.ts';
import { after, position } from '../keyset.ts';
import type { Database } from '../open-database.ts';
import { type ItemFilter, inLibrary, itemFields, live } from './item-queries.ts';

export interface CatalogueItem {
  readonly sourceId: SourceId;
  readonly item: Item;
}

export interface ItemPage {
  readonly items: readonly CatalogueItem[];
  /** Absent on the last page. */
  readonly next?: Cursor;
}

export interface ItemListOptions extends ItemFilter {
  readonly kind: ItemKind;
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface ItemRepository {
  /** @throws {MediafoldError} `not-found` for an item that is not stored, or has a tombstone */
  item(ref: ItemRef): Promise<Item>;
  /** One kind, in the order of the sort titles. @throws {MediafoldError} `invalid-argument` for a foreign `after` */
  list(options: ItemListOptions): Promise<ItemPage>;
  /** What is directly below an item, in the order of its numbers. */
  children(ref: ItemRef): Promise<readonly Item[]>;
  countItems(id: SourceId): Promise<number>;
  /**
   * Stores the item as its server gave it by its id. One that no listing has brought yet is added, if it says which
   * library it is in; a listing that is running counts it as seen.
   */
  saveFull(id: SourceId, item: Item): Promise<void>;
  /** Items that are known only in brief, the newest first. */
  needingDetail(
    id: SourceId,
    options: { readonly kind: ItemKind; readonly limit: number },
  ): Promise<readonly ItemRef[]>;
}

export function createItemRepository(db: Database): ItemRepository {
  const { kysely, sqlite } = db;
  const writer = createItemWriter(db);
  const libraryOf = sqlite.prepare<{ library_id: string }>(
    'select library_id from item where source_id = ? and item_id = ?',
  );
  const seeRunning = sqlite.prepare(
    `insert into item_seen (item_row, mark)
     select ?, mark from sync_listing where source_id = ? and library_id = ? and item_kind = ? and status <> 'complete'
     on conflict (item_row) do nothing`,
  );

  return {
    async item(ref) {
      const row = await live(kysely)
        .leftJoin('watch_state as watch', 'watch.item_row', 'item.row_id')
        .select(itemFields)
        .where('item.source_id', '=', ref.sourceId)
        .where('item.item_id', '=', ref.itemId)
        .executeTakeFirst();
      if (row !== undefined) return toItem(row);
      throw new MediafoldError('not-found', `no item ${formatRef(ref)} in the catalogue`, { operation: 'get item' });
    },

    async list({ kind, limit, after: from, ...filter }) {
      const start = position(from);
      const rows = await inLibrary(live(kysely), filter)
        .leftJoin('watch_state as watch', 'watch.item_row', 'item.row_id')
        .select([...itemFields, 'item.source_id', 'item.sort_title'])
        .where('item.kind', '=', kind)
        .$if(start !== undefined, (query) => query.where(after('item', start ?? ['', '', ''])))
        .orderBy('item.sort_title')
        .orderBy('item.source_id')
        .orderBy('item.item_id')
        .limit(limit)
        .execute();
      const last = rows.at(-1);
      return {
        items: rows.map((row) => ({ sourceId: sourceId(row.source_id), item: toItem(row) })),
        ...(last === undefined || rows.length < limit
          ? {}
          : { next: cursor(JSON.stringify([last.sort_title, last.source_id, last.item_id])) }),
      };
    },

    async children(ref) {
      const rows = await live(kysely)
        .leftJoin('watch_state as watch', 'watch.item_row', 'item.row_id')
        .select(itemFields)
        .where('item.source_id', '=', ref.sourceId)
        .where('item.parent_id', '=', ref.itemId)
        // Unknown numbers last.
        .orderBy(sql`item.season_number is null`)
        .orderBy('item.season_number')
        .orderBy(sql`item.episode_number is null`)
        .orderBy('item.episode_number')
        .orderBy('item.year')
        .orderBy('item.sort_title')
        .orderBy('item.item_id')
        .execute();
      return rows.map(toItem);
    },

    async countItems(id) {
      const count = live(kysely).select(({ fn }) => fn.countAll<number>().as('count'));
      return (await count.where('item.source_id', '=', id).executeTakeFirstOrThrow()).count;
    },

    saveFull: (id, item) =>
      kysely.transaction().execute(async () => {
        const known = libraryOf.get([id, item.id])?.library_id;
        const library = known === undefined ? item.libraryId : libraryId(known);
        if (library === undefined) return;
        const { row } = writer.write(id, library, item);
        if (known === undefined) seeRunning.run([row, id, library, item.kind]);
      }),

    async needingDetail(id, { kind, limit }) {
      const rows = await live(kysely)
        .select('item.item_id')
        .where('item.source_id', '=', id)
        .where('item.kind', '=', kind)
        .where('item.completeness', '=', sql.lit('brief'))
        .orderBy('item.added_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ sourceId: id, itemId: itemId(row.item_id) }));
    },
  };
}
