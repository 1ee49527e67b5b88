import { type Clock, systemClock } from '../../../src/models/clock.ts';

/** A clock that moves only when it is told to. */
export function stillClock(start: number = Date.UTC(2026, 10, 21, 12)): Clock & { pass(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    sleep: systemClock.sleep,
    pass: (ms) => {
      now += ms;
    },
  };
}
