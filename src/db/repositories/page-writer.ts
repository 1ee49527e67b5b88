import { setImmediate as breathe } from 'node:timers/promises';
import { MediafoldError } from '../../errors.ts';
import type { Item } from '../../models/item.ts';
import type { Page, RejectedRow } from '../../models/page.ts';
import { createItemWriter } from '../item-writer.ts';
import type { Database } from '../open-database.ts';
import type { ListingPosition } from './listing.ts';

export interface WrittenPage {
  readonly added: number;
  readonly changed: number;
  /** Rows that came as they are stored; they are not written again. */
  readonly unchanged: number;
}

export interface PageWriter {
  /**
   * One page of a listing in one transaction: items with their ids, words, titles and watch state, quarantine, and the
   * listing's next cursor. After a crash all of it is there or none.
   *
   * @throws {MediafoldError} `busy` when somebody else began the listing anew in the meantime, `storage`
   */
  writePage(runId: number, position: ListingPosition, page: Page<Item>): Promise<WrittenPage>;
}

/** The event loop is given back after so many rows: an app that draws frames links this in. */
const rowsAtOnce = 100;

export function createPageWriter(db: Database): PageWriter {
  const { sqlite, clock, kysely } = db;
  const items = createItemWriter(db);
  const see = sqlite.prepare(
    `insert into item_seen (item_row, mark) values (?, ?)
     on conflict (item_row) do update set mark = excluded.mark where mark <> excluded.mark`,
  );
  const rowOf = sqlite.prepare<{ row_id: number }>(
    'select row_id from item where source_id = ? and item_id = ? and removed_at is null',
  );
  const isAside = sqlite.prepare(
    `select 1 from quarantine where source_id = ? and library_id = ? and item_kind = ? and row_key = ? and mark = ?`,
  );
  const putAside = sqlite.prepare('insert or replace into quarantine values (?, ?, ?, ?, ?, ?, ?, ?)');
  const isAnyAside = sqlite.prepare(
    'select 1 from quarantine where source_id = ? and library_id = ? and item_kind = ? limit 1',
  );
  const takeBack = sqlite.prepare(
    'delete from quarantine where source_id = ? and library_id = ? and item_kind = ? and row_key = ?',
  );
  const placeOf = sqlite.prepare<{ received: number }>(
    'select received from sync_listing where source_id = ? and library_id = ? and item_kind = ? and mark = ?',
  );
  const advance = sqlite.prepare(
    `update sync_listing set cursor = ?, status = ?, received = received + ?, seen = seen + ?,
       first_total = coalesce(first_total, ?), last_total = coalesce(?, last_total)
     where source_id = ? and library_id = ? and item_kind = ? and mark = ?`,
  );
  const beat = sqlite.prepare('update sync_run set heartbeat_at = ? where id = ?');

  /** @returns whether this listing had not seen the row yet */
  function reject(position: ListingPosition, { itemId, reason }: RejectedRow, place: number): boolean {
    const { sourceId, libraryId, kind, mark } = position;
    const key = itemId ?? `?${place}`;
    const wasAside = isAside.get([sourceId, libraryId, kind, key, mark]) !== undefined;
    putAside.run([sourceId, libraryId, kind, key, itemId ?? null, reason, mark, clock.now()]);
    const stored = itemId === undefined ? undefined : rowOf.get([sourceId, itemId]);
    // The server still has it: it is not gone.
    return stored === undefined ? !wasAside : see.run([stored.row_id, mark]).changes > 0;
  }

  return {
    writePage: (runId, position, page) =>
      kysely.transaction().execute(async () => {
        const { sourceId, libraryId, kind, mark } = position;
        const counts = { added: 0, changed: 0, unchanged: 0 };
        const hasAside = isAnyAside.get([sourceId, libraryId, kind]) !== undefined;
        let seen = 0;
        for (const [index, item] of page.items.entries()) {
          const { row, outcome } = items.write(sourceId, libraryId, item);
          counts[outcome] += 1;
          const isNew = see.run([row, mark]).changes > 0;
          if (isNew) seen += 1;
          if (hasAside && outcome !== 'unchanged') takeBack.run([sourceId, libraryId, kind, item.id]);
          if (index % rowsAtOnce === rowsAtOnce - 1) await breathe();
        }
        const before = placeOf.get([sourceId, libraryId, kind, mark])?.received ?? 0;
        for (const [index, row] of page.rejected.entries()) if (reject(position, row, before + index)) seen += 1;
        const received = page.items.length + page.rejected.length;
        const total = page.total ?? null;
        const status = page.next === undefined ? 'ended' : 'running';
        const { changes } = advance.run([
          ...[page.next ?? null, status, received, seen, total, total],
          ...[sourceId, libraryId, kind, mark],
        ]);
        if (changes === 0) {
          const name = `${kind} of library ${libraryId}`;
          throw new MediafoldError('busy', `the listing of ${name} was begun anew by somebody else`, { sourceId });
        }
        beat.run([clock.now(), runId]);
        return counts;
      }),
  };
}
