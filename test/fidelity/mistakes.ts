import { changedJson, type JsonChange, type JsonType } from '../../src/testing/http/change-json.ts';
import { repeatableRandom } from '../../src/testing/http/repeatable-random.ts';
import { kindOf, typeOf } from './known-shape.ts';
import type { Holding } from './recorded-plex.ts';

export interface Place {
  /** As the fault `mutate` names it: `Items.*.Name`. */
  readonly path: string;
  /** The same with the kinds of rows: `.Items.*Movie.Name`. */
  readonly known: readonly string[];
  readonly type: string;
}

/** Every field of the documents. The first type that stands there counts. */
export function placesIn(documents: readonly unknown[]): readonly Place[] {
  const found = new Map<string, { known: Set<string>; type: string }>();
  const walk = (value: unknown, path: string, known: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      // A path cannot name the first two, and ids are no fields.
      if (/[.*]|^[0-9a-f]{32}$/.test(name)) continue;
      const isList = Array.isArray(value);
      const at = `${path}${path === '' ? '' : '.'}${isList ? '*' : name}`;
      const knownAt = `${known}.${isList ? `*${kindOf(inner)}` : name}`;
      if (!isList) {
        const place = found.get(at) ?? { known: new Set<string>(), type: 'null' };
        place.known.add(knownAt);
        found.set(at, place.type === 'null' ? { ...place, type: typeOf(inner) } : place);
      }
      walk(inner, at, knownAt);
    }
  };
  for (const each of documents) walk(each, '', '');
  return [...found].map(([path, { known, type }]) => ({ path, known: [...known], type }));
}

const wrongTypes: Readonly<Record<string, JsonType>> = {
  string: 'number',
  number: 'string',
  boolean: 'string',
  list: 'object',
  object: 'string',
};

/** `optional`: a missing field that recorded answers have only sometimes. It is counted, and is no part of the score. */
export type MistakeKind = 'type' | 'missing' | 'status' | 'optional';

export interface Mistake {
  readonly name: string;
  readonly kind: MistakeKind;
  /** As the fault `mutate` takes it; absent: the status is wrong. */
  readonly change?: JsonChange;
  readonly apply: (answer: { readonly status: number; readonly body: unknown }) => { status: number; body: unknown };
}

export interface Plan {
  readonly places: readonly Place[];
  /** Whether recorded answers have the field. */
  readonly holds: (place: Place) => Holding;
  readonly status: number;
  /** Of each kind of mistake. */
  readonly most: number;
}

/** The same ones in each run. */
export function plannedMistakes({ places, holds, status, most }: Plan): readonly Mistake[] {
  const random = repeatableRandom(places.length + 1);
  const some = (all: readonly Place[]): readonly Place[] =>
    all
      .map((place) => ({ place, rank: random() }))
      .sort((a, b) => a.rank - b.rank)
      .slice(0, most)
      .map(({ place }) => place);
  const changed = (kind: Mistake['kind'], name: string, change: JsonChange): Mistake => ({
    ...{ kind, name, change },
    apply: (answer) => ({ status: answer.status, body: changedJson(answer.body, [change]) }),
  });
  const missing = (kind: MistakeKind, holding: Holding): readonly Mistake[] =>
    some(places.filter((place) => holds(place) === holding)).map(({ path }) =>
      changed(kind, `no \`${path}\``, { path, change: 'drop' }),
    );
  const statuses = [500, status === 200 ? 202 : 200];
  return [
    ...statuses.map((wrong): Mistake => {
      return { kind: 'status', name: `status ${wrong}`, apply: ({ body }) => ({ status: wrong, body }) };
    }),
    ...some(places.filter(({ type }) => type in wrongTypes)).map(({ path, type }) => {
      const wrong = wrongTypes[type] ?? 'null';
      return changed('type', `\`${path}\` as ${wrong}`, { path, change: 'retype', type: wrong });
    }),
    ...missing('missing', 'always'),
    ...missing('optional', 'sometimes'),
  ];
}
