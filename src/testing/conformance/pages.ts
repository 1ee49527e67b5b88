import assert from 'node:assert/strict';
import type { MediaBackend } from '../../backends/media-backend.ts';
import type { LibraryId } from '../../models/ids.ts';
import type { Item, ItemKind } from '../../models/item.ts';
import { type Cursor, cursor } from '../../models/page.ts';

export interface Listing {
  readonly items: readonly Item[];
  readonly rejected: number;
  readonly totals: readonly (number | undefined)[];
}

/** Walks a listing to its end, keeping each cursor as text in between, as storage would. */
export async function walk(backend: MediaBackend, library: LibraryId, kind: ItemKind, limit: number): Promise<Listing> {
  const items: Item[] = [];
  const totals: (number | undefined)[] = [];
  let rejected = 0;
  let stored: string | undefined;
  for (let pages = 0; pages < 5_000; pages += 1) {
    const at: Cursor | undefined = stored === undefined ? undefined : cursor(stored);
    const page = await backend.listItems(library, { kind, limit, cursor: at });
    items.push(...page.items);
    rejected += page.rejected.length;
    totals.push(page.total);
    if (page.next === undefined) return { items, rejected, totals };
    assert.notEqual(String(page.next), stored, `the cursor of ${kind} does not move on`);
    stored = String(page.next);
  }
  throw new assert.AssertionError({ message: `the listing of ${kind} in ${library} does not end` });
}

/** The first item of a kind, wherever it is. */
export async function findOne<K extends ItemKind>(
  backend: MediaBackend,
  kind: K,
  where: (item: Extract<Item, { kind: K }>) => boolean = () => true,
): Promise<Extract<Item, { kind: K }>> {
  for (const library of await backend.libraries()) {
    if (!library.itemKinds.includes(kind)) continue;
    const { items } = await backend.listItems(library.id, { kind, limit: 50 });
    const found = items.find((item): item is Extract<Item, { kind: K }> => item.kind === kind && where(item as never));
    if (found !== undefined) return found;
  }
  throw new assert.AssertionError({ message: `the server under test holds no ${kind}` });
}
