import type { Clock } from '../../models/clock.ts';

/** `instant`: as fast as this machine is. `real`: each answer takes as long as a real server works for it. */
export type Pace = 'instant' | 'real';

/**
 * Waits until the server would have done a piece of work.
 *
 * @param costMs how long it takes a server that has nothing else to do
 * @param began when the request came, on the clock: what the mock itself needed is not added
 */
export type Work = (costMs: number, began: number) => Promise<void>;

/** Two pages at once gain a real Jellyfin 15 to 30 % on two cores (measured), and four gain no more than two. */
const gainOfTwo = 1.2;

/**
 * Two requests are worked on at a time, the others wait in a row. A piece of work that begins beside another one takes
 * longer, so that both together are faster by a fifth than one after the other. A model: real servers share their time
 * anew at every moment.
 */
export function createWork(clock: Clock, closing: AbortSignal): Work {
  const freeAt: [number, number] = [0, 0];
  return async (costMs, began) => {
    const lane = freeAt[0] <= freeAt[1] ? 0 : 1;
    const starts = Math.max(began, freeAt[lane]);
    const shared = freeAt[lane === 0 ? 1 : 0] > starts;
    const ends = starts + Math.round(shared ? (costMs * 2) / gainOfTwo : costMs);
    freeAt[lane] = ends;
    const left = ends - clock.now();
    if (left > 0) await clock.sleep(left, closing);
  };
}
