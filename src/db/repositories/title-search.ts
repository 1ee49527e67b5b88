import { type Kysely, sql } from 'kysely';
import type { Title } from '../../models/title.ts';
import { searchQuery, sortKey } from '../fold-text.ts';
import type { Schema } from '../schema.ts';
import { type TitleHead, type TitleHeads, topKinds } from './title-heads.ts';

/** So many rows are read for each title that is wanted: versions of one title count once, tombstones not at all. */
const rowsPerTitle = 8;

/**
 * Search as you type. Titles that begin with the text come first, straight from the index of sort titles; that keeps
 * the first letters fast, which half of a large library would match. Then, best first, everything in which each word
 * begins a word of a name.
 */
export async function searchTitles(
  kysely: Kysely<Schema>,
  heads: TitleHeads,
  text: string,
  limit: number,
): Promise<readonly Title[]> {
  const query = searchQuery(text);
  if (query === undefined || limit < 1) return [];
  const found = new Map<string, TitleHead>();
  const keep = (rows: readonly TitleHead[]): void => {
    for (const row of rows) if (!found.has(row.title_id)) found.set(row.title_id, row);
  };
  const beginning = sortKey(text);
  for (const kind of topKinds) {
    if (found.size < limit) keep(await heads.page(kind, { limit, beginning }));
  }
  if (found.size < limit) {
    const { rows } = await sql<TitleHead>`
      select item.title_id, item.kind, item.title, item.year, item.source_id, item.item_id, item.sort_title
      from (select rowid as row_id, rank as badness from item_words
        where item_words match ${query} and rank match 'bm25(10, 6, 1)' order by rank limit ${limit * rowsPerTitle}
      ) as hit join item on item.row_id = hit.row_id
      where item.removed_at is null
      order by hit.badness, item.sort_title, item.source_id, item.item_id`.execute(kysely);
    keep(rows);
  }
  return heads.withVersions([...found.values()].slice(0, limit));
}
