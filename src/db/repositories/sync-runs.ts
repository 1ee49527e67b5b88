import { hostname } from 'node:os';
import { MediafoldError } from '../../errors.ts';
import type { SourceId } from '../../models/ids.ts';
import type { Database } from '../open-database.ts';

export type RunStatus = 'running' | 'completed' | 'partial' | 'failed' | 'cancelled';

export interface StartedRun {
  readonly runId: number;
  /** It goes on from where an earlier run had stopped. */
  readonly resumed: boolean;
}

export interface RunCounts {
  readonly seen?: number;
  readonly added?: number;
  readonly changed?: number;
  readonly removed?: number;
  readonly rejected?: number;
  readonly requests?: number;
}

export interface StoredRun extends Required<RunCounts> {
  readonly runId: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly status: RunStatus;
  readonly message?: string;
}

export interface SyncRunRepository {
  /**
   * Goes on with the newest run of the source, if that was not finished and is younger than six hours; begins one
   * otherwise.
   *
   * @throws {MediafoldError} `busy` while another process syncs this source
   */
  beginRun(id: SourceId): Promise<StartedRun>;
  /** Says that the run is alive. Every page does it too. */
  heartbeat(runId: number): Promise<void>;
  finishRun(runId: number, status: Exclude<RunStatus, 'running'>, message?: string, counts?: RunCounts): Promise<void>;
  /** The newest one, in whatever state. */
  newestRun(id: SourceId): Promise<StoredRun | undefined>;
  /** The newest one that came to an end. */
  lastSync(id: SourceId): Promise<{ readonly finishedAt: number; readonly status: string } | undefined>;
}

/** Who works on a run. The process is named so that a dead one is not waited for. */
export interface RunOwner {
  readonly host: string;
  readonly pid: number;
  readonly name: string;
}

export const thisProcess = (): RunOwner => ({ host: hostname(), pid: process.pid, name: crypto.randomUUID() });

const resumableForMs = 6 * 60 * 60 * 1000;
const heartbeatHoldsForMs = 30_000;
const resumable: readonly string[] = ['running', 'failed', 'cancelled'];

export function createSyncRunRepository(
  { kysely, clock }: Database,
  owner: RunOwner = thisProcess(),
): SyncRunRepository {
  const me = JSON.stringify(owner);
  const newest = (id: SourceId, database = kysely) =>
    database.selectFrom('sync_run').selectAll().where('source_id', '=', id).orderBy('id', 'desc').limit(1);

  return {
    beginRun: (id) =>
      kysely.transaction().execute(async (transaction) => {
        const now = clock.now();
        const last = await newest(id, transaction).executeTakeFirst();
        if (last?.status === 'running' && last.owner !== me && now - last.heartbeat_at < heartbeatHoldsForMs) {
          if (mayBeAlive(last.owner, owner)) {
            throw new MediafoldError('busy', 'another process is syncing this source: try again when it has ended', {
              operation: 'begin sync',
              sourceId: id,
            });
          }
        }
        const beginning = { owner: me, heartbeat_at: now, status: 'running', message: null, finished_at: null };
        if (last !== undefined && resumable.includes(last.status) && now - last.started_at < resumableForMs) {
          await transaction.updateTable('sync_run').set(beginning).where('id', '=', last.id).execute();
          const listing = transaction.selectFrom('sync_listing').select('mark').where('source_id', '=', id);
          const progress = await listing.where('run_id', '=', last.id).executeTakeFirst();
          return { runId: last.id, resumed: progress !== undefined };
        }
        const { id: runId } = await transaction
          .insertInto('sync_run')
          .values({ source_id: id, started_at: now, ...beginning })
          .returning('id')
          .executeTakeFirstOrThrow();
        return { runId, resumed: false };
      }),

    async heartbeat(runId) {
      await kysely.updateTable('sync_run').set({ heartbeat_at: clock.now() }).where('id', '=', runId).execute();
    },

    async finishRun(runId, status, message, counts = {}) {
      const ending = { status, message: message ?? null, finished_at: clock.now(), ...counts };
      await kysely.updateTable('sync_run').set(ending).where('id', '=', runId).execute();
    },

    async newestRun(id) {
      const row = await newest(id).executeTakeFirst();
      if (row === undefined) return undefined;
      const { seen, added, changed, removed, rejected, requests } = row;
      return {
        runId: row.id,
        startedAt: row.started_at,
        ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
        status: row.status as RunStatus,
        ...(row.message === null ? {} : { message: row.message }),
        ...{ seen, added, changed, removed, rejected, requests },
      };
    },

    async lastSync(id) {
      const row = await newest(id).where('finished_at', 'is not', null).executeTakeFirst();
      return row?.finished_at == null ? undefined : { finishedAt: row.finished_at, status: row.status };
    },
  };
}

/** A process of this machine can be asked; of others only the heartbeat is known. */
function mayBeAlive(stored: string, { host, pid }: RunOwner): boolean {
  const other = JSON.parse(stored) as RunOwner;
  if (other.host !== host || other.pid === pid) return true;
  try {
    process.kill(other.pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled, which shows that it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
