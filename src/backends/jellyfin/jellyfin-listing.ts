import type { Item } from '../../models/item.ts';
import type { Page, RejectedRow } from '../../models/page.ts';
import { present } from '../../models/present.ts';
import { cursorAt, pageLimit, pageStart } from '../http/paging.ts';
import type { ListOptions } from '../media-backend.ts';
import type { Slice } from './jellyfin-items-api.ts';
import { type MapOptions, mapRow } from './jellyfin-map.ts';
import type { WirePage } from './jellyfin-wire.ts';

/** @throws {MediafoldError} `invalid-argument` for a cursor of a listing with another note */
export function sliceOf({ cursor, limit }: ListOptions, operation: string, note: string): Slice {
  const start = cursor === undefined ? 0 : pageStart(cursor, operation, (found) => found === note).start;
  return { start, limit: pageLimit(limit) };
}

/**
 * Goes on by the rows that came, understood or not, however many were asked for.
 *
 * @param slice absent for answers that the server does not page
 */
export function pageOf(answer: WirePage, slice: Slice | undefined, options: MapOptions, note: string): Page<Item> {
  const items: Item[] = [];
  const rejected: RejectedRow[] = [];
  for (const row of answer.Items) {
    const mapped = mapRow(row, options);
    if ('item' in mapped) items.push(mapped.item);
    else rejected.push(mapped.rejected);
  }
  const { TotalRecordCount: total } = answer;
  const end = (slice?.start ?? 0) + answer.Items.length;
  const isLast = slice === undefined || answer.Items.length === 0 || (total !== undefined && end >= total);
  return present<Page<Item>>({ items, rejected, total, next: isLast ? undefined : cursorAt({ start: end, note }) });
}
