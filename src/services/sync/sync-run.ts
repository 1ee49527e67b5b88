import type { MediaBackend } from '../../backends/media-backend.ts';
import { isMediafoldError, MediafoldError } from '../../errors.ts';
import { type Clock, cancelled } from '../../models/clock.ts';
import type { ListingReport, SyncProgress, SyncReport } from '../../models/sync-report.ts';
import { type PlannedListing, planListings } from './plan.ts';
import { syncListing } from './sync-listing.ts';
import type { SyncStore } from './sync-store.ts';

export interface SyncRunOptions {
  readonly backend: MediaBackend;
  readonly store: SyncStore;
  readonly clock: Clock;
  readonly pageSize: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
}

/** One pass over one source: its libraries, then every listing. What was written before a failure stays. */
export async function syncOnce(options: SyncRunOptions): Promise<SyncReport> {
  const { backend, store, signal } = options;
  const run = await store.runs.beginRun(backend.source.id);
  try {
    const report = await pass(options, run.runId, run.resumed);
    const incomplete = report.listings.filter(({ complete }) => !complete).length;
    await store.runs.finishRun(
      run.runId,
      report.status,
      incomplete === 0 ? undefined : `${incomplete} listings incomplete`,
    );
    return report;
  } catch (thrown) {
    // What is thrown by an aborted signal is whatever the caller aborted it with.
    const error = signal.aborted ? cancelled('sync') : thrown;
    const message = isMediafoldError(error) ? error.message : 'an unexpected failure';
    const status = isMediafoldError(error) && error.code === 'cancelled' ? 'cancelled' : 'failed';
    // A full or broken disk refuses this too; the first failure is the one to tell.
    await store.runs.finishRun(run.runId, status, message).catch(() => undefined);
    throw isMediafoldError(error) ? error.forSource(backend.source.id) : error;
  }
}

async function pass(options: SyncRunOptions, runId: number, resumed: boolean): Promise<SyncReport> {
  const { backend, store, clock, signal, onProgress } = options;
  const sourceId = backend.source.id;
  const startedAt = clock.now();
  const libraries = await backend.libraries({ signal });
  const sums = { added: 0, changed: 0, unchanged: 0, rejected: 0 };
  let removed = await store.libraries.replace(sourceId, libraries);
  const plan = planListings(libraries);
  onProgress({ sourceId, phase: 'counting', received: 0, total: 0 });
  const total = await countAll(backend, plan, signal);
  let received = 0;
  const listings: ListingReport[] = [];
  for (const planned of plan) {
    const about = { sourceId, libraryTitle: planned.library.title, kind: planned.kind };
    const report = await listingOrFailure(planned, {
      ...options,
      runId,
      onPage: (rows, written) => {
        received += rows;
        for (const name of ['added', 'changed', 'unchanged', 'rejected'] as const) sums[name] += written[name];
        onProgress({ ...about, phase: 'listing', received, total: Math.max(total, received) });
      },
    });
    removed += report.removed;
    listings.push(report);
  }
  const status = listings.every(({ complete }) => complete) ? 'completed' : 'partial';
  onProgress({ sourceId, phase: 'done', received, total: Math.max(total, received) });
  return { sourceId, status, ...sums, removed, resumed, tookMs: clock.now() - startedAt, listings };
}

/** Real totals from the start cost one cheap request a listing. A server that cannot count has them grow instead. */
async function countAll(backend: MediaBackend, plan: readonly PlannedListing[], signal: AbortSignal): Promise<number> {
  let total = 0;
  for (const { library, kind } of plan) {
    try {
      total += await backend.countItems(library.id, { kind, signal });
    } catch (error) {
      if (stopsTheRun(error)) throw error;
    }
  }
  return total;
}

/** Failures that the next listing would meet too. */
function stopsTheRun(error: unknown): boolean {
  if (!(error instanceof MediafoldError)) return true;
  return !['not-found', 'forbidden', 'protocol', 'unsupported', 'invalid-argument', 'timeout'].includes(error.code);
}

/** A library that fails by itself makes the run partial and leaves the others alone. */
async function listingOrFailure(
  planned: PlannedListing,
  options: Parameters<typeof syncListing>[1],
): Promise<ListingReport> {
  try {
    return await syncListing(planned, options);
  } catch (error) {
    if (options.signal.aborted || stopsTheRun(error)) throw error;
    const { library, kind } = planned;
    const message = isMediafoldError(error) ? error.message : 'an unexpected failure';
    return {
      libraryId: library.id,
      libraryTitle: library.title,
      kind,
      received: 0,
      removed: 0,
      complete: false,
      message,
    };
  }
}
