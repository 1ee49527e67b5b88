import { FakeClock } from '../../../src/testing/fake-clock.ts';

/** A clock that goes on to the next moment at which somebody wakes, as soon as nobody can run before that. */
export class VirtualClock extends FakeClock {
  /** @throws Error it waits for nothing */
  async run<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    work.then(over, over);
    for (await idle(); !isOver; await idle()) {
      const next = this.nextWakeAt;
      if (next === undefined) throw new Error('it waits for nothing');
      await this.advance(Math.max(0, next - this.now()));
    }
    return work;
  }

  /** So much time, once everything has run that can. */
  async runOut(ms: number): Promise<void> {
    await idle();
    await this.advance(ms);
  }
}

/** After everything that was ready to run has run. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
