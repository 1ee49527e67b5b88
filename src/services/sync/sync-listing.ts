import type { MediaBackend } from '../../backends/media-backend.ts';
import type { ListingKey, ListingPosition } from '../../db/repositories/listing.ts';
import type { ListingReport } from '../../models/sync-report.ts';
import { incompleteBecause, type PlannedListing } from './plan.ts';
import { prefetchedPages } from './prefetch.ts';
import type { SyncStore } from './sync-store.ts';
import type { TalliedPage } from './tally.ts';

/** How often a library that changes while it is listed is listed before the run gives it up as partial. */
const attempts = 3;

export interface SyncListingOptions {
  readonly backend: MediaBackend;
  readonly store: SyncStore;
  readonly runId: number;
  readonly pageSize: number;
  readonly signal: AbortSignal;
  /** Before the first page of each attempt, with how many rows an earlier run had written. */
  readonly onAttempt: (already: number) => void;
  /** After each page that was written. */
  readonly onPage: (page: TalliedPage) => void;
}

/** Lists one kind of item of one library to its end, and removes what is gone if the listing is proven complete. */
export async function syncListing(planned: PlannedListing, options: SyncListingOptions): Promise<ListingReport> {
  const { backend, store, runId } = options;
  const { library, kind } = planned;
  const key = { sourceId: backend.source.id, libraryId: library.id, kind };
  const about = { libraryId: library.id, libraryTitle: library.title, kind };
  let why: string | undefined;
  let received = 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const position = await store.listings.beginListing(runId, key, { again: attempt > 0 });
    const already = (await store.listings.evidence(position)).seen;
    options.onAttempt(already);
    if (!position.done) await listPages(position, options);
    const evidence = await store.listings.evidence(position);
    received = evidence.seen;
    why = incompleteBecause(evidence);
    if (why === undefined) {
      if (already > 0 && !(await broughtAll(key, received, store))) continue;
      const { removed, heldBack } = await store.listings.completeListing(runId, position);
      if (heldBack === 0) return { ...about, received, removed, complete: true };
      const message = `${heldBack} items are missing from the listing. That is too many to remove at once: they stay until another sync finds the same`;
      return { ...about, received, removed, complete: true, message };
    }
    await store.listings.failListing(position, why);
    // Without totals another try would learn nothing more.
    if (evidence.lastTotal === undefined) break;
  }
  return { ...about, received, removed: 0, complete: false, ...(why === undefined ? {} : { message: why }) };
}

/**
 * Between two runs rows may have come and gone in equal numbers, which moves others past the place where the second
 * one goes on: the totals agree, and some were never listed. So before a listing of two runs removes anything, it is
 * made again in one.
 */
async function broughtAll(key: ListingKey, seen: number, { libraries }: SyncStore): Promise<boolean> {
  const { sourceId, libraryId, kind } = key;
  const counts = await libraries.counts(sourceId);
  return (counts.find((each) => each.libraryId === libraryId && each.kind === kind)?.count ?? 0) === seen;
}

async function listPages(position: ListingPosition, options: SyncListingOptions): Promise<void> {
  const { backend, store, runId, pageSize, signal, onPage } = options;
  const { libraryId, kind } = position;
  const pages = prefetchedPages(
    (cursor) => backend.listItems(libraryId, { kind, cursor, limit: pageSize, signal }),
    position.cursor,
  );
  for await (const page of pages) {
    signal.throwIfAborted();
    const written = await store.pages.writePage(runId, position, page);
    onPage({ ...written, rows: page.items.length + page.rejected.length, rejected: page.rejected.length });
  }
}
