import type { Account } from './accounts.ts';
import type { Handle } from './item-ids.ts';
import type { MockServer } from './server.ts';
import { parseGuid, ticksPerMs } from './wire-values.ts';

/** What one user did with one item, as the server keeps it. */
export interface MockWatchState {
  readonly played: boolean;
  readonly playCount: number;
  readonly positionMs: number;
  readonly favourite: boolean;
  readonly rating?: number;
  /** Epoch milliseconds. */
  readonly lastPlayedAt?: number;
}

export interface WatchControls {
  /** @throws {TypeError} for a user that does not exist */
  watchStateOf(userName: string, itemId: string): MockWatchState;
  /** What the user does elsewhere. Sockets are told. @throws {TypeError} for a user or an item that does not exist */
  setWatchState(userName: string, itemId: string, change: Partial<MockWatchState>): void;
}

export function watchControls(server: MockServer, accountOf: (userName: string) => Account): WatchControls {
  const handleOf = (itemId: string): Handle | undefined => server.ids.handleOf(parseGuid(itemId) ?? '');
  return {
    watchStateOf: (userName, itemId) => {
      const handle = handleOf(itemId);
      const row = handle === undefined ? undefined : server.states.get(accountOf(userName).id, handle);
      const { positionTicks = 0, played = false, playCount = 0, favourite = false, rating, lastPlayedAt } = row ?? {};
      return {
        played,
        playCount,
        favourite,
        positionMs: positionTicks / ticksPerMs,
        ...(rating === undefined ? {} : { rating }),
        ...(lastPlayedAt === undefined ? {} : { lastPlayedAt }),
      };
    },
    setWatchState: (userName, itemId, { positionMs, ...change }) => {
      const account = accountOf(userName);
      const handle = handleOf(itemId);
      if (handle === undefined || server.library.item(handle) === undefined) {
        throw new TypeError(`the server has no item ${itemId}`);
      }
      const row = server.states.edit(account.id, handle);
      Object.assign(row, change, positionMs === undefined ? {} : { positionTicks: positionMs * ticksPerMs });
    },
  };
}
