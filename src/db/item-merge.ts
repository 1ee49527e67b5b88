import type { Item } from '../models/item.ts';

/** What a brief row may leave out without saying anything about the server. */
const details = ['people', 'versions', 'chapters', 'overview', 'tagline', 'studios', 'tags'] as const;

/**
 * A row as it came, laid over what is stored. A full one replaces everything. A brief one says what changed, and keeps
 * the details that only a full one brings: while the revision is the same they still hold and the item stays full;
 * once it moved they are the best that is known, and the item counts as brief until it is fetched again.
 */
export function mergeItem(stored: Item, came: Item): Item {
  if (came.completeness === 'full' || stored.kind !== came.kind) return came;
  const isSame = stored.revision === came.revision;
  const isFull = stored.completeness === 'full' && isSame;
  const kept: Record<string, unknown> = {};
  for (const name of details) {
    // Versions in a brief row have no streams, so those of a full row that still holds are the better ones.
    const value = isFull ? (stored[name] ?? came[name]) : (came[name] ?? stored[name]);
    if (value !== undefined) kept[name] = value;
  }
  return { ...came, ...kept, completeness: isFull ? 'full' : 'brief' };
}
