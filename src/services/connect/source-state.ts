import type { MediaBackend } from '../../backends/media-backend.ts';
import type { Connection, ConnectionState, ProbeResult } from '../../models/connection.ts';
import type { Source } from '../../models/source.ts';

export interface ConnectionReport {
  readonly source: Source;
  /** The address in use from now on; absent when none is good. */
  readonly chosen?: Connection;
  /** Why this one, or why none. */
  readonly reason: string;
  readonly state: ConnectionState;
  /** One for each address, the chosen one first. */
  readonly results: readonly ProbeResult[];
}

export interface SearchKind {
  readonly signal: AbortSignal;
  /** Hear every address out. */
  readonly all: boolean;
  /** Nobody waits for it: the account service is left alone if it was asked a moment ago. */
  readonly background?: boolean;
  /** False: the credential was refused a moment ago, and a renewal of it brought nothing. Default true. */
  readonly mayRenew?: boolean;
  /** False: nothing speaks against the address in use, which stays in use meanwhile. Default true. */
  readonly isDoubted?: boolean;
}

/** Where one source stands, and what moves it. One search at a time: the caller sees to that. */
export interface SourceConnection {
  readonly state: ConnectionState;
  /** The address in use; also while it is only looked whether there is a better one. */
  readonly inUse: Connection | undefined;
  /** When the address in use was last known to be good, epoch milliseconds. */
  readonly goodAt: number;
  /** Until when the server is left alone, epoch milliseconds; in the past when it is not. */
  readonly restsUntil: number;
  /** Whose credential was refused by the search that made it rest. */
  readonly refused: MediaBackend | undefined;
  search(kind: SearchKind): Promise<ConnectionReport>;
  /** A call went through. */
  succeeded(): void;
  /**
   * A call failed. A refused credential and a server that is away make the next call look again.
   *
   * @param at the address in use when the call was made: that nobody is there is no news when another one is used since
   */
  failed(backend: MediaBackend, error: unknown, at: string | undefined): Promise<void>;
  /** Asks the address in use whether it still is the right one. */
  check(signal: AbortSignal): Promise<boolean>;
  /** Forget what kept from looking again. A search that runs begins anew: what it has heard says nothing any more. */
  rest(): void;
  /** Another credential or the end of the source: nothing is known any more but, perhaps, why a person must sign in. */
  forget(needsSignIn?: string): void;
  /** Ends what goes on in the background. */
  stop(): void;
}
