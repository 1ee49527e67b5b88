import type { ItemRef } from '../../models/ref.ts';
import type { WatchState } from '../../models/watch-state.ts';
import type { Database } from '../open-database.ts';
import { toWatchState, watchColumns, watchValues } from '../watch-row.ts';

export interface WatchStateRepository {
  get(ref: ItemRef): Promise<WatchState | undefined>;
  /** @returns false when the item is not in the catalogue */
  set(ref: ItemRef, state: WatchState): Promise<boolean>;
}

export function createWatchStateRepository({ kysely, sqlite }: Database): WatchStateRepository {
  const write = sqlite.prepare(
    `insert or replace into watch_state (item_row, ${watchColumns.join(', ')})
     select row_id, ${watchColumns.map(() => '?').join(', ')} from item where source_id = ? and item_id = ?`,
  );
  return {
    async get(ref) {
      const row = await kysely
        .selectFrom('watch_state')
        .innerJoin('item', 'item.row_id', 'watch_state.item_row')
        .select(watchColumns)
        .where('source_id', '=', ref.sourceId)
        .where('item_id', '=', ref.itemId)
        .executeTakeFirst();
      return row === undefined ? undefined : toWatchState(row);
    },
    set: (ref, state) =>
      kysely.transaction().execute(async (transaction) => {
        // The hashes no longer speak of what is stored: the next row from the server is looked at.
        await transaction
          .updateTable('item')
          .set({ brief_hash: null, full_hash: null })
          .where('source_id', '=', ref.sourceId)
          .where('item_id', '=', ref.itemId)
          .execute();
        return write.run([...watchValues(state), ref.sourceId, ref.itemId]).changes > 0;
      }),
  };
}
