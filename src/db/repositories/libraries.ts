import { setImmediate as breathe } from 'node:timers/promises';
import { type LibraryId, libraryId, type SourceId, sourceId } from '../../models/ids.ts';
import { type ItemKind, itemKinds } from '../../models/item.ts';
import type { Library, LibraryKind } from '../../models/library.ts';
import type { Database } from '../open-database.ts';

const itemsAtOnce = 1000;

export interface StoredLibrary extends Library {
  readonly sourceId: SourceId;
}

export interface LibraryCount {
  readonly sourceId: SourceId;
  readonly libraryId: LibraryId;
  readonly kind: ItemKind;
  readonly count: number;
}

export interface LibraryRepository {
  list(id?: SourceId): Promise<readonly StoredLibrary[]>;
  /**
   * Makes the stored libraries the ones that the server showed. Items of a library that it shows no more get their
   * tombstones; they come back with the library.
   *
   * @returns how many items went
   */
  replace(id: SourceId, libraries: readonly Library[]): Promise<number>;
  /** How many items of each kind each library holds. */
  counts(id?: SourceId): Promise<readonly LibraryCount[]>;
}

export function createLibraryRepository({ kysely, clock }: Database): LibraryRepository {
  const store = (id: SourceId, libraries: readonly Library[]): Promise<void> =>
    kysely.transaction().execute(async (transaction) => {
      const mine = transaction.updateTable('library').where('source_id', '=', id).where('removed_at', 'is', null);
      await mine.set({ removed_at: clock.now() }).execute();
      for (const [position, { id: library, kind, title, itemKinds }] of libraries.entries()) {
        const values = { kind, title, position, item_kinds_json: JSON.stringify(itemKinds), removed_at: null };
        await transaction
          .insertInto('library')
          .values({ source_id: id, library_id: library, ...values })
          .onConflict((conflict) => conflict.columns(['source_id', 'library_id']).doUpdateSet(values))
          .execute();
      }
    });

  /** @returns how many went; fewer than `itemsAtOnce` when there are no more */
  async function buryOrphans(id: SourceId): Promise<number> {
    const gone = kysely.selectFrom('library').select('library_id').where('source_id', '=', id);
    const orphans = kysely
      .selectFrom('item')
      .select('row_id')
      .where('source_id', '=', id)
      .where('removed_at', 'is', null)
      .where('library_id', 'in', gone.where('removed_at', 'is not', null))
      .limit(itemsAtOnce);
    const bury = kysely.updateTable('item').set({ removed_at: clock.now() }).where('row_id', 'in', orphans);
    return Number((await bury.executeTakeFirstOrThrow()).numUpdatedRows);
  }

  return {
    async list(id) {
      const rows = await kysely
        .selectFrom('library')
        .select(['source_id', 'library_id', 'kind', 'title', 'item_kinds_json'])
        .where('removed_at', 'is', null)
        .$if(id !== undefined, (query) => query.where('source_id', '=', id ?? ''))
        .orderBy('source_id')
        .orderBy('position')
        .execute();
      return rows.map((row) => ({
        sourceId: sourceId(row.source_id),
        id: libraryId(row.library_id),
        kind: row.kind as LibraryKind,
        title: row.title,
        itemKinds: kindsIn(row.item_kinds_json),
      }));
    },
    async replace(id, libraries) {
      await store(id, libraries);
      let removed = 0;
      for (;;) {
        const some = await buryOrphans(id);
        removed += some;
        if (some < itemsAtOnce) return removed;
        await breathe();
      }
    },
    async counts(id) {
      const rows = await kysely
        .selectFrom('item')
        .select(['source_id', 'library_id', 'kind', ({ fn }) => fn.countAll<number>().as('count')])
        .where('removed_at', 'is', null)
        .$if(id !== undefined, (query) => query.where('source_id', '=', id ?? ''))
        .groupBy(['source_id', 'library_id', 'kind'])
        .execute();
      return rows.map((row) => ({
        sourceId: sourceId(row.source_id),
        libraryId: libraryId(row.library_id),
        kind: row.kind as ItemKind,
        count: row.count,
      }));
    },
  };
}

function kindsIn(json: string): readonly ItemKind[] {
  const parsed: unknown = JSON.parse(json);
  return Array.isArray(parsed) ? parsed.filter((kind): kind is ItemKind => itemKinds.includes(kind)) : [];
}
