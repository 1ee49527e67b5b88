/** One place in a playlist or a play queue. The same item may have several. */
export interface Entry {
  readonly id: number;
  readonly key: number;
}

/** Numbers for places and lists; never given twice. */
export function counter(first: number): () => number {
  let next = first;
  return () => {
    next += 1;
    return next - 1;
  };
}

/** @param after the place behind which it is put; without: the beginning. @returns undefined when either is not there */
export function moved(entries: readonly Entry[], id: number, after: number | undefined): readonly Entry[] | undefined {
  const entry = entries.find((each) => each.id === id);
  if (entry === undefined) return undefined;
  const others = entries.filter((each) => each !== entry);
  if (after === undefined) return [entry, ...others];
  const at = others.findIndex((each) => each.id === after);
  return at < 0 ? undefined : others.toSpliced(at + 1, 0, entry);
}
