import { MediafoldError, ProtocolError } from '../../errors.ts';
import { type LibraryId, libraryId } from '../../models/ids.ts';
import type { Item } from '../../models/item.ts';
import type { Page, RejectedRow } from '../../models/page.ts';
import { describeIssues } from '../http/parse-answer.ts';
import { briefItem, fullItem } from './plex-map.ts';
import { kindOf } from './plex-map-kinds.ts';
import { hubRow, type RowsContainer } from './plex-wire.ts';
import { briefRow, fullRow } from './plex-wire-item.ts';

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

/**
 * One page, best of each kind first as the server ranks its hubs. The same item comes in several of them; people and
 * genres are no items, so their rows are not read.
 */
export function readHubs(hubs: readonly unknown[], setting: RowSetting): Page<Item> {
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

/**
 * The item that was asked for by its id.
 *
 * @throws {MediafoldError} `not-found`; `protocol` when it is there and cannot be read; `unsupported` for a kind of item
 *   that this library has no word for
 */
export function readItem(answer: RowsContainer, id: string, operation: string, setting: RowSetting): Item {
  const [row] = answer.Metadata ?? [];
  if (row === undefined) {
    throw new MediafoldError('not-found', `${operation}: the server does not have it`, { operation });
  }
  const read = fullRow.safeParse(row);
  if (!read.success) {
    const issues = describeIssues(read.error.issues);
    throw new ProtocolError(`${operation}: it cannot be read (${issues.join('; ')})`, issues, { operation });
  }
  // A list of ids is an answer to another question.
  if (read.data.ratingKey !== id) {
    throw new MediafoldError('not-found', `${operation}: the server answered with another item`, { operation });
  }
  const library = read.data.librarySectionID ?? answer.librarySectionID;
  const kind = kindOf(read.data, setting.isHomeVideos(library));
  if (kind === undefined) {
    throw new MediafoldError('unsupported', `${operation}: it is of a kind that is not known here`, { operation });
  }
  return fullItem(read.data, kind, library === undefined ? undefined : libraryId(library));
}
