import { MediafoldError } from '../../errors.ts';
import { type Cursor, cursor } from '../../models/page.ts';

export const defaultLimit = 200;
/** Bigger pages make servers slow without making the listing faster. */
export const largestLimit = 500;

/** Where a page starts, and how many rows before it were no items. */
export interface PageStart {
  readonly start: number;
  readonly skipped: number;
}

/** @throws {MediafoldError} `invalid-argument` for a cursor that this backend did not make */
export function pageStart(from: Cursor | undefined, operation: string): PageStart {
  if (from === undefined) return { start: 0, skipped: 0 };
  const [, start, skipped] = /^(\d{1,15})(?:~(\d{1,15}))?$/.exec(from) ?? [];
  if (start === undefined) {
    throw new MediafoldError('invalid-argument', `${operation}: the cursor is not one of this listing`, { operation });
  }
  return { start: Number(start), skipped: Number(skipped ?? 0) };
}

export function pageLimit(asked: number | undefined): number {
  return Math.min(Math.max(Math.floor(asked ?? defaultLimit) || 1, 1), largestLimit);
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
export function pageEnd(at: PageStart, received: ReceivedPage): { readonly total?: number; readonly next?: Cursor } {
  const { count, total, limit } = received;
  const start = at.start + count;
  const skipped = at.skipped + received.skipped;
  const more = count > 0 && (total === undefined ? count === limit : start < total);
  return {
    ...(total === undefined ? {} : { total: Math.max(0, total - skipped) }),
    ...(more ? { next: cursor(skipped === 0 ? String(start) : `${start}~${skipped}`) } : {}),
  };
}
