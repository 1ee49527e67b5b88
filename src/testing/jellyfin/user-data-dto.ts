import type { Account } from './accounts.ts';
import { type Item, runtimeMsOf, showOf } from './items.ts';
import type { MockServer } from './server.ts';
import type { UserRow } from './user-state.ts';
import { folderNumbers } from './user-view.ts';
import { dashed, ticks, wireDate } from './wire-values.ts';

const untouched: Readonly<UserRow> = { positionTicks: 0, playCount: 0, favourite: false, played: false };

export interface UserDataOptions {
  /** A single item, or a listing with RecursiveItemCount: older versions give the percentage of folders only then. */
  readonly counted: boolean;
  /** In a listing, where keys of what was written to may be others. */
  readonly listed?: boolean;
}

/** UserItemDataDto: never with a date of modification, because the server has none. */
export function userDataDto(server: MockServer, account: Account, item: Item, options: UserDataOptions): object {
  const written = server.states.get(account.id, item.handle);
  const row = written ?? untouched;
  // A film that has just come has the key of one that was just written to (recorded).
  const fresh = written === undefined ? server.library.cameLately(item.handle) : written.settled !== true;
  const folder = folderNumbers(server, account, item);
  const runtimeMs = runtimeMsOf(item);
  const percentage =
    folder === undefined
      ? row.positionTicks > 0 && runtimeMs !== undefined
        ? (row.positionTicks / ticks(runtimeMs)) * 100
        : undefined
      : server.traits.folderPercentageAlways || options.counted
        ? folder.percentage
        : undefined;
  return {
    ...(row.rating === undefined ? {} : { Rating: row.rating }),
    ...(percentage === undefined ? {} : { PlayedPercentage: percentage }),
    ...(folder === undefined ? {} : { UnplayedItemCount: folder.unplayed }),
    PlaybackPositionTicks: row.positionTicks,
    PlayCount: row.playCount,
    IsFavorite: row.favourite,
    ...(row.rating === undefined ? {} : { Likes: row.rating >= 6.5 }),
    ...(row.lastPlayedAt === undefined ? {} : { LastPlayedDate: wireDate(row.lastPlayedAt) }),
    Played: folder === undefined ? row.played : folder.unplayed === 0,
    Key: keyOf(server, item, fresh, options.listed ?? false),
    ItemId: server.traits.userDataNamesItem ? server.ids.idOf(item.handle) : '0'.repeat(32),
  };
}

const three = (number: number): string => String(number).padStart(3, '0');

/** What ties watch state to the work: provider ids, so that it survives a rename; for libraries the dashed id. */
function keyOf(server: MockServer, item: Item, written: boolean, listed: boolean): string {
  if (
    listed &&
    written &&
    server.traits.listedKeyChangesOnWrite &&
    (item.kind === 'movie' || item.kind === 'episode')
  ) {
    return dashed(server.ids.idOf(item.handle));
  }
  switch (item.kind) {
    case 'movie':
      if (written && server.traits.movieKeyChangesOnWrite) return dashed(server.ids.idOf(item.handle));
      return item.work.tmdb === '' ? dashed(server.ids.idOf(item.handle)) : item.work.tmdb;
    case 'series':
      return item.work.tvdb;
    case 'season':
      return `${showOf(item)?.tvdb ?? ''}${three(item.season)}`;
    case 'episode':
      return `${item.work.show.tvdb}${three(item.work.season)}${three(item.work.number)}`;
    case 'artist':
      return `Artist-${item.work.name}`;
    case 'album':
      return `${item.artist.name}-${item.work.title}`;
    case 'track':
      return `${item.artist.name}-${item.album.title}-0001-${String(item.number).padStart(4, '0')}${item.work.title}`;
    default:
      return dashed(server.ids.idOf(item.handle));
  }
}
