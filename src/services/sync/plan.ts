import type { ItemKind } from '../../models/item.ts';
import type { Library } from '../../models/library.ts';

/** One complete listing that a run has to make. */
export interface PlannedListing {
  readonly library: Library;
  readonly kind: ItemKind;
}

/** Every kind of every library that can be listed, parents before children. */
export function planListings(libraries: readonly Library[]): readonly PlannedListing[] {
  return libraries.flatMap((library) => library.itemKinds.map((kind) => ({ library, kind })));
}

/** What was heard of a listing by its end. */
export interface ListingEvidence {
  /** Different rows, those that could not be understood included. */
  readonly seen: number;
  /** What the server said with the first page and with the last; absent when it said nothing. */
  readonly firstTotal: number | undefined;
  readonly lastTotal: number | undefined;
}

/**
 * Only a listing that is proven complete may be read as "everything else is gone". It is when the rows are as many as
 * the server said, and it said the same at the end as at the beginning.
 *
 * @returns why it is not complete, or `undefined` when it is
 */
export function incompleteBecause({ seen, firstTotal, lastTotal }: ListingEvidence): string | undefined {
  if (firstTotal === undefined || lastTotal === undefined) return 'the server did not say how many there are';
  if (firstTotal !== lastTotal) return `the library changed while it was listed (${firstTotal}, then ${lastTotal})`;
  if (seen !== lastTotal) return `${seen} different rows came, but the server counts ${lastTotal}`;
  return undefined;
}
