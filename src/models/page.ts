/** Where the next page starts. Made and read by one backend; opaque to everybody else; safe to store. */
declare const cursorBrand: unique symbol;
export type Cursor = string & { readonly [cursorBrand]: 'Cursor' };

/** A row of a listing that could not be understood: put aside with its reason, never silently dropped. */
export interface RejectedRow {
  /** The server's id of the row, if at least that could be read. */
  readonly itemId?: string;
  /** Which field, and what was expected. Holds no values of the answer. */
  readonly reason: string;
}

/** One page of a listing. Empty means that the server said empty. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly rejected: readonly RejectedRow[];
  /** How many rows the whole listing has, as the server said with this page; absent when it did not say. */
  readonly total?: number;
  /** Absent on the last page. */
  readonly next?: Cursor;
}

export const cursor = (value: string): Cursor => value as Cursor;
