import type { ClientIdentity } from '../models/client-identity.ts';
import type { Connection } from '../models/connection.ts';
import type { Credential } from '../models/credential.ts';
import type { Environment } from '../models/environment.ts';
import type { Secret } from '../models/secret.ts';
import type { Source } from '../models/source.ts';
import type { OnRenewed } from './auth-provider.ts';

/** How requests to the media server itself travel. Nothing of it goes to account services. */
export interface ServerAccess {
  /** Default: the environment's. */
  readonly fetch?: Environment['fetch'];
  /** Sent with every request, probes and logins too; never in place of one that a request has by itself. */
  readonly headers?: Readonly<Record<string, Secret>>;
}

/** A source that is signed in to again, on its own device. */
export interface RenewedSource extends Pick<Source, 'serverId' | 'userId'> {
  /** For another user of its server, should one come of the login: two users on one device share a session there. */
  readonly otherDeviceId: string;
}

/** What a login needs before there is a source. */
export interface LoginContext {
  readonly environment: Environment;
  readonly identity: ClientIdentity;
  /** Whose device id `identity` has. Absent: nobody's yet. */
  readonly renews?: RenewedSource | undefined;
  /** Where it differs from the rest of the world. */
  readonly server?: ServerAccess | undefined;
}

/** What an `AuthProvider` and a backend are made from, beside the credential. */
export interface BackendContext extends LoginContext {
  readonly source: Source;
  /** The address in use, for credentials that are renewed at the media server itself: a stored password. */
  readonly currentConnection?: () => Connection | undefined;
  /** To store what was renewed. Absent: it lives as long as the backend. */
  readonly onRenewed?: OnRenewed;
  /**
   * What is stored of the sign-in now: another process on the same catalogue may have renewed it. Absent: nobody else has it.
   *
   * @returns undefined when the person has signed out, or signed in anew, meanwhile
   */
  readonly stored?: () => Promise<Credential | undefined>;
  /**
   * Asked when a request with a credential failed at an address: where the server is now. Absent: nobody can be asked.
   *
   * @param failed its base address
   * @param wasRefused the credential was, and could not be renewed
   * @returns undefined when it is nowhere; the same address when it is good again
   */
  readonly relocate?: (
    failed: string,
    signal: AbortSignal | undefined,
    wasRefused: boolean,
  ) => Promise<string | undefined>;
  /**
   * Asked before a request with a credential is sent: where to send it. At once, as long as the server was seen there a moment
   * ago. Absent: nobody can be asked.
   *
   * @param base the address that is meant
   * @throws {MediafoldError} when the server is known not to be there, nor anywhere else
   */
  readonly confirm?: (base: string, signal: AbortSignal | undefined) => Promise<string>;
  /** Told when a request with a credential was answered well: the server is there. */
  readonly onAnswer?: (base: string) => void;
  /** Send the credential over plain http to public addresses too. Default false. */
  readonly allowInsecure?: boolean;
  /** Until an answer begins, for one attempt of a request, milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** How often a request that met a passing failure is tried again. Default 3. */
  readonly retries?: number;
}
