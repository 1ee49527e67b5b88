import { cancelled } from './clock.ts';
import { unlessAborted } from './unless-aborted.ts';

/**
 * Does one piece of work after the other where they share a key. Pieces take their turns in the order in which they
 * were asked for, so that work with several keys cannot wait for each other in a circle.
 *
 * @throws {MediafoldError} `cancelled`, without doing the work, as soon as the signal is aborted before the turn comes
 */
export type TakeTurn = <T>(
  keys: readonly string[],
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
) => Promise<T>;

export function createTurns(operation: string): TakeTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (keys, signal, work) => {
    const turn = Promise.allSettled(keys.map((key) => last.get(key)));
    const outcome = turn.then(() => {
      if (signal?.aborted) throw cancelled(operation);
      return work();
    });
    for (const key of keys) last.set(key, outcome);
    // Whoever gives up leaves the place in the row, lest those behind begin beside what is being done.
    const leave = (): void => {
      for (const key of keys) if (last.get(key) === outcome) last.delete(key);
    };
    outcome.then(leave, leave);
    await unlessAborted(turn, operation, signal);
    return outcome;
  };
}
