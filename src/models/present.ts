/** As `T`, but what is optional there may be `undefined` here. */
export type Loose<T> = {
  readonly [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K];
};

/** A copy without what is `undefined`: models say "absent" by leaving the field out. */
export function present<T extends object>(loose: Loose<T>): T {
  const kept: Partial<Loose<T>> = {};
  for (const name in loose) {
    if (loose[name] !== undefined) kept[name] = loose[name];
  }
  return kept as T;
}
