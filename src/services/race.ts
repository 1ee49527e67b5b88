import type { MediaBackend } from '../backends/media-backend.ts';
import type { Clock } from '../models/clock.ts';
import type { Candidate, ProbeResult } from '../models/connection.ts';
import { bestOf, grade } from './connection-rank.ts';

export interface RaceOptions {
  readonly clock: Clock;
  readonly probeTimeoutMs: number;
  /** How long a better address may still answer after a good one has, milliseconds. */
  readonly graceMs: number;
  /** Hear every candidate out, for people who want to see the whole picture. */
  readonly all: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks all candidates at once. Ends when the best-graded one that can still answer has done so, or `graceMs` after the
 * first good answer. Those that were not heard out are reported as `cancelled`: nothing is known of them.
 */
export async function race(
  backend: MediaBackend,
  candidates: readonly Candidate[],
  options: RaceOptions,
): Promise<readonly ProbeResult[]> {
  const { clock, probeTimeoutMs, graceMs, all } = options;
  const results = new Map<string, ProbeResult>();
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);

  const settled = (): boolean => {
    const best = bestOf([...results.values()], 'ok');
    if (best === undefined || all) return false;
    return candidates.every((candidate) => results.has(candidate.uri) || grade(candidate) >= grade(best.candidate));
  };

  await new Promise<void>((resolve, reject) => {
    let graceStarted = false;
    const probes = candidates.map(async (candidate) => {
      const result = await backend.probe(candidate, { timeoutMs: probeTimeoutMs, signal });
      results.set(candidate.uri, result);
      if (settled()) resolve();
      if (result.outcome !== 'ok' || all || graceStarted) return;
      graceStarted = true;
      clock.sleep(graceMs, signal).then(resolve, () => undefined);
    });
    // Those that are cancelled because the race is over reject when this is settled already.
    Promise.all(probes).then(() => resolve(), reject);
  }).finally(() => stop.abort());

  return candidates.map(
    (candidate) =>
      results.get(candidate.uri) ?? {
        candidate,
        outcome: 'cancelled',
        reason: 'not heard out, a better address had answered',
      },
  );
}
