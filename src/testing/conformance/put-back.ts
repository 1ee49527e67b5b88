import assert from 'node:assert/strict';
import type { MediaBackend, WatchStateFacet } from '../../backends/media-backend.ts';
import type { Item, ItemKind } from '../../models/item.ts';
import type { WatchState } from '../../models/watch-state.ts';
import { CannotTry, type ConformanceHarness } from './harness.ts';
import { walk } from './pages.ts';

export interface Writing {
  readonly facet: WatchStateFacet;
  /** A film or an episode that the user has not touched, ten minutes long at least. */
  readonly item: Item & { readonly runtimeMs: number };
  /** What the server says now. */
  read(): Promise<WatchState>;
}

const kinds: readonly ItemKind[] = ['movie', 'episode'];
const pageRows = 100;
const mostRows = 500;
const shortestMs = 600_000;

/** Only such an item can be put back: no server lets a client write back a play count or a date. */
function isUntouched(watch: WatchState | undefined): boolean {
  if (watch === undefined || watch.played || watch.playCount > 0 || watch.favourite) return false;
  return watch.positionMs === undefined && watch.rating === undefined && watch.lastPlayedAt === undefined;
}

function fits(item: Item): item is Writing['item'] {
  if (item.kind === 'episode' && item.isMissing) return false;
  return isUntouched(item.watch) && item.runtimeMs !== undefined && item.runtimeMs >= shortestMs;
}

async function untouchedItem(backend: MediaBackend, { signal, limits }: ConformanceHarness): Promise<Writing['item']> {
  const most = Math.min(mostRows, limits?.rowsPerKind ?? mostRows);
  for (const kind of kinds) {
    for (const library of await backend.libraries({ signal })) {
      if (!library.itemKinds.includes(kind)) continue;
      const { items } = await walk(backend, library.id, { kind, limit: pageRows, most, signal });
      const found = items.find(fits);
      if (found !== undefined) return found;
    }
  }
  const says = `among the first ${most} films and episodes of each library the user has not left one untouched`;
  throw new CannotTry(`${says}, so nothing could be put back as it was`);
}

/** All but the date of the last play, which Plex keeps. */
function lasting({ lastPlayedAt: _at, ...state }: WatchState): object {
  return { ...state, favourite: state.favourite ?? false };
}

/** The facet, with the way back of everything that is done by it, the last one first. */
function undoable(facet: WatchStateFacet, item: Item): { readonly facet: WatchStateFacet; undo(): Promise<void> } {
  const { setFavourite, setRating } = facet;
  const { id } = item;
  const back = new Map<string, () => Promise<void>>();
  const markUnplayed = (): Promise<void> => facet.setPlayed(id, false);
  return {
    facet: {
      setPlayed: (...args) => {
        back.set('played', markUnplayed);
        return facet.setPlayed(...args);
      },
      // Marking it unplayed takes the position away, too, and needs no answer that may be the one that is wrong.
      setPosition: (...args) => {
        back.set('played', markUnplayed);
        return facet.setPosition(...args);
      },
      ...(setFavourite && {
        setFavourite: (...args) => {
          back.set('favourite', () => setFavourite(id, false));
          return setFavourite(...args);
        },
      }),
      ...(setRating && {
        setRating: (...args) => {
          back.set('rating', () => setRating(id, undefined));
          return setRating(...args);
        },
      }),
    },
    undo: async () => {
      const failures = (await Promise.allSettled([...back.values()].map((step) => step()))).filter(
        ({ status }) => status === 'rejected',
      );
      if (failures.length > 0) throw new assert.AssertionError({ message: notPutBack(item) });
    },
  };
}

const notPutBack = ({ id, title }: Item): string => `"${title}" (item ${id}) could not be put back as it was`;

/** Works on an untouched item and leaves it so, whatever happens. */
export async function whilePuttingBack(
  backend: MediaBackend,
  harness: ConformanceHarness,
  work: (writing: Writing) => Promise<void>,
): Promise<void> {
  assert.ok(backend.watchState !== undefined, 'the facet is not there');
  const item = await untouchedItem(backend, harness);
  const read = async (): Promise<WatchState> => {
    const { watch } = await backend.getItem(item.id);
    assert.ok(watch !== undefined, 'the item says nothing about its watch state');
    return watch;
  };
  const before = await read();
  const { facet, undo } = undoable(backend.watchState, item);
  try {
    await work({ facet, item, read });
  } catch (error) {
    await undo().catch((second: unknown) => {
      throw new AggregateError([error, second], `${notPutBack(item)}, after: ${messageOf(error)}`);
    });
    throw error;
  }
  await undo();
  assert.deepEqual(lasting(await read()), lasting(before), notPutBack(item));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
