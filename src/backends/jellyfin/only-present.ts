/** The same facts, where what may be undefined may be absent instead. */
export type Present<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined: in the models, absent is the only way of not being there. */
export function present<T extends object>(facts: T): Present<T>;
export function present(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  for (const name in facts) {
    if (facts[name] !== undefined) kept[name] = facts[name];
  }
  return kept;
}
