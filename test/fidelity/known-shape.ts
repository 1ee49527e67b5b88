/** What stands at one place of recorded documents. */
interface Known {
  readonly types: Set<string>;
  /** How many objects stood here, and how many of them had each field. */
  objects: number;
  readonly fields: Map<string, number>;
}

/** From documents of others: which types stand where, and which fields are always there. */
export interface KnownShape {
  learn(document: unknown, at?: string): void;
  /** Types that no recorded document has at a place that they have, and fields that each of them has and ours has not. */
  complaints(document: unknown, at?: string): readonly string[];
  /** Whether a recorded document has the field there: each of them, or some. */
  holds(at: string): 'always' | 'sometimes' | 'never';
}

/** Rows of different kinds have different fields. */
export function kindOf(row: unknown): string {
  if (typeof row !== 'object' || row === null) return '';
  const kind: unknown = 'Type' in row ? row.Type : 'type' in row ? row.type : '';
  return typeof kind === 'string' ? kind : '';
}

export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

export function createKnownShape(): KnownShape {
  const places = new Map<string, Known>();
  const known = (at: string): Known => {
    const found = places.get(at) ?? { types: new Set<string>(), objects: 0, fields: new Map<string, number>() };
    places.set(at, found);
    return found;
  };
  const learn = (value: unknown, at: string): void => {
    const place = known(at);
    place.types.add(typeOf(value));
    if (Array.isArray(value)) {
      known(`${at}.#`);
      for (const each of value) learn(each, `${at}.*${kindOf(each)}`);
    } else if (typeof value === 'object' && value !== null) {
      place.objects += 1;
      for (const [name, inner] of Object.entries(value)) {
        place.fields.set(name, (place.fields.get(name) ?? 0) + 1);
        learn(inner, `${at}.${name}`);
      }
    }
  };
  const look = (value: unknown, at: string, found: Set<string>): void => {
    const place = places.get(at);
    if (place === undefined) {
      // The list is known, and has no rows of this kind.
      const list = at.slice(0, at.lastIndexOf('.*'));
      if (at.startsWith('.*', list.length) && !at.slice(list.length + 2).includes('.') && places.has(`${list}.#`)) {
        found.add(`${at}: an unknown kind`);
      }
      return;
    }
    if (!place.types.has(typeOf(value))) found.add(`${at}: ${typeOf(value)}`);
    else if (Array.isArray(value)) for (const each of value) look(each, `${at}.*${kindOf(each)}`, found);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, times] of place.fields) {
        if (times === place.objects && !Object.hasOwn(value, name)) found.add(`${at}.${name}: missing`);
      }
      for (const [name, inner] of Object.entries(value)) look(inner, `${at}.${name}`, found);
    }
  };
  return {
    learn: (document, at = '') => learn(document, at),
    complaints: (document, at = '') => {
      const found = new Set<string>();
      look(document, at, found);
      return [...found];
    },
    holds: (at) => {
      const parent = places.get(at.slice(0, at.lastIndexOf('.')));
      const times = parent?.fields.get(at.slice(at.lastIndexOf('.') + 1)) ?? 0;
      return times === 0 ? 'never' : times === parent?.objects ? 'always' : 'sometimes';
    },
  };
}

/** Rows in lists of a document, at whatever depth, by the name of the list. */
export function rowsIn(document: unknown, name: string = ''): readonly (readonly [list: string, row: unknown])[] {
  if (Array.isArray(document)) {
    return document.flatMap((row) => [
      ...(typeof row === 'object' && row !== null ? ([[name, row]] as const) : []),
      ...rowsIn(row, name),
    ]);
  }
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([field, inner]) => rowsIn(inner, field));
}
