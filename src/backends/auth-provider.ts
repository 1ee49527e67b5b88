import type { Credential } from '../models/credential.ts';
import type { SignedInServer } from '../models/source.ts';

export interface CallOptions {
  /** Aborting it rejects the call with `cancelled` and drops its request. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives the credential part of one request to the media server, and renews it. One per source, long-lived.
 *
 * It never touches storage: a renewed credential is handed to the `onRenewed` that it was made with.
 */
export interface AuthProvider {
  readonly credential: Credential;
  /** Headers for one request, cheap while the credential is fresh. Never empty strings. */
  headers(options?: CallOptions): Promise<Readonly<Record<string, string>>>;
  /**
   * Called after the server refused the credential that `headers` gave. Runs once at a time, however many requests
   * failed together; all of them get the same answer.
   *
   * @param refused the headers that were refused: when the credential has moved on since, no renewal is needed
   * @returns `true` when `headers` now gives something else that is worth one more try; `false` when a person must
   *   sign in again. Rejects when it could not be found out (network), which is not a sign-out.
   */
  renew(refused: Readonly<Record<string, string>>, options?: CallOptions): Promise<boolean>;
}

/** Called with the new credential before any request uses it. */
export type OnRenewed = (credential: Credential) => void | Promise<void>;

/** What a person has to do now. */
export interface LoginPrompt {
  /** To be typed by the person, or compared by them. */
  readonly code: string;
  /** Where to type it. */
  readonly url: string;
  /** Epoch milliseconds on this machine's clock. */
  readonly expiresAt: number;
}

/**
 * A conversation with a person that ends in credentials. Nothing is stored by it: give the result to `SignIn`.
 */
export interface LoginFlow {
  readonly prompt: LoginPrompt;
  /**
   * Resolves when the person has agreed. Network trouble and busy servers do not end it.
   *
   * @throws {MediafoldError} `token-expired` when the code ran out, `cancelled`, `unsupported` when the server has
   *   switched the flow off
   */
  wait(options?: CallOptions): Promise<readonly SignedInServer[]>;
}
