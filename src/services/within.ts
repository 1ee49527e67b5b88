import type { CallOptions } from '../backends/auth-provider.ts';
import { MediafoldError } from '../errors.ts';
import { type Clock, cancelled } from '../models/clock.ts';

/**
 * Gives the work so long, then aborts it.
 *
 * @throws {MediafoldError} `timeout` when it took longer, `cancelled` when the caller's signal was aborted
 */
export async function within<T>(
  ms: number,
  { clock, operation, signal }: CallOptions & { readonly clock: Clock; readonly operation: string },
  work: (call: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  clock.sleep(ms, done.signal).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    return await work({ signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]) });
  } catch (error) {
    if (signal?.aborted) throw cancelled(operation);
    if (!late.signal.aborted) throw error;
    throw new MediafoldError('timeout', `${operation}: no answer within ${ms / 1000} s`, { operation });
  } finally {
    done.abort();
  }
}
