import { type LibraryId, libraryId, type SourceId, sourceId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Library, LibraryKind } from '../../models/library.ts';
import type { Database } from '../open-database.ts';

export interface StoredLibrary extends Library {
  readonly sourceId: SourceId;
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
  counts(
    id?: SourceId,
  ): Promise<readonly { sourceId: SourceId; libraryId: LibraryId; kind: ItemKind; count: number }[]>;
}

export function createLibraryRepository(db: Database): LibraryRepository {
  function replaceNow(id: SourceId, libraries: readonly Library[]): number {
    const now = db.clock.now();
    for (const [position, library] of libraries.entries()) {
      const { kind, title } = library;
      const values = { kind, title, position, item_kinds_json: JSON.stringify(library.itemKinds), removed_at: null };
      const insert = db.query.insertInto('library').values({ source_id: id, library_id: library.id, ...values });
      db.run(insert.onConflict((conflict) => conflict.columns(['source_id', 'library_id']).doUpdateSet(values)));
    }
    const shown = libraries.map((library) => library.id);
    const gone = db.query.updateTable('library').where('source_id', '=', id).where('removed_at', 'is', null);
    db.run(gone.set({ removed_at: now }).$if(shown.length > 0, (query) => query.where('library_id', 'not in', shown)));
    const orphans = db.query
      .updateTable('item')
      .set({ removed_at: now })
      .where('source_id', '=', id)
      .where('removed_at', 'is', null)
      .$if(shown.length > 0, (query) => query.where('library_id', 'not in', shown))
      .returning('row_id');
    return db.run(orphans).length;
  }

  return {
    async list(id) {
      const rows = await db.query
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
        itemKinds: JSON.parse(row.item_kinds_json) as readonly ItemKind[],
      }));
    },
    replace: async (id, libraries) => db.transaction(() => replaceNow(id, libraries)),
    async counts(id) {
      const rows = await db.query
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
