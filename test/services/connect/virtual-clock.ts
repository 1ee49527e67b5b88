import { type Clock, cancelled } from '../../../src/models/clock.ts';

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** A clock that goes on to the next moment at which somebody wakes, as soon as nobody can run before that. */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #sleepers: Sleeper[] = [];

  get sleeping(): number {
    return this.#sleepers.length;
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
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        reject(cancelled('wait'));
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper = { wakesAt: this.#now + Math.max(0, ms), wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** @throws Error it waits for nothing */
  async run<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    work.then(over, over);
    for (await idle(); !isOver; await idle()) this.#wakeNext();
    return work;
  }

  /** Until nobody sleeps any more, or so much time has passed. */
  async runOut(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (await idle(); this.#sleepers.some(({ wakesAt }) => wakesAt <= until); await idle()) this.#wakeNext();
    this.#now = Math.max(this.#now, until);
  }

  #wakeNext(): void {
    const wakesAt = Math.min(...this.#sleepers.map((each) => each.wakesAt));
    const next = this.#sleepers.find((each) => each.wakesAt === wakesAt);
    if (next === undefined) throw new Error('it waits for nothing');
    this.#now = Math.max(this.#now, wakesAt);
    this.#sleepers = this.#sleepers.filter((each) => each !== next);
    next.wake();
  }
}

/** After everything that was ready to run has run. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
