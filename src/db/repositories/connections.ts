import type { Candidate, ProbeResult } from '../../models/connection.ts';
import type { SourceId } from '../../models/ids.ts';
import type { Database } from '../open-database.ts';

/** The addresses of each source, and what the last probe of each found. */
export interface ConnectionRepository {
  /** The remembered good one first. */
  list(id: SourceId): Promise<readonly Candidate[]>;
  add(id: SourceId, candidates: readonly Candidate[]): Promise<void>;
  /** For use inside a transaction. */
  addNow(id: SourceId, candidates: readonly Candidate[]): void;
  /** `cancelled` results say nothing about an address and change nothing. A relay is never remembered as preferred. */
  record(id: SourceId, results: readonly ProbeResult[], chosenUri: string | undefined): Promise<void>;
  preferred(id: SourceId): Promise<Candidate | undefined>;
}

interface Row {
  readonly uri: string;
  readonly kind: string;
  readonly secure: 0 | 1;
  readonly origin: string;
  readonly preferred: 0 | 1;
}

function toCandidate({ uri, kind, secure, origin, preferred }: Row): Candidate {
  return {
    uri,
    kind: kind as Candidate['kind'],
    secure: secure === 1,
    origin: preferred === 1 ? 'remembered' : (origin as Candidate['origin']),
  };
}

export function createConnectionRepository(db: Database): ConnectionRepository {
  const rowsOf = (id: SourceId) =>
    db.query
      .selectFrom('connection')
      .select(['uri', 'kind', 'secure', 'origin', 'preferred'])
      .where('source_id', '=', id)
      .orderBy('preferred', 'desc')
      .orderBy('uri');

  function addNow(id: SourceId, candidates: readonly Candidate[]): void {
    for (const { uri, kind, secure, origin } of candidates) {
      const flag = secure ? 1 : 0;
      const insert = db.query
        .insertInto('connection')
        .values({ source_id: id, uri, kind, secure: flag, origin, preferred: 0 })
        .onConflict((conflict) => conflict.columns(['source_id', 'uri']).doUpdateSet({ kind, secure: flag }));
      db.run(insert);
    }
  }

  function recordNow(id: SourceId, results: readonly ProbeResult[], chosenUri: string | undefined): void {
    const now = db.clock.now();
    for (const { candidate, outcome, reason, latencyMs } of results) {
      if (outcome === 'cancelled') continue;
      const update = db.query
        .updateTable('connection')
        .set({
          last_outcome: outcome,
          last_reason: reason,
          last_latency_ms: latencyMs ?? null,
          last_tried_at: now,
          ...(outcome === 'ok' ? { last_ok_at: now } : {}),
        })
        .where('source_id', '=', id)
        .where('uri', '=', candidate.uri);
      db.run(update);
    }
    const chosen = results.find(({ candidate }) => candidate.uri === chosenUri)?.candidate;
    if (chosen === undefined || chosen.kind === 'relay') return;
    const mine = db.query.updateTable('connection').where('source_id', '=', id);
    db.run(mine.set({ preferred: 0 }));
    db.run(mine.set({ preferred: 1 }).where('uri', '=', chosen.uri));
  }

  return {
    list: async (id) => (await rowsOf(id).execute()).map(toCandidate),
    preferred: async (id) => {
      const row = await rowsOf(id).where('preferred', '=', 1).executeTakeFirst();
      return row === undefined ? undefined : toCandidate(row);
    },
    addNow,
    add: async (id, candidates) => db.transaction(() => addNow(id, candidates)),
    record: async (id, results, chosenUri) => db.transaction(() => recordNow(id, results, chosenUri)),
  };
}
