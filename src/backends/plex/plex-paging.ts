import type { Cursor } from '../../models/page.ts';
import { cursorAt, pageStart } from '../http/paging.ts';

/** Where a page starts, and how many rows before it were no items. */
export interface PlexPageStart {
  readonly start: number;
  readonly skipped: number;
}

/** @throws {MediafoldError} `invalid-argument` for a cursor of another listing */
export function plexPageStart(from: Cursor | undefined, operation: string): PlexPageStart {
  if (from === undefined) return { start: 0, skipped: 0 };
  const { start, note } = pageStart(from, operation, (skipped) => /^\d{0,15}$/.test(skipped));
  return { start, skipped: Number(note) };
}

export interface ReceivedPage {
  /** How many rows came, of whatever kind. */
  readonly count: number;
  /** How many of them are no items, like the "All episodes" entry of a show. */
  readonly skipped: number;
  /** How many rows the server says that there are, those that are no items included. */
  readonly total: number | undefined;
  readonly limit: number;
}

/**
 * Servers give fewer or more rows than asked for, so the next page starts after what came. The total decides when it
 * is the last one; without a total, a short page is.
 */
export function pageEnd(
  at: PlexPageStart,
  received: ReceivedPage,
): { readonly total?: number; readonly next?: Cursor } {
  const { count, total, limit } = received;
  const start = at.start + count;
  const skipped = at.skipped + received.skipped;
  const more = count > 0 && (total === undefined ? count === limit : start < total);
  return {
    ...(total === undefined ? {} : { total: Math.max(0, total - skipped) }),
    ...(more ? { next: cursorAt({ start, note: String(skipped) }) } : {}),
  };
}
