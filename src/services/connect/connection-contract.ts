import type { MediaBackend } from '../../backends/media-backend.ts';
import type { ConnectionState } from '../../models/connection.ts';
import type { Unsubscribe } from '../../models/emitter.ts';
import type { SourceId } from '../../models/ids.ts';
import type { ConnectionReport } from './source-state.ts';
import type { WatchOptions } from './watch.ts';

export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hear every address out, the advertised ones and relays too, instead of stopping at a good one. */
  readonly all?: boolean | undefined;
  /** The addresses are others now: a search that runs begins anew. */
  readonly anew?: boolean | undefined;
}

export interface ConnectionCall {
  readonly signal?: AbortSignal | undefined;
}

export interface ConnectionService {
  /**
   * Finds the best address of a source and uses it. An address that does not answer is an outcome, not a rejection.
   * A call that comes while one runs gets that one's report. Looks however short ago it was looked for in vain. Calls go on
   * meanwhile at the address in use, unless it is looked `anew`.
   *
   * @throws {MediafoldError} `cancelled`, `not-found` for an unknown source, `storage`
   */
  connect(id: SourceId, options?: ConnectOptions): Promise<ConnectionReport>;
  /**
   * The source's long-lived backend, connected.
   *
   * @throws {MediafoldError} `unavailable` when no address answers, at once and with `retryAfterMs` while the server is
   *   left alone; `unauthorized` when a person must sign in again
   */
  backend(id: SourceId, options?: ConnectionCall): Promise<MediaBackend>;
  /**
   * Works with the source's backend, and learns from a failure of the work: after one of the network the next call
   * looks for a good address again, after a refused credential it is found out whether a person has to sign in.
   *
   * @throws {MediafoldError} as `backend`, and whatever the work throws
   */
  use<T>(id: SourceId, work: (backend: MediaBackend) => Promise<T>, options?: ConnectionCall): Promise<T>;
  /**
   * The app knows that the network is another one: Wi-Fi to mobile, a VPN, a wake-up. All sources that were looked for
   * before are looked for again, at once.
   */
  networkChanged(options?: ConnectionCall): Promise<readonly ConnectionReport[]>;
  /**
   * Looks after all sources that were looked for before, until it is stopped: checks those that are quiet, looks for those
   * that are away when they have rested, and notices that the machine slept. Default: every 60 s, at most 6 checks at a time.
   *
   * @returns ends it
   */
  watch(options?: Partial<WatchOptions>): Unsubscribe;
  /**
   * Where the server is now, for a request that failed: the address in use when that is another one by now, otherwise
   * what a new search finds.
   *
   * @param wasRefused the credential was, and a renewal of it brought nothing: it is not tried again
   * @returns undefined when it is nowhere
   */
  relocate(
    id: SourceId,
    failed: string,
    signal: AbortSignal | undefined,
    wasRefused: boolean,
  ): Promise<string | undefined>;
  /**
   * Where to send a request with the credential: to the address that is meant, as long as the server was seen there a moment
   * ago or says who it is now; else to where it is found.
   *
   * @throws {MediafoldError} as `backend`
   */
  confirm(id: SourceId, base: string, signal: AbortSignal | undefined): Promise<string>;
  /** The server took the credential at an address. */
  seen(id: SourceId, base: string): void;
  /**
   * After a new sign-in, or before a source is removed: its backend goes, and nothing is known of its connection.
   *
   * @param options.change done first, while nothing that the backend renews is stored any more
   * @param options.needsSignIn there is no credential now: the source waits for its person. A function is asked after the change
   */
  forget(id: SourceId, options?: ForgetOptions): Promise<void>;
  state(id: SourceId): ConnectionState;
  onState(listener: (id: SourceId, state: ConnectionState) => void): Unsubscribe;
  /** Ends what goes on in the background. */
  close(): Promise<void>;
}

/** What happens while a source is forgotten. */
export interface ForgetOptions {
  readonly change?: (() => Promise<void>) | undefined;
  readonly needsSignIn?: string | (() => Promise<string | undefined>) | undefined;
}
