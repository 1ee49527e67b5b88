/** What JSON calls a value's type. */
export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'list' | 'object';

/**
 * One change at one place of a JSON document. `path` names fields with dots between them, and `*` means every field or
 * every element there: `Items.*.UserData.Played`. A place that is not there is left alone.
 */
export type JsonChange = { readonly path: string } & (
  | { readonly change: 'drop' }
  | { readonly change: 'rename'; readonly name: string }
  | { readonly change: 'retype'; readonly type: JsonType }
  | { readonly change: 'set'; readonly value: unknown }
);

/** @returns the document with the changes in it; the given one stays as it was */
export function changedJson(document: unknown, changes: readonly JsonChange[]): unknown {
  const copy = structuredClone(document);
  for (const change of changes) applyAt(copy, change.path.split('.'), change);
  return copy;
}

function applyAt(value: unknown, [step, ...rest]: readonly string[], change: JsonChange): void {
  if (typeof value !== 'object' || value === null || step === undefined) return;
  const names = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : [];
  // From the end, so that elements that are dropped do not move those that are still to be visited.
  for (const name of names.toReversed()) {
    if (rest.length > 0) applyAt(Reflect.get(value, name), rest, change);
    else apply(value, name, change);
  }
}

function apply(holder: object, name: string, change: JsonChange): void {
  switch (change.change) {
    case 'drop':
      remove(holder, name);
      break;
    case 'rename': {
      const value: unknown = Reflect.get(holder, name);
      remove(holder, name);
      Reflect.set(holder, change.name, value);
      break;
    }
    case 'retype':
      Reflect.set(holder, name, retyped(Reflect.get(holder, name), change.type));
      break;
    case 'set':
      Reflect.set(holder, name, change.value);
  }
}

function remove(holder: object, name: string): void {
  if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else Reflect.deleteProperty(holder, name);
}

/** The same meaning as far as the other type can carry it, as servers do when a field changes between versions. */
const retypings: Readonly<Record<JsonType, (value: unknown) => unknown>> = {
  string: (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  number: (value) => {
    const number = Number(value);
    return Number.isFinite(number) ? number : 0;
  },
  boolean: (value) => value !== 0 && value !== '' && value !== '0' && value !== null && value !== false,
  null: () => null,
  list: (value) => [value],
  object: (value) => ({ value }),
};

function retyped(value: unknown, type: JsonType): unknown {
  return retypings[type](value);
}
