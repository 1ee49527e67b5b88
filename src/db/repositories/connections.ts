import type { Kysely } from 'kysely';
import { MediafoldError } from '../../errors.ts';
import type { Candidate, CandidateOrigin, ConnectionKind, ProbeResult } from '../../models/connection.ts';
import type { SourceId } from '../../models/ids.ts';
import type { Database } from '../open-database.ts';
import type { Schema } from '../schema.ts';

/** The addresses of each source, and what the last probe of each found. */
export interface ConnectionRepository {
  /** The pinned one first, then the remembered good one. */
  list(id: SourceId): Promise<readonly Candidate[]>;
  /** @throws {MediafoldError} `not-found` */
  add(id: SourceId, candidates: readonly Candidate[]): Promise<void>;
  /** `cancelled` results say nothing about an address and change nothing. A relay is never remembered as preferred. */
  record(id: SourceId, results: readonly ProbeResult[], chosenUri: string | undefined): Promise<void>;
  preferred(id: SourceId): Promise<Candidate | undefined>;
  /**
   * A person wants this address before all others; it is the only one of the source that is marked so.
   *
   * @param uri of an address that is there; `undefined`: none is pinned any more
   * @throws {MediafoldError} `not-found`
   */
  pin(id: SourceId, uri: string | undefined): Promise<void>;
  /** @returns whether it was there */
  remove(id: SourceId, uri: string): Promise<boolean>;
  /** Those of these that were not good since then, epoch milliseconds, and that no person pinned. */
  removeOutdated(id: SourceId, uris: readonly string[], since: number): Promise<void>;
}

interface Row {
  readonly uri: string;
  readonly kind: string;
  readonly secure: 0 | 1;
  readonly origin: string;
  readonly preferred: 0 | 1;
  readonly pinned: 0 | 1;
}

function toCandidate({ uri, kind, secure, origin, preferred, pinned }: Row): Candidate {
  return {
    uri,
    kind: kind as ConnectionKind,
    secure: secure === 1,
    origin: preferred === 1 ? 'remembered' : (origin as CandidateOrigin),
    ...(pinned === 1 ? { pinned: true } : {}),
  };
}

/** Works in the caller's transaction. Addresses that are known keep what is known of them. */
export async function addConnections(
  transaction: Kysely<Schema>,
  id: SourceId,
  candidates: readonly Candidate[],
): Promise<void> {
  for (const { uri, kind, secure, origin } of candidates) {
    const values = { kind, secure: secure ? 1 : 0 } as const;
    // What a person wrote is theirs from then on, whoever named it before.
    const known = origin === 'typed' ? { ...values, origin } : values;
    await transaction
      .insertInto('connection')
      .values({ source_id: id, uri, origin, preferred: 0, ...values })
      .onConflict((conflict) => conflict.columns(['source_id', 'uri']).doUpdateSet(known))
      .execute();
  }
}

export function createConnectionRepository({ kysely, clock }: Database): ConnectionRepository {
  const rowsOf = (id: SourceId) =>
    kysely
      .selectFrom('connection')
      .select(['uri', 'kind', 'secure', 'origin', 'preferred', 'pinned'])
      .where('source_id', '=', id)
      .orderBy('pinned', 'desc')
      .orderBy('preferred', 'desc')
      .orderBy('uri');

  return {
    list: async (id) => (await rowsOf(id).execute()).map(toCandidate),
    async preferred(id) {
      const row = await rowsOf(id).where('preferred', '=', 1).executeTakeFirst();
      return row === undefined ? undefined : toCandidate(row);
    },
    pin: (id, uri) =>
      kysely.transaction().execute(async (transaction) => {
        const addresses = transaction.updateTable('connection').where('source_id', '=', id);
        await addresses.set({ pinned: 0 }).execute();
        if (uri === undefined) return;
        const { numUpdatedRows } = await addresses.set({ pinned: 1 }).where('uri', '=', uri).executeTakeFirst();
        if (numUpdatedRows > 0n) return;
        const facts = { operation: 'pin an address', sourceId: id };
        throw new MediafoldError('not-found', `pin an address: source ${id} has no address ${uri}`, facts);
      }),
    async remove(id, uri) {
      const remove = kysely.deleteFrom('connection').where('source_id', '=', id).where('uri', '=', uri);
      return (await remove.executeTakeFirst()).numDeletedRows > 0n;
    },
    async removeOutdated(id, uris, since) {
      if (uris.length === 0) return;
      await kysely
        .deleteFrom('connection')
        .where('source_id', '=', id)
        .where('uri', 'in', uris)
        .where('pinned', '=', 0)
        .where((where) => where.or([where('last_ok_at', 'is', null), where('last_ok_at', '<', since)]))
        .execute();
    },
    add: (id, candidates) => kysely.transaction().execute((transaction) => addConnections(transaction, id, candidates)),
    record: (id, results, chosenUri) =>
      kysely.transaction().execute(async (transaction) => {
        const now = clock.now();
        const addresses = transaction.updateTable('connection').where('source_id', '=', id);
        for (const { candidate, outcome, reason, latencyMs } of results) {
          if (outcome === 'cancelled') continue;
          const found = {
            last_outcome: outcome,
            last_reason: reason,
            last_latency_ms: latencyMs ?? null,
            last_tried_at: now,
            ...(outcome === 'ok' ? { last_ok_at: now } : {}),
          };
          await addresses.set(found).where('uri', '=', candidate.uri).execute();
        }
        const chosen = results.find(({ candidate }) => candidate.uri === chosenUri)?.candidate;
        if (chosen === undefined || chosen.kind === 'relay') return;
        await addresses.set({ preferred: 0 }).execute();
        await addresses.set({ preferred: 1 }).where('uri', '=', chosen.uri).execute();
      }),
  };
}
