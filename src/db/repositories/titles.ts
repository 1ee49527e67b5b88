import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { MediafoldError } from '../../errors.ts';
import { itemId, libraryId, sourceId, titleId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import { formatRef, type ItemRef } from '../../models/ref.ts';
import type { Title, TitleVersion } from '../../models/title.ts';
import { searchQuery } from '../fold-text.ts';
import { after, position } from '../keyset.ts';
import type { Database } from '../open-database.ts';
import { type ItemFilter, inLibrary, live } from './item-queries.ts';

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

/** What stands for itself in a library, and is not shown below something else. */
const topKinds: readonly ItemKind[] = ['movie', 'show', 'artist', 'photo-album', 'clip', 'collection', 'playlist'];

interface Head {
  readonly title_id: string;
  readonly kind: string;
  readonly title: string;
  readonly year: number | null;
  readonly source_id: string;
  readonly item_id: string;
  readonly sort_title: string;
}

const headFields = ['title_id', 'kind', 'title', 'year', 'source_id', 'item_id', 'sort_title'] as const;

const kindsOf = ({ kind }: TitleFilter): readonly ItemKind[] => (kind === undefined ? topKinds : [kind]);

export function createTitleRepository({ kysely }: Database): TitleRepository {
  /** A title is shown by its first version in the order; the others follow from the title id. */
  function isFirst(filter: TitleFilter): RawBuilder<SqlBool> {
    const inSource = filter.sourceId === undefined ? sql`` : sql`and other.source_id = ${filter.sourceId}`;
    const inLib = filter.libraryId === undefined ? sql`` : sql`and other.library_id = ${filter.libraryId}`;
    return sql<SqlBool>`not exists (select 1 from item as other where other.title_id = item.title_id
      and other.removed_at is null ${inSource} ${inLib}
      and (other.sort_title, other.source_id, other.item_id) < (item.sort_title, item.source_id, item.item_id))`;
  }

  const heads = (kind: ItemKind, { limit, after: from, ...filter }: TitleListOptions): Promise<readonly Head[]> => {
    const start = position(from);
    return inLibrary(live(kysely), filter)
      .select(headFields)
      .where('item.kind', '=', kind)
      .where(isFirst(filter))
      .$if(start !== undefined, (query) => query.where(after('item', start ?? ['', '', ''])))
      .orderBy('item.sort_title')
      .orderBy('item.source_id')
      .orderBy('item.item_id')
      .limit(limit)
      .execute();
  };

  async function withVersions(found: readonly Head[]): Promise<readonly Title[]> {
    if (found.length === 0) return [];
    const rows = await live(kysely)
      .select(['item.title_id', 'item.source_id', 'item.item_id', 'item.library_id'])
      .where(
        'item.title_id',
        'in',
        found.map((head) => head.title_id),
      )
      .orderBy('item.source_id')
      .orderBy('item.item_id')
      .execute();
    const versions = Map.groupBy(rows, (row) => row.title_id);
    return found.map((head) => ({
      id: titleId(head.title_id),
      kind: head.kind as ItemKind,
      title: head.title,
      ...(head.year === null ? {} : { year: head.year }),
      versions: (versions.get(head.title_id) ?? []).map(
        (row): TitleVersion => ({
          sourceId: sourceId(row.source_id),
          itemId: itemId(row.item_id),
          libraryId: libraryId(row.library_id),
        }),
      ),
    }));
  }

  return {
    async titles(options) {
      const { limit } = options;
      const byKind: (readonly Head[])[] = [];
      for (const kind of kindsOf(options)) byKind.push(await heads(kind, options));
      const found = byKind.flat().sort(inOrder).slice(0, limit);
      const last = found.at(-1);
      return {
        titles: await withVersions(found),
        ...(last === undefined || found.length < limit
          ? {}
          : { next: JSON.stringify([last.sort_title, last.source_id, last.item_id]) }),
      };
    },

    async countTitles(filter = {}) {
      const { count } = await inLibrary(live(kysely), filter)
        .select(({ fn }) => fn.count<number>('item.title_id').distinct().as('count'))
        .where('item.kind', 'in', [...kindsOf(filter)])
        .executeTakeFirstOrThrow();
      return count;
    },

    async search(text, limit) {
      const query = searchQuery(text);
      if (query === undefined) return [];
      const { rows } = await sql<Head>`
        select item.title_id, item.kind, item.title, item.year, item.source_id, item.item_id, item.sort_title
        from item_words join item on item.row_id = item_words.rowid
        where item_words match ${query} and item.removed_at is null
        order by bm25(item_words, 10, 6, 1), item.sort_title, item.source_id, item.item_id
        limit ${limit * versionsExpected}`.execute(kysely);
      const first = new Map<string, Head>();
      for (const row of rows) if (!first.has(row.title_id)) first.set(row.title_id, row);
      return withVersions([...first.values()].slice(0, limit));
    },

    async titleOf(ref) {
      const head = await live(kysely)
        .select(headFields)
        .where('item.source_id', '=', ref.sourceId)
        .where('item.item_id', '=', ref.itemId)
        .executeTakeFirst();
      const [title] = await withVersions(head === undefined ? [] : [head]);
      if (title !== undefined) return title;
      throw new MediafoldError('not-found', `no item ${formatRef(ref)} in the catalogue`, { operation: 'get title' });
    },
  };
}

/** So many rows are read for each title that is wanted: versions of one title count once. */
const versionsExpected = 4;

/** As SQLite compares text: by bytes, which for UTF-8 is by code points. */
function inOrder(a: Head, b: Head): number {
  return compare(a.sort_title, b.sort_title) || compare(a.source_id, b.source_id) || compare(a.item_id, b.item_id);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
