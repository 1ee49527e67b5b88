import { present } from '../../models/present.ts';
import type { WatchState } from '../../models/watch-state.ts';
import { lengthMsOf, msOf, ratingOf, timeOf } from './jellyfin-map-values.ts';
import type { WireItem, WireUserData } from './jellyfin-wire-item.ts';

/** Where all that is directly below is playable, so that the number of children is the number of playable items. */
const flatTypes: ReadonlySet<string> = new Set(['Season', 'MusicAlbum']);

/**
 * How many playable items are below. Counting them costs the server a query for each row, so listings do not ask for it; but
 * the played share, where it is given, together with the number of unplayed ones says the same.
 */
function totalBelow(item: WireItem, data: WireUserData): number | undefined {
  if (item.RecursiveItemCount !== undefined) return item.RecursiveItemCount;
  if (flatTypes.has(item.Type) && item.ChildCount !== undefined) return item.ChildCount;
  const { PlayedPercentage: played, UnplayedItemCount: unplayed } = data;
  if (played === undefined || unplayed === undefined || unplayed === 0 || played < 0 || played >= 100) return undefined;
  const total = unplayed / (1 - played / 100);
  const whole = Math.round(total);
  return Math.abs(total - whole) < 0.001 ? whole : undefined;
}

/**
 * What the source's user did with an item. The server stores positions as they came, before the beginning and beyond the end
 * too (seen on 10.10 to 12.0), so they are brought back inside.
 */
export function watchStateOf(item: WireItem): WatchState | undefined {
  const { UserData: data } = item;
  if (data === undefined) return undefined;
  const runtime = lengthMsOf(item.RunTimeTicks) ?? Number.POSITIVE_INFINITY;
  const position = Math.min(msOf(data.PlaybackPositionTicks) ?? 0, runtime);
  const unplayed = data.UnplayedItemCount;
  const total = unplayed === undefined ? undefined : totalBelow(item, data);
  return present<WatchState>({
    played: data.Played ?? false,
    playCount: Math.max(0, data.PlayCount ?? 0),
    positionMs: position > 0 ? position : undefined,
    lastPlayedAt: timeOf(data.LastPlayedDate),
    favourite: data.IsFavorite,
    rating: ratingOf(data.Rating),
    playedCount: total === undefined || unplayed === undefined ? undefined : Math.max(0, total - unplayed),
    itemCount: total,
  });
}
