import { MediafoldError } from '../../errors.ts';
import type { Item } from '../../models/item.ts';
import { type Cursor, cursor, type Page, type RejectedRow } from '../../models/page.ts';
import type { ListOptions } from '../media-backend.ts';
import type { Slice } from './jellyfin-api.ts';
import { type MapOptions, mapRow } from './jellyfin-map.ts';
import type { WirePage } from './jellyfin-wire.ts';
import { present } from './only-present.ts';

const defaultLimit = 200;
const largestLimit = 500;

/** A cursor is the row to go on from, after a word of whoever made it. */
const cursorForm = /^([^:]*):(\d{1,9})$/;

/**
 * @throws {MediafoldError} `invalid-argument` for a cursor that is not of this listing
 */
export function sliceOf(options: ListOptions, word = ''): Slice {
  const asked = options.limit ?? defaultLimit;
  const limit = Math.min(Math.max(1, Math.floor(asked)), largestLimit);
  if (options.cursor === undefined) return { start: 0, limit };
  const [, found, start] = cursorForm.exec(options.cursor) ?? [];
  if (start === undefined || found !== word) {
    throw new MediafoldError('invalid-argument', 'the cursor belongs to another listing');
  }
  return { start: Number(start), limit };
}

/** The word in a cursor, for listings that have to remember something from page to page. */
export const wordOf = (from: Cursor): string => cursorForm.exec(from)?.[1] ?? '';

const cursorOf = (start: number, word: string): Cursor => cursor(`${word}:${start}`);

/**
 * Goes on by the rows that came, understood or not, however many were asked for.
 *
 * @param slice absent for answers that the server does not page
 */
export function pageOf(answer: WirePage, slice: Slice | undefined, options: MapOptions, word = ''): Page<Item> {
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
  return present({ items, rejected, total, next: isLast ? undefined : cursorOf(end, word) });
}
