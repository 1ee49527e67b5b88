import type { Clock } from '../../../models/clock.ts';

export interface Debounce {
  /** Runs the task `ms` from now, unless it is poked again before. */
  poke(): void;
  stop(): void;
}

/** Waits on the given clock until nothing has happened for a while. */
export function createDebounce(clock: Clock, ms: number, task: () => void): Debounce {
  let waiting: AbortController | undefined;
  return {
    poke: () => {
      waiting?.abort();
      const current = new AbortController();
      waiting = current;
      // A wait that was ended by a later poke has nothing to do.
      clock.sleep(ms, current.signal).then(task, () => {});
    },
    stop: () => waiting?.abort(),
  };
}
