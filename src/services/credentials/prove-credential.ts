import type { CallOptions } from '../../backends/auth-provider.ts';
import type { MediaBackend } from '../../backends/media-backend.ts';
import type { Candidate, Connection, ProbeResult } from '../../models/connection.ts';
import type { Credential } from '../../models/credential.ts';
import type { Environment } from '../../models/environment.ts';
import type { Source } from '../../models/source.ts';
import type { SourceAccess } from '../../models/source-access.ts';
import type { RaceOutcome } from '../connect/race.ts';
import { raceTimes } from '../connect/race-policy.ts';
import { bestOf } from '../connect/rank.ts';
import { connectionOf, search } from '../connect/search.ts';
import type { MakeBackend } from '../make-backend.ts';

export interface Proof {
  /**
   * `taken` and `refused` come from the right server. `wrong-server`: only other servers answer at its addresses.
   * `away`: nobody could say, which proves nothing.
   */
  readonly verdict: 'taken' | 'refused' | 'wrong-server' | 'away';
  /** For people. */
  readonly reason: string;
  /** What to store: it may have been renewed while it was proven. */
  readonly credential: Credential;
  /** Made by a login as the source's device, and ours to end; not a key, or a token of somebody else. */
  readonly isSession: boolean;
  /** The address at which it was taken. */
  readonly connection?: Connection;
  readonly results: readonly ProbeResult[];
  /** Addresses that nobody had named before. */
  readonly fresh: readonly Candidate[];
}

export interface ToProve {
  readonly source: Source;
  readonly credential: Credential;
  /** Groups of addresses, each asked only when the ones before have not settled it. */
  readonly addresses: readonly (readonly Candidate[])[];
  readonly access: SourceAccess | undefined;
}

/**
 * Asks the source's server whether it takes a credential, with a backend of its own: the one that is open goes on with
 * what it has, and nothing is stored.
 *
 * @throws {MediafoldError} `cancelled`, `unsupported` for a credential that this kind of server never takes
 */
export type Prove = (what: ToProve, call?: CallOptions) => Promise<Proof>;

export interface ProveOptions {
  readonly makeBackend: MakeBackend;
  readonly environment: Environment;
  /** For one address, milliseconds. Default 5,000. */
  readonly probeTimeoutMs?: number;
}

type Found = Pick<RaceOutcome, 'results' | 'fresh' | 'away'>;

export function createProve(options: ProveOptions): Prove {
  const { makeBackend, environment, probeTimeoutMs = 5_000 } = options;
  const { clock, logger } = environment;

  async function ask(backend: MediaBackend, stored: readonly Candidate[], signal?: AbortSignal): Promise<Found> {
    return search(backend, { stored, logger, clock, times: raceTimes, probeTimeoutMs, all: false, signal });
  }

  return async ({ source, credential, addresses, access }, { signal } = {}) => {
    let final = credential;
    const backend = makeBackend(source, credential, {
      access,
      onRenewed: (renewed) => {
        final = renewed;
      },
    });
    try {
      let found: Found = { results: [], fresh: [] };
      for (const group of addresses) {
        if (group.length === 0) continue;
        const next = await ask(backend, group, signal);
        const results = [...found.results, ...next.results];
        found = { ...next, results, fresh: [...found.fresh, ...next.fresh] };
        if (bestOf(results, 'ok') !== undefined || bestOf(results, 'unauthorized') !== undefined) break;
      }
      const { results, fresh } = found;
      const isSession = backend.credentials?.revoke !== undefined;
      return { ...verdict(source, found), credential: final, isSession, results, fresh };
    } finally {
      await backend.close();
    }
  };
}

function verdict({ name }: Source, { results, away }: Found): Pick<Proof, 'verdict' | 'reason' | 'connection'> {
  const taken = bestOf(results, 'ok')?.candidate;
  if (taken !== undefined) {
    return {
      verdict: 'taken',
      reason: `${taken.uri} (${taken.kind}) takes the credential`,
      connection: connectionOf(taken),
    };
  }
  const refused = bestOf(results, 'unauthorized')?.candidate;
  if (refused !== undefined && away === undefined) {
    return { verdict: 'refused', reason: `${refused.uri} (${refused.kind}) refuses the credential` };
  }
  const heard = results.filter(({ outcome }) => outcome !== 'cancelled');
  const tried = heard.map(({ candidate, reason }) => `${candidate.uri}: ${reason}`).join('; ');
  const isOther = heard.length > 0 && heard.every(({ outcome }) => outcome === 'wrong-server');
  if (isOther) return { verdict: 'wrong-server', reason: `another server than ${name} answers: ${tried}` };
  return { verdict: 'away', reason: away ?? (tried === '' ? `no address of ${name} is known` : tried) };
}
