import { type RawBuilder, type SqlBool, sql } from 'kysely';
import * as z from 'zod';
import { MediafoldError } from '../errors.ts';

/** Sort title, source and item of the last row of a page: where the next one starts, whatever was added meanwhile. */
export type Keyset = readonly [sortTitle: string, sourceId: string, itemId: string];

const stored = z.tuple([z.string(), z.string(), z.string()]);

/** @throws {MediafoldError} `invalid-argument` when the text is not a `next` of this catalogue */
export function position(text: string | undefined): Keyset | undefined {
  if (text === undefined) return undefined;
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    throw new MediafoldError('invalid-argument', 'the start of the page is not a `next` that this catalogue gave');
  }
}

export function after(table: string, keyset: Keyset): RawBuilder<SqlBool> {
  const columns = ['sort_title', 'source_id', 'item_id'].map((name) => sql.ref(`${table}.${name}`));
  return sql<SqlBool>`(${sql.join(columns)}) > (${sql.join(keyset.map((value) => sql.val(value)))})`;
}
