import { MediafoldError } from '../../errors.ts';
import { type Clock, cancelled } from '../../models/clock.ts';

export interface DeadlineOptions {
  readonly operation: string;
  readonly ms: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** What it means that time is up. Default: no answer. */
  readonly explanation?: string;
}

/**
 * Gives `work` a signal that fires when time is up or the caller gives up, and settles as soon as it fires, even when
 * `work` does not listen. Rejects with `timeout` or `cancelled`; which of the two is known here only.
 */
export async function withDeadline<T>(options: DeadlineOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { operation, ms, clock, signal, explanation = `no answer within ${ms} ms` } = options;
  if (signal?.aborted) throw cancelled(operation);
  const stop = new AbortController();
  const timer = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => {
      reject(cancelled(operation));
      stop.abort();
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    clock.sleep(ms, timer.signal).then(
      () => {
        reject(new MediafoldError('timeout', `${operation}: ${explanation}`, { operation, explanation }));
        stop.abort();
      },
      () => undefined,
    );
    work(stop.signal)
      .then(resolve, reject)
      .finally(() => {
        timer.abort();
        signal?.removeEventListener('abort', giveUp);
      });
  });
}
