/**
 * Every failure that leaves this library is a {@link MediafoldError}. Act on `code`, never on the message: codes stay
 * the same across releases, sentences do not.
 */
export type ErrorCode =
  /** The server does not accept the credential. A person has to sign in again. */
  | 'unauthorized'
  /** The credential is good, but this user may not do this. Signing in again changes nothing. */
  | 'forbidden'
  | 'not-found'
  /** The server asks for fewer requests; `retryAfterMs` is set when it said how long. */
  | 'rate-limited'
  /** The credential has run out and could not be renewed. */
  | 'token-expired'
  /** The server is away, starting, or failing. Trying later can help. */
  | 'unavailable'
  | 'timeout'
  /** The caller's `signal` was aborted. */
  | 'cancelled'
  /** The other side answered with something that this protocol does not allow. */
  | 'protocol'
  | 'invalid-argument'
  /** This can never work with this server or this pair of source and credential. */
  | 'unsupported'
  /** Somebody answered at the address, but it is another server than the one that is meant. */
  | 'wrong-server'
  | 'untrusted-certificate'
  /** The request contradicts what is there, for example a source that exists already. */
  | 'conflict'
  /** Somebody else is at it, for example another process that syncs this source. It passes by itself. */
  | 'busy'
  /** The local database cannot be read or written; {@link StorageError} says why. */
  | 'storage';

/**
 * Which of three things a failure is for the person: `sign-in-again`, the server is away or somebody else is at work
 * (`try-later`), or `never`: it cannot work until something else is changed. `none`: nothing is wrong with server or sign-in.
 */
export type Remedy = 'sign-in-again' | 'try-later' | 'never' | 'none';

/** What follows from a failure: for the person, for the request that met it, and for its source. */
export interface Reaction {
  readonly remedy: Remedy;
  /** The credential was refused: it is renewed, and the request sent once more, whatever it does: it was not carried out. */
  readonly renew?: true;
  /**
   * Whether it is sent again after a pause: `any` request, for this one was turned away undone, or only what is `safe` to
   * arrive twice. What never left, because nobody listens there, is safe.
   */
  readonly again?: 'any' | 'safe';
  /** What it says of the source: its `credential` is dead, or its `address` is no good any more. Absent: nothing. */
  readonly about?: 'credential' | 'address';
}

/** The rules of the transport. What a server's status means as a code is in the tables of the vendors. */
export const reactions: Readonly<Record<ErrorCode, Reaction>> = {
  unauthorized: { remedy: 'sign-in-again', renew: true, about: 'credential' },
  'token-expired': { remedy: 'sign-in-again', renew: true, about: 'credential' },
  'rate-limited': { remedy: 'try-later', again: 'any' },
  unavailable: { remedy: 'try-later', again: 'safe', about: 'address' },
  timeout: { remedy: 'try-later', again: 'safe', about: 'address' },
  // Portals, proxies and servers that are being updated answer for a while in place of the right one.
  protocol: { remedy: 'try-later' },
  'wrong-server': { remedy: 'try-later', about: 'address' },
  busy: { remedy: 'try-later' },
  forbidden: { remedy: 'never' },
  'invalid-argument': { remedy: 'never' },
  unsupported: { remedy: 'never' },
  'untrusted-certificate': { remedy: 'never', about: 'address' },
  'not-found': { remedy: 'never' },
  conflict: { remedy: 'never' },
  cancelled: { remedy: 'none' },
  storage: { remedy: 'none' },
};

export interface ErrorFacts {
  /** What was being done, in words that a log reader knows: `list items`, `exchange quick connect secret`. */
  readonly operation?: string | undefined;
  readonly sourceId?: string | undefined;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The HTTP status behind the failure, if there was an answer. */
  readonly status?: number | undefined;
  /** The reason alone, without operation and address: for places that name those themselves. */
  readonly explanation?: string | undefined;
  /** Only errors that cannot hold a secret: never an HTTP client's error, which prints headers and URLs. */
  readonly cause?: Error | undefined;
}

export class MediafoldError extends Error {
  override readonly name: string = 'MediafoldError';
  readonly code: ErrorCode;
  readonly operation?: string;
  sourceId?: string;
  readonly retryAfterMs?: number;
  readonly status?: number;
  readonly explanation?: string;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    if (facts.operation !== undefined) this.operation = facts.operation;
    if (facts.sourceId !== undefined) this.sourceId = facts.sourceId;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.explanation !== undefined) this.explanation = facts.explanation;
  }

  get remedy(): Remedy {
    return reactions[this.code].remedy;
  }

  /** Says which source the failure belongs to, unless that is known already. */
  forSource(sourceId: string): this {
    this.sourceId ??= sourceId;
    return this;
  }
}

/** An answer that broke the protocol, with where and how. `issues` names fields and types, never values. */
export class ProtocolError extends MediafoldError {
  override readonly name: string = 'ProtocolError';
  readonly issues: readonly string[];

  constructor(message: string, issues: readonly string[], facts: ErrorFacts = {}) {
    super('protocol', message, facts);
    this.issues = issues;
  }
}

/** How an address failed before any answer came. */
export type NetworkProblem = 'dns' | 'refused' | 'tls' | 'unreachable' | 'reset' | 'other';

/** What is wrong with a server's certificate, as far as the platform says. */
export type TlsProblem =
  | 'expired'
  | 'not-yet-valid'
  | 'unknown-authority'
  | 'wrong-name'
  /** Not the one that is pinned. */
  | 'wrong-key'
  /** The server asks for one of the client. */
  | 'client-certificate'
  | 'not-tls';

/** No answer: `unavailable`, or `untrusted-certificate` when `problem` is `tls`. */
export class NetworkFailure extends MediafoldError {
  override readonly name: string = 'NetworkFailure';
  readonly problem: NetworkProblem;
  /** Absent when it is another problem, or the platform does not say: browsers never do. */
  readonly tls?: TlsProblem;

  constructor(problem: NetworkProblem, message: string, facts: ErrorFacts & { readonly tls?: TlsProblem } = {}) {
    super(problem === 'tls' ? 'untrusted-certificate' : 'unavailable', message, facts);
    this.problem = problem;
    if (facts.tls !== undefined) this.tls = facts.tls;
  }
}

/** Why the local database cannot be used. */
export type StorageProblem =
  | 'cannot-open'
  | 'not-a-database'
  | 'corrupt'
  | 'read-only'
  | 'full'
  | 'locked'
  | 'newer-version'
  | 'wrong-key'
  | 'io';

export class StorageError extends MediafoldError {
  override readonly name: string = 'StorageError';
  readonly problem: StorageProblem;

  constructor(problem: StorageProblem, message: string, facts: ErrorFacts = {}) {
    super('storage', message, facts);
    this.problem = problem;
  }

  /** Of all that can be wrong with the file only this passes by itself. */
  override get remedy(): Remedy {
    return this.problem === 'locked' ? 'try-later' : super.remedy;
  }
}

export function isMediafoldError(value: unknown): value is MediafoldError {
  return value instanceof MediafoldError;
}
