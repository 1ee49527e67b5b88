import type { Item } from '../../models/item.ts';
import type { Page, RejectedRow } from '../../models/page.ts';
import { type RowSetting, readRows } from './plex-read-rows.ts';
import { hubRow } from './plex-wire.ts';

/**
 * One page, best of each kind first as the server ranks its hubs. The same item comes in several of them; people and
 * genres are no items, so their rows are not read.
 */
export function searchResults(hubs: readonly unknown[], setting: RowSetting): Page<Item> {
  const items = new Map<string, Item>();
  const rejected: RejectedRow[] = [];
  for (const hub of hubs) {
    const read = hubRow.safeParse(hub);
    if (!read.success) {
      rejected.push({ reason: 'a group of hits could not be read' });
      continue;
    }
    const rows = readRows(read.data.Metadata ?? [], setting);
    rejected.push(...rows.rejected);
    for (const item of rows.items) {
      if (!items.has(item.id)) items.set(item.id, item);
    }
  }
  return { items: [...items.values()], rejected };
}
