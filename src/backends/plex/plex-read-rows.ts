import type { LibraryId } from '../../models/ids.ts';
import type { Item } from '../../models/item.ts';
import type { RejectedRow } from '../../models/page.ts';
import { describeIssues } from '../http/parse-answer.ts';
import { briefItem } from './plex-map.ts';
import { kindOf } from './plex-map-kinds.ts';
import { briefRow } from './plex-wire-item.ts';

export interface ReadRows {
  readonly items: readonly Item[];
  readonly rejected: readonly RejectedRow[];
}

/** The library of the answer, and which libraries hold home videos. */
export interface RowSetting {
  readonly libraryId?: LibraryId | undefined;
  isHomeVideos(library: string | undefined): boolean;
}

function idIn(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('ratingKey' in row)) return undefined;
  const { ratingKey } = row;
  return typeof ratingKey === 'string' || typeof ratingKey === 'number' ? String(ratingKey) : undefined;
}

function rejectedRow(row: unknown, reason: string): RejectedRow {
  const itemId = idIn(row);
  return itemId === undefined ? { reason } : { itemId, reason };
}

/** Reads each row by itself: one that cannot be understood costs nobody else anything. */
export function readRows(rows: readonly unknown[], setting: RowSetting): ReadRows {
  const items: Item[] = [];
  const rejected: RejectedRow[] = [];
  for (const row of rows) {
    const read = briefRow.safeParse(row);
    if (!read.success) {
      rejected.push(rejectedRow(row, describeIssues(read.error.issues).join('; ')));
      continue;
    }
    const kind = kindOf(read.data, setting.isHomeVideos(read.data.librarySectionID ?? setting.libraryId));
    if (kind === undefined) rejected.push(rejectedRow(row, 'type: not a kind of item that is known here'));
    else items.push(briefItem(read.data, kind, setting.libraryId));
  }
  return { items, rejected };
}
