import { MediafoldError } from '../../errors.ts';
import type { Clock } from '../../models/clock.ts';
import type { ItemId } from '../../models/ids.ts';
import { type Item, parentIdOf } from '../../models/item.ts';
import { type Loose, present } from '../../models/present.ts';
import type { WatchState } from '../../models/watch-state.ts';
import { checkedPosition, checkedRating } from '../../models/watch-values.ts';
import type { CallOptions } from '../auth-provider.ts';
import type { WatchStateFacet } from '../media-backend.ts';

const unwatched: WatchState = { played: false, playCount: 0 };

export interface MemoryWatch {
  readonly facet: WatchStateFacet;
  /** The item as the user sees it now. */
  seen(item: Item): Item;
}

export interface MemoryWatchOptions {
  readonly items: readonly Item[];
  readonly clock: Clock;
  /** Throws what a call has to reject with. */
  readonly ready: (operation: string, call: CallOptions | undefined) => void;
}

/** What is not in `states` is as the item was given. */
export function createMemoryWatch({ items, clock, ready }: MemoryWatchOptions): MemoryWatch {
  const states = new Map<ItemId, WatchState>();
  const below = (id: ItemId): readonly Item[] => items.filter((item) => parentIdOf(item) === id);

  /** What can be played: the item, or what is at the ends below it. */
  function leavesOf(item: Item): readonly Item[] {
    const inside = below(item.id);
    return inside.length === 0 ? [item] : inside.flatMap(leavesOf);
  }

  const stateOf = ({ id, watch }: Item): WatchState => states.get(id) ?? watch ?? unwatched;

  function watchOf(item: Item): WatchState {
    const own = stateOf(item);
    const leaves = leavesOf(item);
    if (leaves.length === 1 && leaves[0] === item) return own;
    const playedCount = leaves.filter((leaf) => stateOf(leaf).played).length;
    return { ...own, played: playedCount === leaves.length, playedCount, itemCount: leaves.length };
  }

  function change(item: Item, changes: Partial<Loose<WatchState>>): void {
    states.set(item.id, present<WatchState>({ ...stateOf(item), ...changes }));
  }

  function itemFor(operation: string, id: ItemId, call: CallOptions | undefined): Item {
    ready(operation, call);
    const item = items.find((candidate) => candidate.id === id);
    if (item === undefined) throw new MediafoldError('not-found', `${operation}: no item ${id}`, { operation });
    return item;
  }

  return {
    seen: (item) => ({ ...item, watch: watchOf(item) }),
    facet: {
      setPlayed: async (id, played, call) => {
        for (const leaf of leavesOf(itemFor('mark item', id, call))) {
          const { playCount, lastPlayedAt = clock.now() } = stateOf(leaf);
          const after = played
            ? { playCount: Math.max(1, playCount), lastPlayedAt }
            : { playCount: 0, lastPlayedAt: undefined };
          change(leaf, { played, positionMs: undefined, ...after });
        }
      },
      setPosition: async (id, positionMs, call) => {
        const item = itemFor('set position', id, call);
        const checked =
          positionMs === undefined ? undefined : checkedPosition('set position', positionMs, item.runtimeMs);
        change(item, { positionMs: checked });
      },
      setFavourite: async (id, favourite, call) => change(itemFor('set favourite', id, call), { favourite }),
      setRating: async (id, rating, call) => {
        const item = itemFor('rate item', id, call);
        change(item, { rating: rating === undefined ? undefined : checkedRating('rate item', rating) });
      },
    },
  };
}
