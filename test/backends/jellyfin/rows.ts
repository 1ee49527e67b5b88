import { mapRow } from '../../../src/backends/jellyfin/jellyfin-map.ts';
import type { Item } from '../../../src/models/item.ts';

export const row = (fields: Readonly<Record<string, unknown>>): unknown => ({
  Id: 'a1',
  Type: 'Movie',
  Name: 'One',
  ...fields,
});

export function brief(fields: Readonly<Record<string, unknown>>): Item {
  const mapped = mapRow(row(fields), { completeness: 'brief' });
  if ('rejected' in mapped) throw new Error(mapped.rejected.reason);
  return mapped.item;
}

export function full(fields: Readonly<Record<string, unknown>>): Item {
  const mapped = mapRow(row(fields), { completeness: 'full' });
  if ('rejected' in mapped) throw new Error(mapped.rejected.reason);
  return mapped.item;
}
