import type { Account } from './accounts.ts';
import { homeHandles } from './count-fields.ts';
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

/** Undefined for what is not counted: only box sets, series, seasons and the folder of home videos are. */
export function folderNumbers(
  server: MockServer,
  account: Account,
  item: Item,
): { readonly unplayed: number; readonly percentage: number } | undefined {
  if (item.kind === 'series' || item.kind === 'season') return showNumbers(server, account, item);
  const below = playableBelow(server, item);
  if (below === undefined) return undefined;
  const rows = server.states.rows(account.id);
  return numbers(below.length, below.filter((handle) => rows.get(handle)?.played === true).length);
}

function playableBelow({ library }: MockServer, item: Item): readonly Handle[] | undefined {
  if (item.kind === 'boxset') return item.members.map(({ index }) => handleOf('movie', index));
  return item.kind === 'folder' && item.collectionType === 'homevideos' ? homeHandles(library) : undefined;
}

/** Only episodes that have a file count. */
function showNumbers(
  server: MockServer,
  account: Account,
  item: Extract<Item, { kind: 'series' | 'season' }>,
): { readonly unplayed: number; readonly percentage: number } {
  const rows = server.states.rows(account.id);
  const seasons = item.kind === 'season' ? [{ episodes: item.episodes }] : item.work.seasons;
  const total = seasons.reduce((sum, { episodes }) => sum + episodes, 0);
  if (rows.size === 0) return numbers(total, 0);
  const index = item.kind === 'season' ? item.show.index : item.work.index;
  const episodes = server.library.episodes(index, item.kind === 'season' ? item.season : undefined);
  return numbers(total, episodes.filter(({ virtual, handle }) => !virtual && rows.get(handle)?.played === true).length);
}

function numbers(total: number, played: number): { readonly unplayed: number; readonly percentage: number } {
  return { unplayed: total - played, percentage: total === 0 ? 100 : (played / total) * 100 };
}
