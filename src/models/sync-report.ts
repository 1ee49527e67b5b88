import type { LibraryId, SourceId } from './ids.ts';
import type { ItemKind } from './item.ts';

/** `partial`: something was not listed completely, so its deletions are unknown; the rest is in step. */
export type SyncStatus = 'completed' | 'partial';

/** What happened to one kind of item in one library. */
export interface ListingReport {
  readonly libraryId: LibraryId;
  readonly libraryTitle: string;
  readonly kind: ItemKind;
  readonly received: number;
  readonly removed: number;
  readonly complete: boolean;
  /** Why it is not complete, or why deletions were held back. */
  readonly message?: string;
}

export interface SyncReport {
  readonly sourceId: SourceId;
  readonly status: SyncStatus;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Rows that could not be understood. They are in quarantine with their reasons, and count as neither seen nor gone. */
  readonly rejected: number;
  /** Whether it went on from where an earlier run had stopped. */
  readonly resumed: boolean;
  readonly tookMs: number;
  /** Why it is partial, where that is not said by a listing. */
  readonly message?: string;
  readonly listings: readonly ListingReport[];
}

export interface SyncProgress {
  readonly sourceId: SourceId;
  readonly phase: 'connecting' | 'counting' | 'listing' | 'done';
  readonly libraryTitle?: string;
  readonly kind?: ItemKind;
  /** Rows of the whole run so far. */
  readonly received: number;
  /** Rows of the whole run, as the server counted them before the first was listed. */
  readonly total: number;
}
