import type { LibraryId, SourceId } from '../models/ids.ts';
import type { Item } from '../models/item.ts';
import { foldText } from './fold-text.ts';
import { mergeItem } from './item-merge.ts';
import { hashOf, type ItemRow, type ItemValues, itemColumns, toItem, toValues } from './item-row.ts';
import type { Database } from './open-database.ts';
import type { PreparedStatement } from './sqlite-connection.ts';
import { createTitleGroups } from './title-groups.ts';
import { watchColumns, watchValues } from './watch-row.ts';

export interface WrittenItem {
  readonly row: number;
  /** `added` also for a tombstone that came back. */
  readonly outcome: 'added' | 'changed' | 'unchanged';
}

/** Writes items one by one, with everything that hangs on them. Works inside a transaction. */
export interface ItemWriter {
  write(source: SourceId, library: LibraryId, item: Item): WrittenItem;
}

interface Known {
  readonly row_id: number;
  readonly removed_at: number | null;
  readonly brief_hash: string | null;
  readonly full_hash: string | null;
}

type Stored = ItemRow & ItemValues & { readonly title_id: string };

const marks = (count: number): string => Array(count).fill('?').join(', ');

/** Names by which people look for an item: its own, the original one, and the one that it belongs to. */
function wordsOf(item: Item): readonly string[] {
  const names = item as { showTitle?: string; artistName?: string; trackArtist?: string; albumTitle?: string };
  const owners = [names.showTitle, names.artistName, names.trackArtist, names.albumTitle];
  const owner = owners.filter((name) => name !== undefined).join(' ');
  return [item.title, item.originalTitle ?? '', owner].map(foldText);
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function createItemWriter({ sqlite, clock }: Database): ItemWriter {
  const titles = createTitleGroups(sqlite);
  const find = sqlite.prepare<Known>(
    'select row_id, removed_at, brief_hash, full_hash from item where source_id = ? and item_id = ?',
  );
  const read = sqlite.prepare<Stored>(
    `select i.item_id, i.title_id, ${itemColumns.map((name) => `i.${name}`).join(', ')}, ${watchColumns.join(', ')}
     from item i left join watch_state w on w.item_row = i.row_id where i.row_id = ?`,
  );
  const insert = sqlite.prepare(
    `insert into item (source_id, item_id, title_id, updated_at, brief_hash, full_hash, ${itemColumns.join(', ')})
     values (${marks(6 + itemColumns.length)})`,
  );
  const update = sqlite.prepare(
    `update item set title_id = ?, updated_at = ?, brief_hash = ?, full_hash = ?, removed_at = null,
       ${itemColumns.map((name) => `${name} = ?`).join(', ')} where row_id = ?`,
  );
  const setHashes = sqlite.prepare('update item set brief_hash = ?, full_hash = ? where row_id = ?');
  const deleteIds = sqlite.prepare('delete from external_id where item_row = ?');
  // One statement for all ids of an item: there are one to four as a rule.
  const insertIds = (count: number) =>
    `insert or ignore into external_id values ${Array(count).fill('(?, ?, ?, ?)').join(', ')}`;
  const insertIdsBy = new Map<number, PreparedStatement<unknown>>();
  const setWords = sqlite.prepare(
    'insert or replace into item_words (rowid, title, original_title, show_title) values (?, ?, ?, ?)',
  );
  const setWatch = sqlite.prepare(
    `insert into watch_state (item_row, ${watchColumns.join(', ')}) values (${marks(1 + watchColumns.length)})
     on conflict (item_row) do update set ${watchColumns.map((name) => `${name} = excluded.${name}`).join(', ')}
     where (${watchColumns.join(', ')}) is not (${watchColumns.map((name) => `excluded.${name}`).join(', ')})`,
  );

  const columnsOf = (values: ItemValues): readonly (string | number | null)[] =>
    itemColumns.map((name) => values[name]);
  const writeIds = (row: number, { externalIds, kind }: Item): void => {
    const count = externalIds.length;
    if (count === 0) return;
    const insertAll = insertIdsBy.get(count) ?? sqlite.prepare(insertIds(count));
    insertIdsBy.set(count, insertAll);
    insertAll.run(externalIds.flatMap(({ provider, value }) => [row, provider, value, kind]));
  };
  /** Without watch state the row says nothing about it: what is known stays. */
  const writeWatch = (row: number, { watch }: Item): boolean =>
    watch !== undefined && setWatch.run([row, ...watchValues(watch)]).changes > 0;

  function add(source: SourceId, library: LibraryId, item: Item, hashes: readonly (string | null)[]): WrittenItem {
    const title = titles.join({ sourceId: source, itemId: item.id, kind: item.kind, externalIds: item.externalIds });
    const columns = columnsOf(toValues(item, library));
    const { lastInsertRowid } = insert.run([source, item.id, title, clock.now(), ...hashes, ...columns]);
    const row = Number(lastInsertRowid);
    writeIds(row, item);
    writeWatch(row, item);
    setWords.run([row, ...wordsOf(item)]);
    return { row, outcome: 'added' };
  }

  /** Ids and words follow the item; its title follows the ids. */
  function follow(source: SourceId, row: number, before: Item, item: Item, title: string): string {
    if (!isSame(wordsOf(before), wordsOf(item))) setWords.run([row, ...wordsOf(item)]);
    if (before.kind === item.kind && isSame(before.externalIds, item.externalIds)) return title;
    deleteIds.run([row]);
    const { id: itemId, kind, externalIds } = item;
    const moved = titles.move({ sourceId: source, itemId, kind, externalIds }, row, title);
    writeIds(row, item);
    return moved;
  }

  return {
    write(source, library, item) {
      const hash = hashOf(item, library);
      const isFull = item.completeness === 'full';
      const alone = isFull ? [null, hash] : [hash, null];
      const known = find.get([source, item.id]);
      if (known === undefined) return add(source, library, item, alone);
      const row = known.row_id;
      const isBack = known.removed_at !== null;
      if (!isBack && hash === (isFull ? known.full_hash : known.brief_hash)) return { row, outcome: 'unchanged' };

      const stored = read.get([row]);
      if (stored === undefined) return add(source, library, item, alone);
      const before = toItem(stored);
      const merged = mergeItem(before, item);
      const values = toValues(merged, library);
      const watchMoved = writeWatch(row, item);
      const differs = isBack || itemColumns.some((name) => values[name] !== stored[name]);
      if (differs) {
        const title = follow(source, row, before, merged, stored.title_id);
        update.run([title, clock.now(), ...alone, ...columnsOf(values), row]);
      } else {
        // Something moved: the other hash no longer speaks of what is stored.
        const { brief_hash, full_hash } = known;
        setHashes.run([...(watchMoved ? alone : isFull ? [brief_hash, hash] : [hash, full_hash]), row]);
      }
      if (isBack) return { row, outcome: 'added' };
      return { row, outcome: differs || watchMoved ? 'changed' : 'unchanged' };
    },
  };
}
