import type { ProbeOutcome } from '../../models/connection.ts';
import type { SourceId } from '../../models/ids.ts';
import type { Database } from '../open-database.ts';

/** What the last probe of an address found. Times are epoch milliseconds. */
export interface LastProbe {
  readonly outcome: ProbeOutcome;
  /** For people. */
  readonly reason: string;
  readonly latencyMs?: number;
  readonly at: number;
  /** When it was good the last time; absent when it never was. */
  readonly goodAt?: number;
}

export interface LastProbes {
  /** By address. Those that were never asked are missing. */
  of(id: SourceId): Promise<ReadonlyMap<string, LastProbe>>;
}

export function createLastProbes({ kysely }: Pick<Database, 'kysely'>): LastProbes {
  return {
    async of(id) {
      const rows = await kysely
        .selectFrom('connection')
        .select(['uri', 'last_outcome', 'last_reason', 'last_latency_ms', 'last_tried_at', 'last_ok_at'])
        .where('source_id', '=', id)
        .execute();
      const probes = new Map<string, LastProbe>();
      for (const row of rows) {
        const { uri, last_outcome: outcome, last_tried_at: at, last_latency_ms: latencyMs, last_ok_at: goodAt } = row;
        if (outcome === null || at === null) continue;
        probes.set(uri, {
          outcome: outcome as ProbeOutcome,
          reason: row.last_reason ?? '',
          at,
          ...(latencyMs === null ? {} : { latencyMs }),
          ...(goodAt === null ? {} : { goodAt }),
        });
      }
      return probes;
    },
  };
}
