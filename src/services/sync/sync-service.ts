import type { MediaBackend } from '../../backends/media-backend.ts';
import type { QuarantinedRow } from '../../db/repositories/quarantine.ts';
import { MediafoldError } from '../../errors.ts';
import { createEmitter } from '../../models/emitter.ts';
import type { Environment } from '../../models/environment.ts';
import type { SourceId } from '../../models/ids.ts';
import { createSharedRuns } from '../../models/shared-runs.ts';
import type { SyncProgress, SyncReport } from '../../models/sync-report.ts';
import type { ConnectionService } from '../connect/connection-contract.ts';
import { syncOnce } from './sync-run.ts';
import type { SyncStore } from './sync-store.ts';

export interface SyncOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after every page, with real totals. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
}

export interface SyncService {
  /**
   * Brings the catalogue of one source up to its server. A call that comes while one runs joins it; a run that was
   * cancelled, failed or killed is gone on with from its last page. Whatever happens, the catalogue stays consistent.
   *
   * @throws {MediafoldError} `cancelled`, `unavailable`, `unauthorized`, `busy` (another process syncs this
   *   source), `storage`
   */
  run(id: SourceId, options?: SyncOptions): Promise<SyncReport>;
  /** Rows of the last listings that could not be read, each with the reason. They count as neither there nor gone. */
  quarantine(id: SourceId): Promise<readonly QuarantinedRow[]>;
  /** Cancels the run of this source, if there is one, and waits for its end. */
  cancel(id: SourceId): Promise<void>;
  /** For good: cancels what runs and waits for it. */
  stop(): Promise<void>;
}

export interface SyncServiceOptions {
  readonly connections: ConnectionService;
  readonly store: SyncStore;
  readonly environment: Environment;
  /** Rows to ask for at a time. Small enough that writing one page does not hold up a frame. Default 200. */
  readonly pageSize?: number;
  /** Called after each run that came to its end. */
  readonly onSynced?: (report: SyncReport) => void;
}

export function createSyncService(options: SyncServiceOptions): SyncService {
  const { connections, store, environment, pageSize = 200, onSynced } = options;
  const { clock, logger } = environment;
  const runs = createSharedRuns<SourceId, SyncReport>('sync');
  const progressed = createEmitter<[SyncProgress]>((error) =>
    logger.error({ error: String(error) }, 'a progress listener threw'),
  );
  const running = new Map<SourceId, { readonly abort: AbortController; readonly end: Promise<unknown> }>();
  let stopped = false;

  async function start(id: SourceId, signal: AbortSignal): Promise<SyncReport> {
    if (stopped) throw new MediafoldError('unavailable', 'sync: the catalogue is closed', { operation: 'sync' });
    progressed.emit({ sourceId: id, phase: 'connecting', received: 0, total: 0 });
    const once = (backend: MediaBackend): Promise<SyncReport> =>
      syncOnce({ backend, store, clock, pageSize, signal, onProgress: progressed.emit });
    // Who asks for a sync wants the server looked for now, however short ago that was in vain.
    if (connections.state(id).status === 'offline') await connections.connect(id, { signal });
    return connections.use(id, once, { signal });
  }

  async function startCancellable(id: SourceId, shared: AbortSignal): Promise<SyncReport> {
    const abort = new AbortController();
    const run = start(id, AbortSignal.any([shared, abort.signal]));
    const entry = { abort, end: run.catch(() => undefined) };
    running.set(id, entry);
    try {
      const report = await run;
      onSynced?.(report);
      return report;
    } finally {
      if (running.get(id) === entry) running.delete(id);
    }
  }

  return {
    async run(id, { signal, onProgress } = {}) {
      const off = progressed.on((progress) => {
        if (progress.sourceId === id) onProgress?.(progress);
      });
      try {
        return await runs.join(id, signal, (shared) => startCancellable(id, shared));
      } finally {
        off();
      }
    },
    quarantine: (id) => store.quarantine.list(id),
    async cancel(id) {
      const run = running.get(id);
      run?.abort.abort();
      await run?.end;
    },
    async stop() {
      stopped = true;
      await runs.stopAll();
    },
  };
}
