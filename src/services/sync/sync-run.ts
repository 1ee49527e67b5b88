import type { MediaBackend } from '../../backends/media-backend.ts';
import { isMediafoldError } from '../../errors.ts';
import { type Clock, cancelled } from '../../models/clock.ts';
import type { ListingReport, SyncProgress, SyncReport } from '../../models/sync-report.ts';
import { failureText } from '../failure-text.ts';
import { type PlannedListing, planListings } from './plan.ts';
import { shownLibraries } from './shown-libraries.ts';
import { syncListing } from './sync-listing.ts';
import type { SyncStore } from './sync-store.ts';
import { createTally } from './tally.ts';

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
    const { status, added, changed, removed, rejected } = report;
    await store.runs.finishRun(run.runId, status, whyPartial(report), { added, changed, removed, rejected });
    return report;
  } catch (thrown) {
    // What is thrown by an aborted signal is whatever the caller aborted it with.
    const error = signal.aborted ? cancelled('sync') : thrown;
    const message = failureText(error);
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
  const shown = await shownLibraries(backend, store, signal);
  const { libraries, message } = shown;
  let { removed } = shown;
  const plan = planListings(libraries);
  onProgress({ sourceId, phase: 'counting', received: 0, total: 0 });
  const tally = createTally(await countAll(backend, plan, signal));
  const listings: ListingReport[] = [];
  for (const planned of plan) {
    const about = { sourceId, libraryTitle: planned.library.title, kind: planned.kind };
    const report = await listingOrFailure(planned, {
      ...options,
      runId,
      onAttempt: tally.beginAttempt,
      onPage: (page) => {
        tally.page(page);
        onProgress({ ...about, phase: 'listing', ...tally.progress });
      },
    });
    tally.endListing();
    removed += report.removed;
    listings.push(report);
  }
  const isComplete = message === undefined && listings.every(({ complete }) => complete);
  const status = isComplete ? 'completed' : 'partial';
  const { received, total } = tally.progress;
  onProgress({ sourceId, phase: 'done', received, total: status === 'completed' ? received : total });
  return {
    sourceId,
    status,
    ...tally.sums,
    removed,
    resumed,
    tookMs: clock.now() - startedAt,
    listings,
    ...(message === undefined ? {} : { message }),
  };
}

function whyPartial({ message, listings }: SyncReport): string | undefined {
  const incomplete = listings.filter(({ complete }) => !complete).length;
  return message ?? (incomplete === 0 ? undefined : `${incomplete} listings incomplete`);
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
  if (!isMediafoldError(error)) return true;
  // Servers answer so when they stumble over a single row.
  if (error.status === 500) return false;
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
    const message = failureText(error);
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
