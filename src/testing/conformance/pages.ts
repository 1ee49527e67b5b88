import assert from 'node:assert/strict';
import type { MediaBackend } from '../../backends/media-backend.ts';
import { cancelled } from '../../models/clock.ts';
import type { LibraryId } from '../../models/ids.ts';
import type { Item, ItemKind } from '../../models/item.ts';
import { type Cursor, cursor } from '../../models/page.ts';
import { CannotTry, type ConformanceHarness } from './harness.ts';

export interface Listing {
  readonly items: readonly Item[];
  readonly rejected: number;
  readonly totals: readonly (number | undefined)[];
  /** Walked to its end: false where the harness's limit came first. */
  readonly complete: boolean;
}

export interface WalkOptions {
  readonly kind: ItemKind;
  /** Rows of a page. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** Rows to stop after. Default: all. */
  readonly most?: number | undefined;
}

/** How to walk within the harness's limits. */
export function withinLimits({ limits, signal }: ConformanceHarness): Pick<WalkOptions, 'signal' | 'most'> {
  return { signal, most: limits?.rowsPerKind };
}

/** Walks a listing, keeping each cursor as text in between, as storage would. */
export async function walk(backend: MediaBackend, library: LibraryId, options: WalkOptions): Promise<Listing> {
  const { kind, limit, signal, most = Number.POSITIVE_INFINITY } = options;
  const items: Item[] = [];
  const totals: (number | undefined)[] = [];
  let rejected = 0;
  let stored: string | undefined;
  for (let pages = 0; pages < 5_000; pages += 1) {
    // A backend that does not ask anybody has no chance to notice.
    if (signal?.aborted) throw cancelled(`walk through ${kind}`);
    const at: Cursor | undefined = stored === undefined ? undefined : cursor(stored);
    const page = await backend.listItems(library, { kind, limit, cursor: at, signal });
    items.push(...page.items);
    rejected += page.rejected.length;
    totals.push(page.total);
    const listing = { items, rejected, totals };
    if (page.next === undefined) return { ...listing, complete: true };
    if (items.length + rejected >= most) return { ...listing, complete: false };
    assert.notEqual(String(page.next), stored, `the cursor of ${kind} does not move on`);
    stored = String(page.next);
  }
  throw new assert.AssertionError({ message: `the listing of ${kind} in ${library} does not end` });
}

/**
 * The first item of a kind, wherever it is: among the first of each library, so that a large server is not read whole.
 *
 * @throws {CannotTry} when there is none
 */
export async function findOne<K extends ItemKind>(
  backend: MediaBackend,
  { signal }: ConformanceHarness,
  kind: K,
  where: (item: Extract<Item, { kind: K }>) => boolean = () => true,
): Promise<Extract<Item, { kind: K }>> {
  for (const library of await backend.libraries({ signal })) {
    if (!library.itemKinds.includes(kind)) continue;
    const { items } = await backend.listItems(library.id, { kind, limit: 50, signal });
    const found = items.find((item): item is Extract<Item, { kind: K }> => item.kind === kind && where(item as never));
    if (found !== undefined) return found;
  }
  throw new CannotTry(`the server holds no ${kind} that fits`);
}
