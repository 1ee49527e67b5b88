import type { MediaBackend } from '../backends/media-backend.ts';
import { isMediafoldError } from '../errors.ts';
import type { Candidate, Connection, ProbeResult } from '../models/connection.ts';
import type { Logger } from '../models/logger.ts';
import { bestOf } from './connection-rank.ts';
import { type RaceOptions, race } from './race.ts';

export interface FindOptions extends RaceOptions {
  /** Addresses from storage. */
  readonly stored: readonly Candidate[];
  readonly logger: Logger;
}

export interface Found {
  /** One for each address. */
  readonly results: readonly ProbeResult[];
  /** Addresses that were not stored yet. */
  readonly fresh: readonly Candidate[];
  /** Why it is not known whether the credential can be renewed. */
  readonly away?: string;
}

const isRelay = (candidate: Candidate): boolean => candidate.kind === 'relay';
const isDirect = (candidate: Candidate): boolean => !isRelay(candidate);

export function connectionOf({ uri, kind, secure }: Candidate): Connection {
  return { uri, kind, secure };
}

/**
 * Stored addresses first; advertised ones only when none of those is good, so that a connect is no request to the
 * account service; relays only when nothing else is good.
 */
export async function findConnection(backend: MediaBackend, options: FindOptions): Promise<Found> {
  const { stored, all } = options;
  const results = [...(await race(backend, stored.filter(isDirect), options))];
  const enough = (): boolean => !all && bestOf(results, 'ok') !== undefined;
  if (enough()) return { results: [...results, ...notTried(stored.filter(isRelay))], fresh: [] };

  const fresh = await advertised(backend, options);
  results.push(...(await race(backend, fresh.filter(isDirect), options)));
  const relays = [...stored, ...fresh].filter(isRelay);
  results.push(...(enough() ? notTried(relays) : await race(backend, relays, options)));
  return { fresh, ...(await renewed(backend, results, options)) };
}

/**
 * Its failure loses nothing: the stored addresses stay. It may ask a server that is gone, so it has no longer than an
 * address has.
 */
async function advertised(backend: MediaBackend, options: FindOptions): Promise<readonly Candidate[]> {
  const { stored, signal, logger, clock, probeTimeoutMs } = options;
  if (backend.discovery === undefined) return [];
  const late = new AbortController();
  const answered = new AbortController();
  const either = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  clock.sleep(probeTimeoutMs, answered.signal).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    const candidates = await backend.discovery.candidates({ signal: either });
    return candidates.filter(({ uri }) => !stored.some((known) => known.uri === uri));
  } catch (error) {
    if (signal?.aborted) throw error;
    const why = late.signal.aborted ? 'no answer in time' : sentence(error);
    logger.warn({ sourceId: backend.source.id, error: why }, 'could not ask for other addresses');
    return [];
  } finally {
    answered.abort();
  }
}

/** A credential that the right server refuses may be renewable without the person; then those addresses are good. */
async function renewed(
  backend: MediaBackend,
  results: readonly ProbeResult[],
  options: FindOptions,
): Promise<Pick<Found, 'results' | 'away'>> {
  const refused = bestOf(results, 'unauthorized');
  if (refused === undefined || bestOf(results, 'ok') !== undefined) return { results };
  backend.useConnection(connectionOf(refused.candidate));
  try {
    if (!(await backend.renewCredential({ signal: options.signal }))) return { results };
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return { results, away: `the credential could not be renewed now: ${sentence(error)}` };
  }
  const refusing = results.filter(({ outcome }) => outcome === 'unauthorized').map(({ candidate }) => candidate);
  const again = await race(backend, refusing, options);
  return { results: results.map((result) => again.find(({ candidate }) => candidate === result.candidate) ?? result) };
}

function notTried(relays: readonly Candidate[]): readonly ProbeResult[] {
  return relays.map((candidate) => ({
    candidate,
    outcome: 'cancelled',
    reason: 'not tried, a relay is only for when nothing else answers',
  }));
}

function sentence(error: unknown): string {
  return isMediafoldError(error) ? error.message : 'an unexpected failure';
}
