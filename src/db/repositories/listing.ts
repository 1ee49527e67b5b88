import type { LibraryId, SourceId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Cursor } from '../../models/page.ts';

/** One kind of item in one library of one source. */
export interface ListingKey {
  readonly sourceId: SourceId;
  readonly libraryId: LibraryId;
  readonly kind: ItemKind;
}

/** How far a listing has come. `mark` tells its rows from those of the listing before. */
export interface ListingPosition extends ListingKey {
  readonly mark: number;
  /** Where to go on; absent at the beginning. */
  readonly cursor?: Cursor;
  /** What the server said with the first page that was written, and with the last. */
  readonly firstTotal?: number;
  readonly lastTotal?: number;
  /** The last page is written. */
  readonly done: boolean;
}
