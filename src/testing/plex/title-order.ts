import { sortedByTitle } from '../catalogue/sorted.ts';

/** Keys in the order of their titles. Sorted when first asked for; a change moves one key, not all. */
export class TitleOrder {
  readonly #titleOf: (key: number) => string;
  readonly #first: readonly number[];
  #keys: number[] | undefined;

  /** @param first keys to begin with, in any order */
  constructor(first: readonly number[], titleOf: (key: number) => string) {
    this.#first = first;
    this.#titleOf = titleOf;
  }

  all(): readonly number[] {
    return this.#sorted();
  }

  remove(key: number): void {
    this.#keys = this.#sorted().filter((other) => other !== key);
  }

  /** The key must not be there. */
  insert(key: number): void {
    const keys = this.#sorted();
    const title = this.#titleOf(key);
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = keys[middle] ?? 0;
      const other = this.#titleOf(there);
      if (other < title || (other === title && there < key)) low = middle + 1;
      else high = middle;
    }
    this.#keys = keys.toSpliced(low, 0, key);
  }

  #sorted(): number[] {
    if (this.#keys === undefined) {
      const first = this.#first;
      const order = sortedByTitle(first.length, (i) => this.#titleOf(first[i] ?? 0));
      this.#keys = Array.from(order, (i) => first[i] ?? 0);
    }
    return this.#keys;
  }
}
