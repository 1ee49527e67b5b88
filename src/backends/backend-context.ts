import type { ClientIdentity } from '../models/client-identity.ts';
import type { Connection } from '../models/connection.ts';
import type { Environment } from '../models/environment.ts';
import type { Source } from '../models/source.ts';
import type { OnRenewed } from './auth-provider.ts';

/** What a login needs before there is a source. */
export interface LoginContext {
  readonly environment: Environment;
  readonly identity: ClientIdentity;
}

/** What an `AuthProvider` and a backend are made from, beside the credential. */
export interface BackendContext extends LoginContext {
  readonly source: Source;
  /** The address in use, for credentials that are renewed at the media server itself: a stored password. */
  readonly currentConnection?: () => Connection | undefined;
  /** To store what was renewed. Absent: it lives as long as the backend. */
  readonly onRenewed?: OnRenewed;
  /** Send the credential over plain http to public addresses too. Default false. */
  readonly allowInsecure?: boolean;
  /** For one request, body included, milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** How often a request that met a passing failure is tried again. Default 3. */
  readonly retries?: number;
}
