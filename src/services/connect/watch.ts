import type { Clock } from '../../models/clock.ts';

export interface WatchOptions {
  /** Between two looks, milliseconds. */
  readonly everyMs: number;
  /** How many sources one look may check, with two small requests each. */
  readonly checksPerLook: number;
}

/** One source, as the watch sees it. */
export interface Watched {
  readonly status: 'online' | 'offline' | 'other';
  /** When it was last known to be good, epoch milliseconds. */
  readonly goodAt: number;
  /** Until when it is left alone, epoch milliseconds. */
  readonly restsUntil: number;
  /** Asks the address in use, and only that. */
  check(signal: AbortSignal): Promise<unknown>;
  /** Looks for a good address. */
  look(signal: AbortSignal): Promise<unknown>;
}

export interface WatchParts {
  readonly clock: Clock;
  /** Those that there are now. */
  readonly watched: () => readonly Watched[];
  /** The machine slept, or its clock jumped: nothing that was known of the network can be relied on. */
  readonly onWoken: () => void;
}

/** The platform's timers take a longer wait for none at all. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Looks after the sources while nobody asks for anything: those in use that were quiet are checked, the quietest first and
 * only so many at a time; those that are away are looked for when they have rested. Rejects with `cancelled` at the end.
 */
export async function watch(
  { clock, watched, onWoken }: WatchParts,
  { everyMs, checksPerLook }: WatchOptions,
  signal: AbortSignal,
): Promise<never> {
  for (let before = clock.now(); ; before = clock.now()) {
    await clock.sleep(Math.min(everyMs, longestTimerMs), signal);
    const now = clock.now();
    // A timer that is late by its whole length was not waiting: the machine was off. One that ends before it began was
    // overtaken by a clock that was put back, and every time that was kept in mind lies in the future.
    if (now - before > 2 * everyMs || now < before) onWoken();
    const all = watched();
    const quiet = all
      .filter(({ status, goodAt }) => status === 'online' && now - goodAt >= everyMs)
      .sort((a, b) => a.goodAt - b.goodAt)
      .slice(0, checksPerLook);
    const rested = all.filter(({ status, restsUntil }) => status === 'offline' && now >= restsUntil);
    // One source that fails says nothing about the others, and tells its own state.
    await Promise.allSettled([...quiet.map((each) => each.check(signal)), ...rested.map((each) => each.look(signal))]);
  }
}
