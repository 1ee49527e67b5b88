import type { LibraryId, SourceId } from '../../models/ids.ts';
import type { Item, ItemKind } from '../../models/item.ts';
import type { Library } from '../../models/library.ts';
import type { Cursor, Page } from '../../models/page.ts';

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
  /** What the server said with the first page that was written. */
  readonly firstTotal?: number;
  readonly lastTotal?: number;
  /** This run has finished it already. */
  readonly done: boolean;
}

export interface WrittenPage {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface CompletedListing {
  readonly removed: number;
  /** How many were not removed because they were too large a share of the listing to believe it at once. */
  readonly heldBack: number;
}

export interface StartedRun {
  readonly runId: number;
  /** It goes on from where an earlier run had stopped. */
  readonly resumed: boolean;
}

/** The part of the database that a sync writes. Every call is one transaction. */
export interface SyncStore {
  /** @throws {MediafoldError} `conflict` while another process syncs this source */
  beginRun(sourceId: SourceId): Promise<StartedRun>;
  finishRun(runId: number, status: 'completed' | 'partial' | 'failed' | 'cancelled', message?: string): Promise<void>;
  /** @returns how many items went with libraries that the server shows no more */
  replaceLibraries(sourceId: SourceId, libraries: readonly Library[]): Promise<number>;
  /** Where this run stands with a listing; begins it when it has not. `again` begins anew. */
  beginListing(runId: number, key: ListingKey, options: { readonly again: boolean }): Promise<ListingPosition>;
  /** Rows, quarantine and the next cursor together, so that a crash repeats at most the page in hand. */
  writePage(runId: number, position: ListingPosition, page: Page<Item>): Promise<WrittenPage>;
  /** Where the listing stands after its pages, and how many different rows came with its mark. */
  evidence(
    position: ListingPosition,
  ): Promise<{ seen: number; firstTotal: number | undefined; lastTotal: number | undefined }>;
  /** Tombstones for what this listing did not bring. Only ever for a listing that is proven complete. */
  completeListing(runId: number, position: ListingPosition): Promise<CompletedListing>;
}
