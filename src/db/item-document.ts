import { createHash } from 'node:crypto';
import { itemId, libraryId } from '../models/ids.ts';
import type { Item } from '../models/item.ts';
import type { WatchState } from '../models/watch-state.ts';

/** What only the item in full has. A listing must not erase it. */
const fullOnly = ['people', 'versions', 'chapters'] as const;

/** The item as it is stored, without its watch state, which changes at another pace and belongs to the user. */
export function documentOf(item: Item): string {
  const { watch: _watch, ...document } = item;
  return JSON.stringify(document);
}

export function hashOf(document: string): string {
  return createHash('sha1').update(document).digest('base64url');
}

/**
 * A row of a listing laid over what is stored: what the listing says wins, and what only the item in full can know
 * stays. It counts as full as long as the server's metadata has not moved since.
 */
export function withListed(stored: string, listed: Item): Item {
  const before = JSON.parse(stored) as Item;
  if (before.completeness !== 'full') return listed;
  const kept = Object.fromEntries(
    fullOnly.flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]]])),
  );
  const sameRevision = listed.revision !== undefined && listed.revision === before.revision;
  return { ...listed, ...kept, completeness: sameRevision ? 'full' : 'brief' };
}

/** The words by which titles sort, when the server gives none. */
export function sortTitleOf(item: Item): string {
  return (item.sortTitle ?? item.title).toLowerCase();
}

export interface WatchRow {
  readonly played: 0 | 1 | null;
  readonly play_count: number | null;
  readonly position_ms: number | null;
  readonly last_played_at: number | null;
  readonly favourite: 0 | 1 | null;
  readonly rating: number | null;
  readonly played_count: number | null;
  readonly item_count: number | null;
}

export function toWatchState(row: WatchRow): WatchState | undefined {
  if (row.played === null || row.play_count === null) return undefined;
  return {
    played: row.played === 1,
    playCount: row.play_count,
    ...(row.position_ms === null ? {} : { positionMs: row.position_ms }),
    ...(row.last_played_at === null ? {} : { lastPlayedAt: row.last_played_at }),
    ...(row.favourite === null ? {} : { favourite: row.favourite === 1 }),
    ...(row.rating === null ? {} : { rating: row.rating }),
    ...(row.played_count === null ? {} : { playedCount: row.played_count }),
    ...(row.item_count === null ? {} : { itemCount: row.item_count }),
  };
}

export interface ItemRow extends WatchRow {
  readonly item_id: string;
  readonly library_id: string;
  readonly title_id: string;
  readonly document_json: string;
}

/** The stored document is this version's own writing, so it is trusted; ids get their brands back. */
export function toItem(row: ItemRow): Item {
  const document = JSON.parse(row.document_json) as Item;
  const watch = toWatchState(row);
  return {
    ...document,
    id: itemId(row.item_id),
    libraryId: libraryId(row.library_id),
    ...(watch === undefined ? {} : { watch }),
  };
}
