import { type FieldContext, type FieldReader, fields } from './fields.ts';

/** Orders that a listing has before anybody sorts it. */
const natural = new Set(['titleSort', 'show.titleSort', 'season.index', 'episode.index', 'index']);

interface Order {
  readonly values: readonly (number | string)[];
  readonly sign: 1 | -1;
}

/**
 * @param keys in the order of their titles; episodes by show, season and number
 * @param sort as in the query: `addedAt:desc`, `show.titleSort,season.index`
 */
export function sorted(keys: readonly number[], sort: string | null, context: FieldContext): readonly number[] {
  const parts = (sort ?? '').split(',').filter((part) => part !== '');
  const [first = 'titleSort'] = parts;
  const [firstField = '', firstDirection] = first.split(':');
  if (natural.has(firstField)) return firstDirection === 'desc' ? keys.toReversed() : keys;
  const orders = parts.flatMap((part): readonly Order[] => {
    const [name = '', direction] = part.split(':');
    const read = reader(name);
    if (read === undefined) return [];
    return [{ values: keys.map((key) => read(context, key)), sign: direction === 'desc' ? -1 : 1 }];
  });
  if (orders.length === 0) return keys;
  // Equal values keep the order of the titles, so that pages never overlap.
  return keys
    .map((_, i) => i)
    .sort((a, b) => {
      for (const { values, sign } of orders) {
        const one = values[a] ?? 0;
        const two = values[b] ?? 0;
        if (one !== two) return one < two ? -sign : sign;
      }
      return a - b;
    })
    .map((i) => keys[i] ?? 0);
}

function reader(name: string): FieldReader | undefined {
  return fields[name.replace(/^(?:movie|show|season|episode)\./, '')]?.read;
}
