import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { itemId, libraryId, sourceId, titleId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Title, TitleVersion } from '../../models/title.ts';
import { after, position } from '../keyset.ts';
import type { Schema } from '../schema.ts';
import { type ItemFilter, inLibrary, live } from './item-queries.ts';

/** The version by which a title is shown: the first in the order, of those that pass the filter. */
export interface TitleHead {
  readonly title_id: string;
  readonly kind: string;
  readonly title: string;
  readonly year: number | null;
  readonly source_id: string;
  readonly item_id: string;
  readonly sort_title: string;
}

export const headFields = ['title_id', 'kind', 'title', 'year', 'source_id', 'item_id', 'sort_title'] as const;

/** What stands for itself in a library, and is not shown below something else. */
export const topKinds: readonly ItemKind[] = [
  'movie',
  'show',
  'artist',
  'photo-album',
  'clip',
  'collection',
  'playlist',
];

export interface HeadOptions extends ItemFilter {
  readonly limit: number;
  readonly after?: string | undefined;
  /** Only sort titles that begin so. */
  readonly beginning?: string | undefined;
}

export interface TitleHeads {
  page(kind: ItemKind, options: HeadOptions): Promise<readonly TitleHead[]>;
  withVersions(heads: readonly TitleHead[]): Promise<readonly Title[]>;
}

/** Sorts behind every text that begins with the same letters. */
const lastOfAll = '\u{10ffff}';

/** The plus signs keep SQLite on the index by title, where a title has a few rows and not a library's worth. */
function isFirst({ sourceId: source, libraryId: library }: ItemFilter): RawBuilder<SqlBool> {
  const inSource = source === undefined ? sql`` : sql`and +other.source_id = ${source}`;
  const inLib = library === undefined ? sql`` : sql`and +other.library_id = ${library}`;
  return sql<SqlBool>`not exists (select 1 from item as other where other.title_id = item.title_id
    and +other.removed_at is null ${inSource} ${inLib}
    and (+other.sort_title, +other.source_id, +other.item_id) < (item.sort_title, item.source_id, item.item_id))`;
}

export function createTitleHeads(kysely: Kysely<Schema>): TitleHeads {
  return {
    page(kind, { limit, after: from, beginning, ...filter }) {
      const start = position(from);
      return inLibrary(live(kysely), filter)
        .select(headFields)
        .where('item.kind', '=', kind)
        .where(isFirst(filter))
        .$if(start !== undefined, (query) => query.where(after('item', start ?? ['', '', ''])))
        .$if(beginning !== undefined, (query) =>
          query
            .where('item.sort_title', '>=', beginning ?? '')
            .where('item.sort_title', '<', `${beginning ?? ''}${lastOfAll}`),
        )
        .orderBy('item.sort_title')
        .orderBy('item.source_id')
        .orderBy('item.item_id')
        .limit(limit)
        .execute();
    },

    async withVersions(heads) {
      if (heads.length === 0) return [];
      const ids = heads.map((head) => head.title_id);
      const rows = await live(kysely)
        .select(['item.title_id', 'item.source_id', 'item.item_id', 'item.library_id'])
        .where('item.title_id', 'in', ids)
        .orderBy('item.source_id')
        .orderBy('item.item_id')
        .execute();
      const versions = Map.groupBy(rows, (row) => row.title_id);
      return heads.map((head) => ({
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
    },
  };
}
