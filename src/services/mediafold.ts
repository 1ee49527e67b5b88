import type { LoginContext } from '../backends/backend-context.ts';
import type { Environment } from '../models/environment.ts';
import type { ConnectionService } from './connection-service.ts';
import type { LibraryService } from './library.ts';
import type { SignIn } from './sign-in.ts';
import type { Sources } from './sources.ts';
import type { SyncService } from './sync/sync-service.ts';

export interface OpenOptions {
  /** The catalogue's file; made when it is missing. `:memory:` keeps nothing. */
  readonly path: string;
  /** What people see in their servers' lists of devices. */
  readonly product: string;
  readonly version: string;
  /** Default: the product's name. */
  readonly deviceName?: string;
  readonly platform?: string;
  /** 32 bytes that encrypt the tokens. Default: a key file beside the database that only its owner can read. */
  readonly key?: Uint8Array;
  /** Where plex.tv is. Default: the real one. */
  readonly plexTvUrl?: string;
  /** Send credentials over plain http to public addresses too. Default false. */
  readonly allowInsecure?: boolean;
  readonly environment?: Partial<Environment>;
}

export interface LoginOptions {
  /**
   * `shared`: this installation's one id, for account services at which one id serves all users (plex.tv).
   * `own`, the default: a new id, for servers that end a user's older session on the same device (Jellyfin).
   */
  readonly device?: 'shared' | 'own';
}

/** An open catalogue with everything that works on it. Close it when done; opening does no request. */
export interface Mediafold {
  readonly path: string;
  readonly signIn: SignIn;
  readonly sources: Sources;
  readonly connections: ConnectionService;
  readonly sync: SyncService;
  readonly library: LibraryService;
  /** What the logins of `mediafold/plex` and `mediafold/jellyfin` take. */
  loginContext(options?: LoginOptions): Promise<LoginContext>;
  /** Stops what runs, closes the backends and the database. */
  close(): Promise<void>;
}
