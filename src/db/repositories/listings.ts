import { setImmediate as breathe } from 'node:timers/promises';
import { MediafoldError } from '../../errors.ts';
import { cursor } from '../../models/page.ts';
import type { Database } from '../open-database.ts';
import type { ListingKey, ListingPosition } from './listing.ts';

export interface ListingEvidence {
  /** Different rows, those in quarantine included. */
  readonly seen: number;
  readonly firstTotal: number | undefined;
  readonly lastTotal: number | undefined;
}

export interface CompletedListing {
  readonly removed: number;
  /** How many were not removed because they are too large a share of the listing to believe it at once. */
  readonly heldBack: number;
}

export interface CompleteOptions {
  /** More than this share of the library is not removed at once. Default 0.5. */
  readonly maxShare?: number;
}

export interface ListingRepository {
  /** Where this run stands with a listing; begins it when it has not. `again` begins anew. */
  beginListing(runId: number, key: ListingKey, options: { readonly again: boolean }): Promise<ListingPosition>;
  evidence(position: ListingPosition): Promise<ListingEvidence>;
  /**
   * Tombstones for what this listing did not bring. Only ever for a listing that is proven complete. What is held back
   * once is removed when the next run misses no more than that.
   *
   * @throws {MediafoldError} `busy` when somebody else began the listing anew, `conflict` when it is not at its end
   */
  completeListing(runId: number, position: ListingPosition, options?: CompleteOptions): Promise<CompletedListing>;
  /** Ends a listing that is not complete; its cursor stays for the same run. */
  failListing(position: ListingPosition, reason: string): Promise<void>;
}

/** Below so many items a share says little. */
const guardedFrom = 20;
const rowsAtOnce = 2000;

export function createListingRepository({ kysely, clock }: Database): ListingRepository {
  const rowOf = ({ sourceId, libraryId, kind }: ListingKey, database = kysely) =>
    database
      .selectFrom('sync_listing')
      .selectAll()
      .where('source_id', '=', sourceId)
      .where('library_id', '=', libraryId)
      .where('item_kind', '=', kind)
      .executeTakeFirst();

  async function currentRow(position: ListingPosition) {
    const row = await rowOf(position);
    if (row?.mark === position.mark) return row;
    const { sourceId, libraryId, kind } = position;
    throw new MediafoldError('busy', `the listing of ${kind} of library ${libraryId} was begun anew`, { sourceId });
  }

  const update = (position: ListingPosition) =>
    kysely
      .updateTable('sync_listing')
      .where('source_id', '=', position.sourceId)
      .where('library_id', '=', position.libraryId)
      .where('item_kind', '=', position.kind)
      .where('mark', '=', position.mark);

  /** Quarantine that this listing did not confirm is over. */
  const asideBefore = ({ sourceId, libraryId, kind, mark }: ListingPosition) =>
    kysely
      .deleteFrom('quarantine')
      .where('source_id', '=', sourceId)
      .where('library_id', '=', libraryId)
      .where('item_kind', '=', kind)
      .where('mark', '<>', mark);

  /** A row came whose id could not be read: any item that is missing may be that one. */
  async function isBlind({ sourceId, libraryId, kind, mark }: ListingPosition): Promise<boolean> {
    const found = await kysely
      .selectFrom('quarantine')
      .select('row_key')
      .where('source_id', '=', sourceId)
      .where('library_id', '=', libraryId)
      .where('item_kind', '=', kind)
      .where('mark', '=', mark)
      .where('item_id', 'is', null)
      .executeTakeFirst();
    return found !== undefined;
  }

  /** Live items that this listing did not bring, in short reads: a large library must not stop the event loop. */
  async function missed({ sourceId, libraryId, kind, mark }: ListingPosition) {
    const missing: number[] = [];
    let live = 0;
    let after: readonly [string, string] = ['', ''];
    for (;;) {
      const rows = await kysely
        .selectFrom('item')
        .leftJoin('item_seen', 'item_seen.item_row', 'item.row_id')
        .select(['item.row_id', 'item.sort_title', 'item.item_id', 'item_seen.mark'])
        .where('source_id', '=', sourceId)
        .where('library_id', '=', libraryId)
        .where('kind', '=', kind)
        .where('removed_at', 'is', null)
        .where(({ eb, refTuple, tuple }) => eb(refTuple('sort_title', 'item_id'), '>', tuple(after[0], after[1])))
        .orderBy('sort_title')
        .orderBy('item_id')
        .limit(rowsAtOnce)
        .execute();
      live += rows.length;
      for (const row of rows) if (row.mark !== mark) missing.push(row.row_id);
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsAtOnce) return { live, missing };
      after = [last.sort_title, last.item_id];
      await breathe();
    }
  }

  async function bury(rows: readonly number[]): Promise<void> {
    const now = clock.now();
    for (let start = 0; start < rows.length; start += rowsAtOnce) {
      const some = rows.slice(start, start + rowsAtOnce);
      await kysely.updateTable('item').set({ removed_at: now }).where('row_id', 'in', some).execute();
      await breathe();
    }
  }

  return {
    beginListing: (runId, key, { again }) =>
      kysely.transaction().execute(async (transaction) => {
        const known = await rowOf(key, transaction);
        if (known !== undefined && known.run_id === runId && !again) {
          return {
            ...key,
            mark: known.mark,
            ...(known.cursor === null ? {} : { cursor: cursor(known.cursor) }),
            ...(known.first_total === null ? {} : { firstTotal: known.first_total }),
            ...(known.last_total === null ? {} : { lastTotal: known.last_total }),
            done: known.status === 'ended' || known.status === 'complete',
          };
        }
        const { newest } = await transaction
          .selectFrom('sync_listing')
          .select(({ fn }) => fn.max('mark').as('newest'))
          .executeTakeFirstOrThrow();
        const mark = Number(newest ?? 0) + 1;
        const values = {
          run_id: runId,
          mark,
          cursor: null,
          received: 0,
          seen: 0,
          first_total: null,
          last_total: null,
          status: 'running',
          reason: null,
          started_at: clock.now(),
          finished_at: null,
        };
        await transaction
          .insertInto('sync_listing')
          .values({ source_id: key.sourceId, library_id: key.libraryId, item_kind: key.kind, ...values })
          .onConflict((conflict) => conflict.columns(['source_id', 'library_id', 'item_kind']).doUpdateSet(values))
          .execute();
        return { ...key, mark, done: false };
      }),

    async evidence(position) {
      const { seen, first_total, last_total } = await currentRow(position);
      return { seen, firstTotal: first_total ?? undefined, lastTotal: last_total ?? undefined };
    },

    async completeListing(_runId, position, { maxShare = 0.5 } = {}) {
      const row = await currentRow(position);
      if (row.status === 'complete') return { removed: 0, heldBack: row.held_back };
      if (row.status !== 'ended') {
        throw new MediafoldError('conflict', `the listing of ${position.kind} is not at its end`, { ...position });
      }
      const { live, missing } = await missed(position);
      const isMuch = live >= guardedFrom && missing.length > live * maxShare;
      const isNews = row.held_back === 0 || missing.length > row.held_back;
      const heldBack = (isMuch && isNews) || (await isBlind(position)) ? missing.length : 0;
      if (heldBack === 0) await bury(missing);
      await asideBefore(position).execute();
      const ended = { status: 'complete', held_back: heldBack, finished_at: clock.now() };
      await update(position).set(ended).execute();
      return { removed: heldBack === 0 ? missing.length : 0, heldBack };
    },

    async failListing(position, reason) {
      await update(position).set({ status: 'failed', reason, finished_at: clock.now() }).execute();
    },
  };
}
