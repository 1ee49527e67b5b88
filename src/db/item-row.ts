import { hash } from 'node:crypto';
import { StorageError } from '../errors.ts';
import { itemId, libraryId } from '../models/ids.ts';
import { type Item, type ItemKind, parentIdOf } from '../models/item.ts';
import { sortKey } from './fold-text.ts';
import { toWatchState, type WatchRow } from './watch-row.ts';

/** What is compared and written together. The key, hashes and times are the writer's own business. */
export const itemColumns = [
  'library_id',
  'kind',
  'parent_id',
  'show_id',
  'title',
  'sort_title',
  'year',
  'release_date',
  'season_number',
  'episode_number',
  'added_at',
  'runtime_ms',
  'community_rating',
  'completeness',
  'revision',
  'document',
] as const;

export type ItemColumn = (typeof itemColumns)[number];
export type ItemValues = Readonly<Record<ItemColumn, string | number | null>>;

/** What a read needs to make an item. */
export interface ItemRow extends WatchRow {
  readonly item_id: string;
  readonly library_id: string;
  readonly kind: string;
  readonly title: string;
  readonly year: number | null;
  readonly release_date: string | null;
  readonly added_at: number | null;
  readonly runtime_ms: number | null;
  readonly community_rating: number | null;
  readonly completeness: string;
  readonly revision: string | null;
  readonly document: string;
}

/** Columns hold whole numbers; one odd value of a server must not fail the page. */
function whole(value: number | undefined): number | null {
  if (value === undefined) return null;
  const rounded = Math.round(value);
  return Number.isSafeInteger(rounded) ? rounded : null;
}

function showIdOf(item: Item): string | null {
  if (item.kind === 'season' || item.kind === 'episode') return item.showId ?? null;
  if (item.kind === 'album' || item.kind === 'track') return item.artistId ?? null;
  return null;
}

/** The numbers that siblings are ordered by. */
function ordinalsOf(item: Item): readonly [number | undefined, number | undefined] {
  if (item.kind === 'season') return [item.seasonNumber, undefined];
  if (item.kind === 'episode') return [item.seasonNumber, item.episodeNumber];
  if (item.kind === 'track') return [item.discNumber, item.trackNumber];
  return [undefined, undefined];
}

export function toValues(item: Item, library: string): ItemValues {
  const { id: _id, libraryId: _library, watch: _watch, kind, completeness, ...rest } = item;
  const { title, year, releaseDate, addedAt, runtimeMs, communityRating, revision, ...document } = rest;
  const [season, episode] = ordinalsOf(item);
  return {
    library_id: library,
    kind,
    parent_id: parentIdOf(item) ?? null,
    show_id: showIdOf(item),
    title,
    sort_title: sortKey(item.sortTitle ?? title),
    year: whole(year),
    release_date: releaseDate ?? null,
    season_number: whole(season),
    episode_number: whole(episode),
    added_at: whole(addedAt),
    runtime_ms: whole(runtimeMs),
    community_rating: Number.isFinite(communityRating) ? (communityRating ?? null) : null,
    completeness,
    revision: revision ?? null,
    document: JSON.stringify(document),
  };
}

export function hashOf(item: Item, library: string): string {
  return hash('sha1', `${library}\0${JSON.stringify(item)}`, 'base64url');
}

/** @throws {StorageError} `corrupt` when the document was changed by somebody else */
export function toItem(row: ItemRow): Item {
  const watch = toWatchState(row);
  return {
    ...parseDocument(row),
    id: itemId(row.item_id),
    libraryId: libraryId(row.library_id),
    kind: row.kind as ItemKind,
    completeness: row.completeness,
    title: row.title,
    ...(row.year === null ? {} : { year: row.year }),
    ...(row.release_date === null ? {} : { releaseDate: row.release_date }),
    ...(row.added_at === null ? {} : { addedAt: row.added_at }),
    ...(row.runtime_ms === null ? {} : { runtimeMs: row.runtime_ms }),
    ...(row.community_rating === null ? {} : { communityRating: row.community_rating }),
    ...(row.revision === null ? {} : { revision: row.revision }),
    ...(watch === undefined ? {} : { watch }),
    // This library wrote the document from an item of this kind; nothing else may write it.
  } as Item;
}

function parseDocument({ item_id, document }: ItemRow): object {
  try {
    const parsed: unknown = JSON.parse(document);
    if (typeof parsed === 'object' && parsed !== null && 'externalIds' in parsed && 'images' in parsed) return parsed;
  } catch {
    // Told below, without the text: it is not this error's to show.
  }
  throw new StorageError('corrupt', `the stored item ${item_id} cannot be read. Sync again to replace it`);
}
