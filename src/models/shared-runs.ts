import { cancelled } from './clock.ts';

export interface SharedRuns<Key, T> {
  /**
   * Starts the work for this key, or joins the one that runs. A caller who gives up is told so at once and leaves the
   * others alone; the work itself is cancelled when the last one has given up, who then waits for its end. Work that was
   * cancelled is not joined any more: it is waited for, and new work is started.
   */
  join(key: Key, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Cancels everything and waits for it. */
  stopAll(): Promise<void>;
}

interface Run<T> {
  readonly outcome: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

export function createSharedRuns<Key, T>(operation: string): SharedRuns<Key, T> {
  const running = new Map<Key, Run<T>>();

  function begin(key: Key, start: (signal: AbortSignal) => Promise<T>): Run<T> {
    const abort = new AbortController();
    const outcome = start(abort.signal).finally(() => running.delete(key));
    const run: Run<T> = { outcome, abort, waiting: 0 };
    running.set(key, run);
    return run;
  }

  return {
    async join(key, signal, start) {
      if (signal?.aborted) throw cancelled(operation);
      // One that was cancelled is on its way out: who comes now did not ask for that.
      for (let last = running.get(key); last?.abort.signal.aborted; last = running.get(key)) {
        await last.outcome.catch(() => undefined);
      }
      if (signal?.aborted) throw cancelled(operation);
      const run = running.get(key) ?? begin(key, start);
      run.waiting += 1;
      if (signal === undefined) return run.outcome;
      return new Promise<T>((resolve, reject) => {
        const giveUp = (): void => {
          run.waiting -= 1;
          if (run.waiting === 0) run.abort.abort();
          else reject(cancelled(operation));
        };
        signal.addEventListener('abort', giveUp, { once: true });
        run.outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
      });
    },
    async stopAll() {
      const runs = [...running.values()];
      for (const { abort } of runs) abort.abort();
      await Promise.allSettled(runs.map(({ outcome }) => outcome));
    },
  };
}
