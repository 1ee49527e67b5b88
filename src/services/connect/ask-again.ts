import type { MediaBackend } from '../../backends/media-backend.ts';
import type { Clock } from '../../models/clock.ts';
import type { Candidate, ProbeResult } from '../../models/connection.ts';

export interface AskOptions {
  readonly clock: Clock;
  /** In all, milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Milliseconds. */
const againMs = 1_000;

/**
 * Probes the address in use after the network changed. Sockets that were kept open over the old one are dead without
 * anybody's knowledge: what is sent is neither answered nor refused. So the question is asked again each second, each time
 * over another socket, since on the ones before a question still waits. The first answer counts.
 *
 * @throws {MediafoldError} `cancelled`
 */
export async function askAgainAndAgain(
  backend: MediaBackend,
  candidate: Candidate,
  { clock, timeoutMs, signal }: AskOptions,
): Promise<ProbeResult> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  try {
    return await new Promise<ProbeResult>((resolve, reject) => {
      const ask = (leftMs: number): void => {
        const hear = (result: ProbeResult): void => {
          // How long was waited in all, only the first one tells.
          if (result.outcome !== 'timeout' || leftMs === timeoutMs) resolve(result);
        };
        backend.probe(candidate, { timeoutMs: leftMs, signal: either }).then(hear, reject);
      };
      const askAll = async (): Promise<void> => {
        for (let leftMs = timeoutMs; leftMs > 0; leftMs -= againMs) {
          ask(leftMs);
          await clock.sleep(againMs, either);
        }
      };
      // Its sleep ends with the first answer.
      askAll().catch(() => undefined);
    });
  } finally {
    over.abort();
  }
}
