import type { Account } from '../accounts.ts';
import { addressOf, type Handle, handleOf } from '../item-ids.ts';
import { type Item, libraries } from '../items.ts';
import type { MockServer } from '../server.ts';
import { userDataDto } from '../user-data-dto.ts';

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
  const parents = [...handles].flatMap((handle) => parentOf(handle) ?? []);
  const rows = [...new Set([...handles, ...parents])].flatMap((handle) => {
    const item = server.library.item(handle);
    return item === undefined ? [] : [rowOf(server, account, item)];
  });
  return { UserId: account.id, UserDataList: rows };
}

function parentOf(handle: Handle): Handle | undefined {
  const { kind, index, season } = addressOf(handle);
  switch (kind) {
    case 'movie':
      return folderOf('movies');
    case 'series':
      return folderOf('tvshows');
    case 'season':
      return handleOf('series', index);
    case 'episode':
      return handleOf('season', index, season);
    default:
      return undefined;
  }
}

function folderOf(type: 'movies' | 'tvshows'): Handle {
  return handleOf(
    'folder',
    libraries.findIndex(({ collectionType }) => collectionType === type),
  );
}

function rowOf(server: MockServer, account: Account, item: Item): object {
  const row = userDataDto(server, account, item, { counted: false });
  if (item.kind !== 'folder') return row;
  const { total, played } = counted(server, account, item.collectionType === 'movies' ? 'movie' : 'episode');
  const percentage = server.traits.folderPercentageAlways && total > 0 ? { PlayedPercentage: (played / total) * 100 } : {};
  return { ...percentage, UnplayedItemCount: total - played, ...row, Played: total > 0 && total === played };
}

/** How many playable things of one kind the server holds, and how many of them the user has played. */
function counted(
  { library, states }: MockServer,
  account: Account,
  kind: 'movie' | 'episode',
): { readonly total: number; readonly played: number } {
  const played = [...states.rows(account.id)].filter(
    ([handle, row]) => row.played && addressOf(handle).kind === kind && library.item(handle) !== undefined,
  ).length;
  if (kind === 'movie') return { total: library.movies().length, played };
  const perShow = library.shows().map((show) => library.seasons(show).reduce((sum, { episodes }) => sum + episodes, 0));
  return { total: perShow.reduce((sum, episodes) => sum + episodes, 0), played };
}
