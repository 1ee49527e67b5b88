import type { Account } from './accounts.ts';
import { addressOf, type Handle, handleOf } from './item-ids.ts';
import type { Item } from './items.ts';
import type { MockServer } from './server.ts';
import type { UserRow } from './user-state.ts';

/** One user's rows, with what follows from them: a series and a season are played when all their episodes are. */
export interface UserView {
  row(handle: Handle): Readonly<UserRow> | undefined;
  /** Every item whose row differs from that of an untouched one, folders above it included. */
  touched(): ReadonlySet<Handle>;
}

export function userView(server: MockServer, account: Account): UserView {
  const rows = server.states.rows(account.id);
  return {
    row: (handle) => {
      const own = rows.get(handle);
      const { kind } = addressOf(handle);
      if (rows.size === 0 || (kind !== 'series' && kind !== 'season')) return own;
      const item = server.library.item(handle);
      const numbers = item === undefined ? undefined : folderNumbers(server, account, item);
      return { positionTicks: 0, playCount: 0, favourite: false, ...own, played: numbers?.unplayed === 0 };
    },
    touched: () => {
      const all = new Set(rows.keys());
      for (const handle of rows.keys()) {
        const { kind, index, season } = addressOf(handle);
        if (kind !== 'episode') continue;
        all.add(handleOf('season', index, season));
        all.add(handleOf('series', index));
      }
      return all;
    },
  };
}

/** Only episodes that have a file count. Undefined for what is no series and no season. */
export function folderNumbers(
  server: MockServer,
  account: Account,
  item: Item,
): { readonly unplayed: number; readonly percentage: number } | undefined {
  if (item.kind !== 'series' && item.kind !== 'season') return undefined;
  const rows = server.states.rows(account.id);
  const seasons = item.kind === 'season' ? [{ episodes: item.episodes }] : item.work.seasons;
  const total = seasons.reduce((sum, { episodes }) => sum + episodes, 0);
  if (rows.size === 0) return { unplayed: total, percentage: 0 };
  const index = item.kind === 'season' ? item.show.index : item.work.index;
  const episodes = server.library.episodes(index, item.kind === 'season' ? item.season : undefined);
  const played = episodes.filter(({ virtual, handle }) => !virtual && rows.get(handle)?.played === true).length;
  return { unplayed: total - played, percentage: total === 0 ? 100 : (played / total) * 100 };
}
