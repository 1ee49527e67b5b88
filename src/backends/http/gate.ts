import { cancelled } from '../../models/clock.ts';

/** How a request went, for the server's sake. */
export type Passage = 'done' | 'overloaded' | 'failed';

/** Lets only so many requests to one server through at once, and learns how many it can take. */
export interface Gate {
  /** How many may be under way now. */
  readonly width: number;
  /** @throws {MediafoldError} `cancelled` */
  pass<T>(work: () => Promise<T>, judge: (error: unknown) => Passage, signal?: AbortSignal): Promise<T>;
}

export interface GateOptions {
  readonly first: number;
  readonly most: number;
}

/**
 * Servers have one small database behind them: more than four to six questions at once make each of them slower. One
 * more is let through after as many good answers as there are places; a server that is overloaded gets half.
 */
export function createGate({ first, most }: GateOptions = { first: 4, most: 8 }): Gate {
  let width = first;
  let under = 0;
  let good = 0;
  const queue: (() => void)[] = [];

  const next = (): void => {
    while (under < width && queue.length > 0) {
      under += 1;
      queue.shift()?.();
    }
  };

  function enter(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        const place = queue.indexOf(go);
        if (place >= 0) queue.splice(place, 1);
        reject(cancelled('wait for a turn'));
      };
      if (signal?.aborted) {
        giveUp();
        return;
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      queue.push(go);
      next();
    });
  }

  function leave(how: Passage): void {
    under -= 1;
    if (how === 'overloaded') {
      width = Math.max(1, Math.floor(width / 2));
      good = 0;
    } else if (how === 'done') {
      good += 1;
      if (good >= width && width < most) {
        width += 1;
        good = 0;
      }
    }
    next();
  }

  return {
    get width() {
      return width;
    },
    async pass(work, judge, signal) {
      await enter(signal);
      let how: Passage = 'done';
      try {
        return await work();
      } catch (error) {
        how = judge(error);
        throw error;
      } finally {
        leave(how);
      }
    },
  };
}
