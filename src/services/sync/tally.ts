import type { WrittenPage } from '../../db/repositories/page-writer.ts';
import type { SyncReport } from '../../models/sync-report.ts';

/** One page as it was written. */
export interface TalliedPage extends WrittenPage {
  readonly rows: number;
  readonly rejected: number;
}

/** Counts one run. What a listing that is made again brings a second time counts once. */
export interface Tally {
  readonly sums: Pick<SyncReport, 'added' | 'changed' | 'unchanged' | 'rejected'>;
  /** Never goes back, never exceeds the total. */
  readonly progress: { readonly received: number; readonly total: number };
  /** @param already rows that an earlier run had written */
  beginAttempt(already: number): void;
  page(page: TalliedPage): void;
  endListing(): void;
}

/** @param expected rows of the whole run, as the server counts them */
export function createTally(expected: number): Tally {
  const sums = { added: 0, changed: 0, unchanged: 0, rejected: 0 };
  const fresh = { rows: 0, came: 0, furthest: 0, touched: 0, rejected: 0 };
  let listing = { ...fresh };
  let before = 0;

  return {
    sums,
    get progress() {
      const received = before + listing.furthest;
      return { received, total: Math.max(expected, received) };
    },
    beginAttempt(already) {
      const { furthest, touched } = listing;
      listing = { ...fresh, touched, rows: already, furthest: Math.max(furthest, already) };
    },
    page({ rows, added, changed, rejected }) {
      sums.added += added;
      sums.changed += changed;
      listing.rows += rows;
      listing.came += rows;
      listing.touched += added + changed;
      listing.rejected += rejected;
      listing.furthest = Math.max(listing.furthest, listing.rows);
    },
    endListing() {
      const { came, rejected, touched, furthest } = listing;
      sums.unchanged += Math.max(0, came - rejected - touched);
      sums.rejected += rejected;
      before += furthest;
      listing = { ...fresh };
    },
  };
}
