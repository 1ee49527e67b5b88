import pRetry from 'p-retry';
import { MediafoldError, NetworkFailure } from '../../errors.ts';
import type { Environment } from '../../models/environment.ts';

export interface RetryPolicy {
  /** How often to try again. */
  readonly retries: number;
  /** Wait before the first new try, milliseconds; doubles from there, with up to half of it added at random. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** A server that asks for a longer wait than this gets no new try: the caller is told how long instead. */
  readonly longestRetryAfterMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  retries: 3,
  firstWaitMs: 300,
  longestWaitMs: 5_000,
  longestRetryAfterMs: 30_000,
};

/** @param safe whether the request may reach the server twice without harm */
function mayTryAgain(error: MediafoldError, safe: boolean): boolean {
  switch (error.code) {
    case 'rate-limited':
      return true;
    case 'unavailable':
      // A refused connection was never a request, so even an unsafe one can be made again.
      return safe || (error instanceof NetworkFailure && (error.problem === 'refused' || error.problem === 'dns'));
    case 'timeout':
      return safe;
    default:
      return false;
  }
}

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly safe: boolean;
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
}

/** p-retry counts and decides; the waiting is ours, on the injected clock, because `Retry-After` has a say in it. */
export async function withRetry<T>(run: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, safe, environment, signal } = options;
  return pRetry(run, {
    retries: policy.retries,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber, retriesLeft }) => {
      if (!(error instanceof MediafoldError) || !mayTryAgain(error, safe)) return false;
      const asked = error.retryAfterMs ?? 0;
      if (retriesLeft === 0 || asked > policy.longestRetryAfterMs) return false;
      const backOff = Math.min(policy.firstWaitMs * 2 ** (attemptNumber - 1), policy.longestWaitMs);
      await environment.clock.sleep(Math.max(asked, backOff * (1 + environment.random() / 2)), signal);
      return true;
    },
  });
}
