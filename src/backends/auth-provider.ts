import type { MediafoldError } from '../errors.ts';
import type { Credential } from '../models/credential.ts';
import type { Unsubscribe } from '../models/emitter.ts';
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
  /**
   * Ends the credential at whoever gave it, once and for all. One that is dead already counts as ended.
   *
   * Absent: nobody can be asked, for example for an API key, which belongs to the server's administrator.
   */
  revoke?(options?: CallOptions): Promise<void>;
  /**
   * Keeps a credential from dying of disuse. Absent: it does not.
   *
   * @throws {MediafoldError} `unauthorized` when it is dead already
   */
  keepAlive?(options?: CallOptions): Promise<void>;
}

/** Called with the new credential before any request uses it. */
export type OnRenewed = (credential: Credential) => void | Promise<void>;

/** What a person has to do now. */
export interface LoginPrompt {
  /** To be typed by the person, or compared by them. */
  readonly code: string;
  /** Where to type it, for a click. */
  readonly url: string;
  /** What a QR code should hold, so that a phone can finish the login. Often the `url`. */
  readonly qr: string;
  /** Epoch milliseconds on this machine's clock. */
  readonly expiresAt: number;
}

/** What an app would show beside the code while it waits. */
export type LoginEvent =
  /** A look went through: nobody has agreed yet. */
  | { readonly type: 'waiting' }
  /** A look failed in a way that passes; the next one comes at `nextTryAt`, epoch milliseconds. */
  | { readonly type: 'trouble'; readonly error: MediafoldError; readonly nextTryAt: number }
  /** The person has agreed; what they have access to is being fetched. */
  | { readonly type: 'agreed' };

/**
 * A conversation with a person that ends in credentials. Nothing is stored by it: give the result to `SignIn`.
 */
export interface LoginFlow {
  readonly prompt: LoginPrompt;
  /** @returns ends the listening */
  on(listener: (event: LoginEvent) => void): Unsubscribe;
  /**
   * Resolves when the person has agreed. Network trouble and busy servers do not end it. Asks the server only while
   * somebody waits; called twice, both wait for the same.
   *
   * @throws {MediafoldError} `token-expired` when the code ran out, `cancelled`, `unsupported` when the server has
   *   switched the flow off, and what the function that began it says of waiting
   */
  wait(options?: CallOptions): Promise<readonly SignedInServer[]>;
}
