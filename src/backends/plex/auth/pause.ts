import type { Clock } from '../../../models/clock.ts';

/** How much of it is left, milliseconds. */
export type Pause = () => number;

/**
 * Begins now. It never lasts longer than it should: a clock that is put back, as after a battery was changed, ends it, or
 * it would go on for as long as the jump.
 */
export function createPause(clock: Clock, ms: number): Pause {
  const since = clock.now();
  return () => {
    const gone = clock.now() - since;
    return gone < 0 ? 0 : Math.max(0, ms - gone);
  };
}
