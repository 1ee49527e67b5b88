import { type Clock, cancelled } from '../models/clock.ts';

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  /** @param startAt epoch milliseconds */
  constructor(startAt: number = Date.UTC(2026, 0, 1)) {
    this.#now = startAt;
  }

  /** How many are asleep: a test that waits for one to fall asleep can look here. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** When the next one wakes, epoch milliseconds; undefined when nobody is asleep. */
  get nextWakeAt(): number | undefined {
    return this.#next(Number.POSITIVE_INFINITY)?.wakesAt;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled('wait'));
        return;
      }
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(cancelled('wait'));
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper = { wakesAt: this.#now + Math.max(0, ms), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /**
   * Moves the time forward and wakes everybody whose time has come, in order. Those who are woken go on before the
   * next one is, so that a loop of short sleeps runs as often as it would have.
   */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#now = Math.max(this.#now, next.wakesAt);
      this.#sleepers.delete(next);
      next.wake();
      await settled();
    }
    this.#now = until;
    await settled();
  }

  #next(until: number): Sleeper | undefined {
    return [...this.#sleepers].filter(({ wakesAt }) => wakesAt <= until).sort((a, b) => a.wakesAt - b.wakesAt)[0];
  }
}

/** After everything that was ready to run has run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
