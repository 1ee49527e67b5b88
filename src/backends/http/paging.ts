import { MediafoldError } from '../../errors.ts';
import { type Cursor, cursor } from '../../models/page.ts';

const defaultLimit = 200;
/** Bigger pages make servers slow without making the listing faster. */
const largestLimit = 500;

export function pageLimit(asked: number = defaultLimit): number {
  return Math.min(Math.max(Math.floor(asked) || 1, 1), largestLimit);
}

/** Where a page starts, and what its listing remembers from page to page. */
export interface PageStart {
  readonly start: number;
  readonly note: string;
}

/**
 * @param isOurs whether a listing would have made a cursor with this note
 * @throws {MediafoldError} `invalid-argument` for a cursor of another listing
 */
export function pageStart(from: Cursor, operation: string, isOurs: (note: string) => boolean): PageStart {
  const [, note = '', start] = /^([^:]*):(\d{1,15})$/.exec(from) ?? [];
  if (start !== undefined && isOurs(note)) return { start: Number(start), note };
  throw new MediafoldError('invalid-argument', `${operation}: the cursor is not one of this listing`, { operation });
}

export const cursorAt = ({ start, note }: PageStart): Cursor => cursor(`${note}:${start}`);
