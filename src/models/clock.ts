import { MediafoldError } from '../errors.ts';

/** Time as the library sees it. Give another one to test time-outs, back-off and expiry without waiting. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with `cancelled` as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export function cancelled(operation: string): MediafoldError {
  return new MediafoldError('cancelled', `${operation}: cancelled`, { operation });
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled('wait'));
        return;
      }
      const stop = (): void => {
        clearTimeout(timer);
        reject(cancelled('wait'));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
