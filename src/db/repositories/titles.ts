import { sql } from 'kysely';
import { MediafoldError } from '../../errors.ts';
import type { ItemKind } from '../../models/item.ts';
import { formatRef, type ItemRef } from '../../models/ref.ts';
import type { Title } from '../../models/title.ts';
import type { Database } from '../open-database.ts';
import { type ItemFilter, inLibrary, live } from './item-queries.ts';
import { createTitleHeads, headFields, type TitleHead, topKinds } from './title-heads.ts';
import { searchTitles } from './title-search.ts';

export interface TitleFilter extends ItemFilter {
  /** Absent: every kind that is at the top of a library. */
  readonly kind?: ItemKind | undefined;
}

export interface TitleListOptions extends TitleFilter {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface TitlePage {
  readonly titles: readonly Title[];
  /** Absent on the last page. */
  readonly next?: string;
}

export interface TitleRepository {
  /** In the order of the sort titles. @throws {MediafoldError} `invalid-argument` for a foreign `after` */
  titles(options: TitleListOptions): Promise<TitlePage>;
  countTitles(filter?: TitleFilter): Promise<number>;
  /** Every word must begin a word of a name; best first. */
  search(text: string, limit: number): Promise<readonly Title[]>;
  /** @throws {MediafoldError} `not-found` */
  titleOf(ref: ItemRef): Promise<Title>;
}

const kindsOf = ({ kind }: TitleFilter): readonly ItemKind[] => (kind === undefined ? topKinds : [kind]);

export function createTitleRepository({ kysely }: Database): TitleRepository {
  const titleHeads = createTitleHeads(kysely);

  return {
    async titles(options) {
      const { limit } = options;
      const byKind: (readonly TitleHead[])[] = [];
      for (const kind of kindsOf(options)) byKind.push(await titleHeads.page(kind, options));
      const found = byKind.flat().sort(inOrder).slice(0, limit);
      const last = found.at(-1);
      return {
        titles: await titleHeads.withVersions(found),
        ...(last === undefined || found.length < limit
          ? {}
          : { next: JSON.stringify([last.sort_title, last.source_id, last.item_id]) }),
      };
    },

    async countTitles(filter = {}) {
      const kinds = [...kindsOf(filter)];
      if (filter.sourceId === undefined) {
        // In the order of the index, where equal titles are neighbours: nothing has to be remembered.
        const { rows } = await sql<{ count: number }>`select count(*) as count from (
          select distinct title_id from item indexed by item_by_title
          where kind in (${sql.join(kinds)}) and removed_at is null)`.execute(kysely);
        return rows[0]?.count ?? 0;
      }
      const { count } = await inLibrary(live(kysely), filter)
        .select(({ fn }) => fn.count<number>('item.title_id').distinct().as('count'))
        .where('item.kind', 'in', kinds)
        .executeTakeFirstOrThrow();
      return count;
    },

    search: (text, limit) => searchTitles(kysely, titleHeads, text, limit),

    async titleOf(ref) {
      const head = await live(kysely)
        .select(headFields)
        .where('item.source_id', '=', ref.sourceId)
        .where('item.item_id', '=', ref.itemId)
        .executeTakeFirst();
      const [title] = await titleHeads.withVersions(head === undefined ? [] : [head]);
      if (title !== undefined) return title;
      throw new MediafoldError('not-found', `no item ${formatRef(ref)} in the catalogue`, { operation: 'get title' });
    },
  };
}

/** As SQLite compares text: by bytes, which for UTF-8 is by code points. */
function inOrder(a: TitleHead, b: TitleHead): number {
  return compare(a.sort_title, b.sort_title) || compare(a.source_id, b.source_id) || compare(a.item_id, b.item_id);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
