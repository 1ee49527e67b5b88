import type { MediaBackend } from '../../backends/media-backend.ts';
import type { QuarantinedRow } from '../../db/repositories/quarantine.ts';
import { MediafoldError } from '../../errors.ts';
import { createEmitter } from '../../models/emitter.ts';
import type { Environment } from '../../models/environment.ts';
import type { SourceId } from '../../models/ids.ts';
import { createSharedRuns } from '../../models/shared-runs.ts';
import type { SyncProgress, SyncReport } from '../../models/sync-report.ts';
import type { ConnectionService } from '../connection-service.ts';
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
   * @throws {MediafoldError} `cancelled`, `unavailable`, `unauthorized`, `conflict` (another process syncs this
   *   source), `storage`
   */
  run(id: SourceId, options?: SyncOptions): Promise<SyncReport>;
  /** Rows of the last listings that could not be read, each with the reason. They count as neither there nor gone. */
  quarantine(id: SourceId): Promise<readonly QuarantinedRow[]>;
  /** Cancels what runs and waits for it. */
  stop(): Promise<void>;
}

export interface SyncServiceOptions {
  readonly connections: ConnectionService;
  readonly store: SyncStore;
  readonly environment: Environment;
  /** Rows to ask for at a time. Small enough that writing one page does not hold up a frame. Default 200. */
  readonly pageSize?: number;
}

export function createSyncService(options: SyncServiceOptions): SyncService {
  const { connections, store, environment, pageSize = 200 } = options;
  const { clock, logger } = environment;
  const runs = createSharedRuns<SourceId, SyncReport>('sync');
  const progressed = createEmitter<[SyncProgress]>((error) =>
    logger.error({ error: String(error) }, 'a progress listener threw'),
  );
  let stopped = false;

  async function start(id: SourceId, signal: AbortSignal): Promise<SyncReport> {
    if (stopped) throw new MediafoldError('unavailable', 'sync: the catalogue is closed', { operation: 'sync' });
    progressed.emit({ sourceId: id, phase: 'connecting', received: 0, total: 0 });
    const once = (backend: MediaBackend): Promise<SyncReport> =>
      syncOnce({ backend, store, clock, pageSize, signal, onProgress: progressed.emit });
    return connections.use(id, once, { signal });
  }

  return {
    async run(id, { signal, onProgress } = {}) {
      const off = progressed.on((progress) => {
        if (progress.sourceId === id) onProgress?.(progress);
      });
      try {
        return await runs.join(id, signal, (shared) => start(id, shared));
      } finally {
        off();
      }
    },
    quarantine: (id) => store.quarantine.list(id),
    async stop() {
      stopped = true;
      await runs.stopAll();
    },
  };
}
