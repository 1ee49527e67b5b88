import type { ItemKind } from '../../models/item.ts';
import { present } from '../../models/present.ts';
import type { WatchState } from '../../models/watch-state.ts';
import type { BriefRow } from './plex-rows.ts';

/** Plex sends epoch seconds; servers that never set the time send 0 or -1. */
export function timeMs(seconds: number | undefined): number | undefined {
  return seconds === undefined || seconds <= 0 ? undefined : Math.round(seconds * 1000);
}

export function positive(value: number | undefined): number | undefined {
  return value === undefined || value <= 0 ? undefined : value;
}

const withChildren: ReadonlySet<ItemKind> = new Set(['show', 'season', 'artist', 'album']);
const withoutState: ReadonlySet<ItemKind> = new Set(['photo', 'photo-album', 'collection', 'playlist']);

/**
 * Plex leaves out what is zero, so an absent count is a value here: unwatched. Shows and seasons are played when
 * everything below them is; their own `viewCount` counts plays of any part of them.
 */
export function watchStateOf(row: BriefRow, kind: ItemKind): WatchState | undefined {
  if (withoutState.has(kind)) return undefined;
  const playCount = row.viewCount ?? 0;
  const { leafCount, viewedLeafCount = 0 } = row;
  const parent = withChildren.has(kind);
  const allBelow = leafCount !== undefined && leafCount > 0 && viewedLeafCount >= leafCount;
  return present<WatchState>({
    played: parent ? allBelow : playCount > 0,
    playCount,
    positionMs: parent ? undefined : positive(row.viewOffset),
    lastPlayedAt: timeMs(row.lastViewedAt),
    rating: positive(row.userRating),
    playedCount: parent && leafCount !== undefined ? viewedLeafCount : undefined,
    itemCount: parent ? leafCount : undefined,
  });
}
