import type { Account } from '../accounts.ts';
import { addressOf, type Handle } from '../item-ids.ts';
import type { Item } from '../items.ts';
import type { MockServer } from '../server.ts';
import { homeOf } from '../shelves.ts';
import { userDataDto } from '../user-data-dto.ts';
import { folderAbove } from './folder-above.ts';

export interface CollectedWrites {
  note(userId: string, handle: Handle): void;
  /** Which items of which users, since the last time. */
  take(): ReadonlyMap<string, ReadonlySet<Handle>>;
}

export function collectWrites(): CollectedWrites {
  let noted = new Map<string, Set<Handle>>();
  return {
    note: (userId, handle) => void noted.set(userId, (noted.get(userId) ?? new Set()).add(handle)),
    take: () => {
      const taken = noted;
      noted = new Map();
      return taken;
    },
  };
}

/** Data of `UserDataChanged`: the rows as they are now, and those of the folders one level up (recorded). */
export function userDataChanged(server: MockServer, account: Account, handles: ReadonlySet<Handle>): object {
  const folders = [...handles].flatMap((handle) => folderAbove(server, handle) ?? []);
  const rows = [...new Set([...handles, ...folders])].flatMap((handle) => {
    const item = server.library.item(handle);
    return item === undefined ? [] : [rowOf(server, account, item)];
  });
  return { UserId: account.id, UserDataList: rows };
}

function rowOf(server: MockServer, account: Account, item: Item): object {
  // The socket names the item in every version, also where the answers do not (recorded on 10.10).
  const row = { ...userDataDto(server, account, item, { counted: false }), ItemId: server.ids.idOf(item.handle) };
  if (item.kind !== 'folder') return row;
  const { total, played } = counted(server, account, addressOf(item.handle).index);
  const percentage =
    server.traits.folderPercentageAlways && total > 0 ? { PlayedPercentage: (played / total) * 100 } : {};
  return { ...percentage, UnplayedItemCount: total - played, ...row, Played: total > 0 && total === played };
}

/** How many films or episodes stand in one library, and how many of them the user has played. */
function counted(
  { library, states }: MockServer,
  account: Account,
  shelf: number,
): { readonly total: number; readonly played: number } {
  const plan = library.shelves[shelf];
  const kind = plan?.movies === undefined ? 'episode' : 'movie';
  const played = [...states.rows(account.id)].filter(
    ([handle, row]) =>
      row.played &&
      addressOf(handle).kind === kind &&
      homeOf(library.shelves, handle) === shelf &&
      library.item(handle) !== undefined,
  ).length;
  if (kind === 'movie') return { total: library.movies(shelf).length, played };
  if (plan?.shows === undefined) return { total: 0, played: 0 };
  const perShow = library.shows().map((show) => library.seasons(show).reduce((sum, { episodes }) => sum + episodes, 0));
  return { total: perShow.reduce((sum, episodes) => sum + episodes, 0), played };
}
