import type { LibraryId, SourceId } from '../models/ids.ts';
import { type Item, parentIdOf } from '../models/item.ts';
import type { WatchState } from '../models/watch-state.ts';
import { documentOf, hashOf, sortTitleOf, withListed } from './item-document.ts';
import type { Database } from './open-database.ts';
import { createTitleGroups } from './title-groups.ts';

export type WriteOutcome = 'added' | 'changed' | 'unchanged' | 'seen-already';

/** Writes items one by one; the caller holds the transaction. */
export interface ItemWriter {
  /** A row of a listing. `mark` is the listing's. */
  listed(source: SourceId, library: LibraryId, item: Item, mark: number): WriteOutcome;
  /** The item in full, as its server gave it by its id. One that no listing has brought is left alone. */
  full(source: SourceId, item: Item): void;
  /** The listing saw the row, but could not read it: it is not gone. */
  touch(source: SourceId, itemId: string, mark: number): void;
}

interface Stored {
  readonly title_id: string;
  readonly library_id: string;
  readonly listed_hash: string;
  readonly seen_mark: number;
  readonly document_json: string;
  readonly removed_at: number | null;
}

type Columns = Readonly<Record<string, string | number | null>>;

const flag = (value: boolean | undefined): 0 | 1 | null => (value === undefined ? null : value ? 1 : 0);

export function createItemWriter(db: Database): ItemWriter {
  const titles = createTitleGroups(db);
  const find = db.prepare<[string, string], Stored>(
    `select title_id, library_id, listed_hash, seen_mark, document_json, removed_at from item
     where source_id = ? and item_id = ?`,
  );
  const insert = db.prepare<[Columns]>(
    `insert into item (source_id, item_id, library_id, kind, parent_id, title_id, title, sort_title, year, season_number,
       episode_number, added_at, completeness, document_json, listed_hash, seen_mark, updated_at, removed_at)
     values (@source_id, @item_id, @library_id, @kind, @parent_id, @title_id, @title, @sort_title, @year, @season_number,
       @episode_number, @added_at, @completeness, @document_json, @listed_hash, @seen_mark, @now, null)`,
  );
  const update = db.prepare<[Columns]>(
    `update item set library_id = @library_id, kind = @kind, parent_id = @parent_id, title_id = @title_id, title = @title,
       sort_title = @sort_title, year = @year, season_number = @season_number, episode_number = @episode_number,
       added_at = @added_at, completeness = @completeness, document_json = @document_json, listed_hash = @listed_hash,
       seen_mark = @seen_mark, updated_at = @now, removed_at = null
     where source_id = @source_id and item_id = @item_id`,
  );
  const mark = db.prepare<[number, string, string]>(
    'update item set seen_mark = ? where source_id = ? and item_id = ?',
  );
  const forgetIds = db.prepare<[string, string]>('delete from external_id where source_id = ? and item_id = ?');
  const addId = db.prepare<[string, string, string, string, string]>(
    'insert or ignore into external_id values (?, ?, ?, ?, ?)',
  );
  const watch = db.prepare<[Columns]>(
    `insert into watch_state values (@source_id, @item_id, @played, @play_count, @position_ms, @last_played_at, @favourite,
       @rating, @played_count, @item_count)
     on conflict do update set played = excluded.played, play_count = excluded.play_count,
       position_ms = excluded.position_ms, last_played_at = excluded.last_played_at, favourite = excluded.favourite,
       rating = excluded.rating, played_count = excluded.played_count, item_count = excluded.item_count
     where (played, play_count, position_ms, last_played_at, favourite, rating, played_count, item_count) is not
       (excluded.played, excluded.play_count, excluded.position_ms, excluded.last_played_at, excluded.favourite,
        excluded.rating, excluded.played_count, excluded.item_count)`,
  );

  function writeWatch(source: SourceId, itemId: string, state: WatchState | undefined): boolean {
    if (state === undefined) return false;
    const { changes } = watch.run({
      source_id: source,
      item_id: itemId,
      played: flag(state.played),
      play_count: state.playCount,
      position_ms: state.positionMs ?? null,
      last_played_at: state.lastPlayedAt ?? null,
      favourite: flag(state.favourite),
      rating: state.rating ?? null,
      played_count: state.playedCount ?? null,
      item_count: state.itemCount ?? null,
    });
    return changes > 0;
  }

  function columnsOf(source: SourceId, library: string, item: Item): Columns {
    return {
      source_id: source,
      item_id: item.id,
      library_id: library,
      kind: item.kind,
      parent_id: parentIdOf(item) ?? null,
      title: item.title,
      sort_title: sortTitleOf(item),
      year: item.year ?? null,
      season_number: 'seasonNumber' in item ? (item.seasonNumber ?? null) : null,
      episode_number: 'episodeNumber' in item ? (item.episodeNumber ?? null) : null,
      added_at: item.addedAt ?? null,
      completeness: item.completeness,
      document_json: documentOf(item),
      now: db.clock.now(),
    };
  }

  function sameIds(before: string, item: Item): boolean {
    const old = (JSON.parse(before) as Item).externalIds;
    return JSON.stringify(old) === JSON.stringify(item.externalIds);
  }

  function regroup(source: SourceId, item: Item, before: Stored | undefined): string {
    forgetIds.run(source, item.id);
    return titles.assign(
      { sourceId: source, itemId: item.id, kind: item.kind, externalIds: item.externalIds },
      before?.title_id,
    );
  }

  function addIds(source: SourceId, item: Item): void {
    for (const { provider, value } of item.externalIds) addId.run(source, item.id, item.kind, provider, value);
  }

  return {
    listed(source, library, item, listingMark) {
      const hash = hashOf(documentOf(item));
      const before = find.get(source, item.id);
      const known = { listed_hash: hash, seen_mark: listingMark };
      if (before === undefined) {
        const title = regroup(source, item, undefined);
        insert.run({ ...columnsOf(source, library, item), ...known, title_id: title });
        addIds(source, item);
        writeWatch(source, item.id, item.watch);
        return 'added';
      }
      const isAgain = before.seen_mark === listingMark && before.removed_at === null;
      const watchMoved = writeWatch(source, item.id, item.watch);
      const same = before.listed_hash === hash && before.library_id === library && before.removed_at === null;
      if (same) {
        mark.run(listingMark, source, item.id);
      } else {
        const merged = withListed(before.document_json, item);
        const keepsIds = sameIds(before.document_json, merged);
        const title = keepsIds ? before.title_id : regroup(source, merged, before);
        update.run({ ...columnsOf(source, library, merged), ...known, title_id: title });
        if (!keepsIds) addIds(source, merged);
      }
      if (isAgain) return 'seen-already';
      return before.removed_at !== null ? 'added' : same && !watchMoved ? 'unchanged' : 'changed';
    },

    full(source, item) {
      const before = find.get(source, item.id);
      if (before === undefined || before.removed_at !== null) return;
      const keepsIds = sameIds(before.document_json, item);
      const title = keepsIds ? before.title_id : regroup(source, item, before);
      const { listed_hash, seen_mark } = before;
      const library = item.libraryId ?? before.library_id;
      update.run({ ...columnsOf(source, library, item), listed_hash, seen_mark, title_id: title });
      if (!keepsIds) addIds(source, item);
      writeWatch(source, item.id, item.watch);
    },

    touch: (source, itemId, listingMark) => {
      mark.run(listingMark, source, itemId);
    },
  };
}
