import { MediafoldError } from '../../errors.ts';
import { mayTryAgain, type RetryOptions } from './retry-rules.ts';

/** The first attempt. What it takes to try again is loaded with the first failure that passes. */
export async function withRetry<T>(run: () => Promise<T>, options: RetryOptions): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const isFinal = !(error instanceof MediafoldError) || !mayTryAgain(error, options);
    if (isFinal || options.policy.retries === 0) throw error;
    // What cannot be loaded, for example while the network is gone, is no reason of its own.
    const loop = await import('./retry-loop.ts').catch(() => undefined);
    if (loop === undefined) throw error;
    return loop.tryAgain(error, run, options);
  }
}
