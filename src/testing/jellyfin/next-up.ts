import type { Account } from './accounts.ts';
import { addressOf, type Handle, handleOf } from './item-ids.ts';
import type { Query } from './query.ts';
import { type MockServer, visibleShelves } from './server.ts';

export interface NextUpOptions {
  readonly server: MockServer;
  readonly account: Account;
  readonly query: Query;
  readonly series: string | undefined;
}

/**
 * One episode of each series that the user has begun, newest activity first. For one named series the first episode, too,
 * when nothing of it was watched; 10.10 gives that for every series as long as nothing at all was watched.
 */
export function nextUp({ server, account, query, series }: NextUpOptions): readonly Handle[] {
  const { library, states, ids, traits } = server;
  const home = library.shelves.findIndex(({ collectionType }) => collectionType === 'tvshows');
  if (!visibleShelves(server, account).has(home)) return [];
  const rows = states.rows(account.id);
  const activity = new Map<number, number>();
  for (const [handle, row] of rows) {
    const { kind, index } = addressOf(handle);
    if (kind !== 'episode' || !row.played) continue;
    activity.set(index, Math.max(activity.get(index) ?? 0, row.lastPlayedAt ?? 0));
  }
  const named = series === undefined ? undefined : ids.handleOf(series);
  const fresh = activity.size === 0 && traits.nextUpOfUntouched ? library.shows() : [];
  const candidates = named === undefined ? [...activity.keys(), ...fresh] : [addressOf(named).index];
  const resumable = query.flag('enableResumable') ?? true;
  return candidates
    .filter((show) => library.item(handleOf('series', show)) !== undefined)
    .sort((a, b) => (activity.get(b) ?? 0) - (activity.get(a) ?? 0))
    .flatMap((show) => {
      const order = library.episodes(show).filter(({ virtual, work }) => !virtual && work.season > 0);
      const last = order.findLastIndex(({ handle }) => rows.get(handle)?.played === true);
      const next = order.slice(last + 1).find(({ handle }) => rows.get(handle)?.played !== true);
      if (next === undefined) return [];
      return !resumable && (rows.get(next.handle)?.positionTicks ?? 0) > 0 ? [] : [next.handle];
    });
}
