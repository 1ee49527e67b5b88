import type { MediaBackend } from '../../backends/media-backend.ts';
import type { Candidate } from '../../models/connection.ts';

export type FacetName = 'discovery' | 'search' | 'images' | 'watchState';

export interface OpenBackend {
  readonly backend: MediaBackend;
  close(): Promise<void>;
}

/** For servers that are larger than a test needs. */
export interface ConformanceLimits {
  /** Listings of one kind in one library are walked so far. Default: to their end. */
  readonly rowsPerKind?: number;
}

/**
 * What the conformance cases need from a backend under test. The server behind it should hold a film, a show with at
 * least one season and episode, and an album.
 */
export interface ConformanceHarness {
  /** A new backend each time, with no connection in use. */
  open(): Promise<OpenBackend>;
  /** An address at which the server answers and takes the credential. */
  readonly candidate: Candidate;
  /** What this backend must offer. Losing one of them fails; it does not skip. */
  readonly facets: readonly FacetName[];
  /** Texts that nothing public may show: tokens, passwords, keys. */
  readonly secrets: readonly string[];
  /**
   * Cases may change watch state. They choose items that the user has never touched, and put them back, also when they
   * fail. A server may keep a trace all the same: Plex keeps the date of a play that was taken back. Default false.
   */
  readonly allowWrites?: boolean;
  readonly limits?: ConformanceLimits;
  /** Ends a walk through a listing early; what a case has changed is put back even then. */
  readonly signal?: AbortSignal;
}

export interface ConformanceCase {
  readonly name: string;
  /** The reason why the harness's owner waived this case. */
  readonly waived?: string;
  /** Why there is nothing to run: it is waived, or needs a facet or a permission that the harness does not have. */
  readonly skip?: string;
  /** How far it looks on a large server, when the harness has limits. */
  readonly bounds?: string;
  /**
   * Rejects when the backend does not keep the contract, and with `CannotTry` when the server holds nothing to try
   * it on. Test runners should take both for failures: they know what their server holds.
   */
  run(): Promise<void>;
}

/** A case as it is written down: with a connected backend in hand. */
export interface CaseBody {
  readonly name: string;
  readonly needs?: FacetName;
  readonly writes?: true;
  /** It walks through whole listings. */
  readonly walks?: true;
  readonly run: (backend: MediaBackend, harness: ConformanceHarness) => Promise<void>;
}

/** The server under test lacks what a case needs, which says nothing about the backend. The message says what. */
export class CannotTry extends Error {
  override readonly name = 'CannotTry';
}
