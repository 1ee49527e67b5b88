import type { PlaceBehaviour } from './behaviour.ts';

/** How an address behaves at this moment, and who waits for it to behave otherwise. */
export interface Conduct {
  readonly now: PlaceBehaviour;
  become(behaviour: PlaceBehaviour): void;
  /** Resolves when a request may go on, with the behaviour that it meets. Counts it, unless it is gone by then. */
  admitted(isGone: () => boolean): Promise<PlaceBehaviour>;
  /** Resolves when bytes may pass. */
  passable(): Promise<void>;
}

export function createConduct(first: PlaceBehaviour): Conduct {
  let now = first;
  let left = requestsIn(first);
  let waiting: (() => void)[] = [];
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });
  const passable = async (): Promise<void> => {
    while (now.kind === 'silent') await changed();
  };

  return {
    get now() {
      return now;
    },
    become: (behaviour) => {
      now = behaviour;
      left = requestsIn(behaviour);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    admitted: async (isGone) => {
      await passable();
      while (left === 0) {
        await changed();
        await passable();
      }
      if (!isGone()) left -= 1;
      return now;
    },
    passable,
  };
}

function requestsIn(behaviour: PlaceBehaviour): number {
  return behaviour.kind === 'half-open' ? behaviour.requests : Number.POSITIVE_INFINITY;
}
