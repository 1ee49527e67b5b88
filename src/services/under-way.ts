/** What must come to its end before the catalogue may be closed under it. */
export interface UnderWay {
  /** Keeps the work in mind until it ends. */
  note<T>(work: Promise<T>): Promise<T>;
  /** Waits for all of it, also for what comes meanwhile. */
  settled(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  const running = new Set<Promise<unknown>>();
  return {
    note(work) {
      const ended = work.finally(() => running.delete(ended)).catch(() => undefined);
      running.add(ended);
      return work;
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
