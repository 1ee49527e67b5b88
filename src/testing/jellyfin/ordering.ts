import type { Handle } from './item-ids.ts';
import type { Library } from './library.ts';
import { type SortKey, sortKeys } from './sort-keys.ts';

export interface SortBy {
  /** Lower case. */
  readonly key: string;
  readonly descending: boolean;
}

/** Sorts by the item alone. Rows with equal keys keep the order they came in. */
export function sorted(library: Library, handles: Float64Array, by: readonly SortBy[]): Float64Array {
  const columns = by.flatMap(({ key, descending }) => {
    const keyOf = sortKeys[key];
    if (keyOf === undefined) return [];
    const keys: SortKey[] = [];
    for (const handle of handles) keys.push(keyOf(library, handle));
    return [{ keys, sign: descending ? -1 : 1 }];
  });
  if (columns.length === 0) return handles;
  const order = Uint32Array.from({ length: handles.length }, (_, i) => i).sort((a, b) => {
    for (const { keys, sign } of columns) {
      const first = keys[a] ?? '';
      const second = keys[b] ?? '';
      if (first !== second) return first < second ? -sign : sign;
    }
    return a - b;
  });
  return Float64Array.from(order, (at) => handles[at] ?? 0);
}

/** Sorted lists, kept until the library changes: a client pages through the same one again and again. */
export interface SortedLists {
  get(key: string, make: () => Float64Array): Float64Array;
}

const kept = 24;

export function sortedLists(library: Library): SortedLists {
  const lists = new Map<string, Float64Array>();
  let generation = library.generation;
  return {
    get: (key, make) => {
      if (generation !== library.generation) {
        lists.clear();
        generation = library.generation;
      }
      const known = lists.get(key);
      if (known !== undefined) return known;
      const list = make();
      const [oldest] = lists.keys();
      if (lists.size >= kept && oldest !== undefined) lists.delete(oldest);
      lists.set(key, list);
      return list;
    },
  };
}

/** Orders by something that users do: what has a value first or last, and the rest as it was. */
export function* byUserValue(
  handles: Float64Array,
  values: ReadonlyMap<Handle, number>,
  descending: boolean,
): Generator<Handle> {
  const listed = new Set<Handle>();
  for (const handle of values.keys()) listed.add(handle);
  const withValue = [...values].sort(([, a], [, b]) => (descending ? b - a : a - b)).map(([handle]) => handle);
  if (descending) yield* withValue;
  for (const handle of handles) if (!listed.has(handle)) yield handle;
  if (!descending) yield* withValue;
}
