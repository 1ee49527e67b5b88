import type { MediaBackend } from '../../backends/media-backend.ts';
import type { Candidate } from '../../models/connection.ts';

export type FacetName = 'discovery' | 'search' | 'images';

export interface OpenBackend {
  readonly backend: MediaBackend;
  close(): Promise<void>;
}

/**
 * What the conformance cases need from a backend under test. The server behind it must hold a film, and a show with
 * at least one season and episode; cases read only.
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
}

export interface ConformanceCase {
  readonly name: string;
  /** The reason why the harness's owner waived this case. */
  readonly waived?: string;
  /** Rejects when the backend does not keep the contract. */
  run(): Promise<void>;
}

/** A case as it is written down: with a connected backend in hand. */
export interface CaseBody {
  readonly name: string;
  readonly run: (backend: MediaBackend, harness: ConformanceHarness) => Promise<void>;
}
