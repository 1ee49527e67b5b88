import pRetry from 'p-retry';
import { MediafoldError } from '../../errors.ts';
import { mayTryAgain, type RetryOptions } from './retry-rules.ts';

/** For a server that asks for fewer requests without saying how few, as plex.tv does (observed by others). */
const limitedWaitMs = 5_000;

/**
 * p-retry counts and decides; the waiting is ours, on the injected clock, because `Retry-After` has a say in it.
 *
 * @param first what the first attempt met
 */
export async function tryAgain<T>(first: MediafoldError, run: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, environment, signal } = options;
  let met: MediafoldError | undefined = first;
  const attempt = async (): Promise<T> => {
    if (met === undefined) return run();
    const error = met;
    met = undefined;
    throw error;
  };
  return pRetry(attempt, {
    retries: policy.retries,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber, retriesLeft }) => {
      if (!(error instanceof MediafoldError) || !mayTryAgain(error, options)) return false;
      const asked = error.retryAfterMs ?? 0;
      if (retriesLeft === 0 || asked > policy.longestRetryAfterMs) return false;
      const [first, longest] =
        error.code === 'rate-limited' && asked === 0
          ? [limitedWaitMs, policy.longestRetryAfterMs]
          : [policy.firstWaitMs, policy.longestWaitMs];
      const backOff = Math.min(first * 2 ** (attemptNumber - 1), longest);
      await environment.clock.sleep(Math.max(asked, backOff * (1 + environment.random() / 2)), signal);
      return true;
    },
  });
}
