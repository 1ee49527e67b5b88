import { drawFor } from '../../catalogue/random.ts';
import { counter, type Entry } from './entries.ts';

export interface PlayQueue {
  readonly id: number;
  /** The client that plays it; another takes it over with `own=1`. */
  clientId: string;
  readonly sourceUri: string;
  /** Grows with every change. */
  version: number;
  entries: readonly Entry[];
  selected: number;
  lastAdded: number | undefined;
  /** The order from before it was shuffled. */
  unshuffled: readonly Entry[] | undefined;
}

export interface NewPlayQueue {
  readonly clientId: string;
  readonly sourceUri: string;
  readonly keys: readonly number[];
  /** Which item is played first. Default: the first one. */
  readonly start: number | undefined;
  readonly shuffle: boolean;
}

/** The play queues of one server. */
export class PlayQueues {
  readonly #queues = new Map<number, PlayQueue>();
  readonly #nextQueue = counter(301);
  readonly #nextEntry = counter(9001);

  find(id: string | undefined): PlayQueue | undefined {
    return this.#queues.get(Number(id));
  }

  create({ clientId, sourceUri, keys, start, shuffle }: NewPlayQueue): PlayQueue {
    const entries = this.#entries(keys);
    const first = entries.find(({ key }) => key === start) ?? entries[0];
    const queue: PlayQueue = {
      id: this.#nextQueue(),
      clientId,
      sourceUri,
      version: 1,
      entries,
      selected: first?.id ?? 0,
      lastAdded: undefined,
      unshuffled: undefined,
    };
    this.#queues.set(queue.id, queue);
    if (shuffle) {
      this.shuffle(queue, start === undefined);
      queue.version = 1;
    }
    return queue;
  }

  /** @param next behind what is played now; otherwise behind what was added before, which also comes next */
  add(queue: PlayQueue, keys: readonly number[], next: boolean): void {
    const added = this.#entries(keys);
    const behind = next ? queue.selected : (queue.lastAdded ?? queue.selected);
    const at = queue.entries.findIndex(({ id }) => id === behind);
    this.change(queue, queue.entries.toSpliced(at + 1, 0, ...added));
    queue.lastAdded = added.at(-1)?.id ?? queue.lastAdded;
  }

  change(queue: PlayQueue, entries: readonly Entry[]): void {
    queue.entries = entries;
    queue.version += 1;
    if (!entries.some(({ id }) => id === queue.selected)) queue.selected = entries[0]?.id ?? 0;
  }

  /** What is played stays first. The order follows from the queue's number, so that a test sees the same one again. */
  shuffle(queue: PlayQueue, anyFirst: boolean = false): void {
    const draw = drawFor(queue.id, 1, queue.version);
    const current = queue.entries.filter(({ id }) => !anyFirst && id === queue.selected);
    const others = queue.entries.filter(({ id }) => anyFirst || id !== queue.selected);
    for (let i = others.length - 1; i > 0; i -= 1) {
      const j = draw.int(i + 1);
      const [one, two] = [others[i], others[j]];
      if (one !== undefined && two !== undefined) [others[i], others[j]] = [two, one];
    }
    queue.unshuffled ??= queue.entries;
    if (anyFirst) queue.selected = others[0]?.id ?? 0;
    this.change(queue, [...current, ...others]);
  }

  unshuffle(queue: PlayQueue): void {
    const there = new Set(queue.entries);
    const { unshuffled } = queue;
    queue.unshuffled = undefined;
    this.change(queue, unshuffled?.filter((entry) => there.has(entry)) ?? queue.entries);
  }

  #entries(keys: readonly number[]): readonly Entry[] {
    return keys.map((key) => ({ id: this.#nextEntry(), key }));
  }
}
