import type { LoginContext } from '../backends/backend-context.ts';
import type { KeyProvider } from '../db/keys/key-provider.ts';
import type { KeyRotation } from '../db/keys/key-rotation.ts';
import type { Environment } from '../models/environment.ts';
import type { SourceId } from '../models/ids.ts';
import type { SourceAccess } from '../models/source-access.ts';
import type { Addresses } from './addresses.ts';
import type { ConnectionService } from './connect/connection-contract.ts';
import type { LanOptions } from './connect/lan-addresses.ts';
import type { Diagnose } from './diagnosis.ts';
import type { Discover } from './discovery.ts';
import type { LibraryService } from './library.ts';
import type { SignIn } from './sign-in.ts';
import type { Sources } from './sources.ts';
import type { SyncService } from './sync/sync-service.ts';

export interface OpenOptions {
  /** The catalogue's file; made when it is missing. `:memory:` keeps nothing. */
  readonly path: string;
  /**
   * A file that this process may not write is opened for reading: `sources.list` and `library` work, what has to write rejects
   * with `storage`. One that nobody else has open is read into memory. Default false: opening it rejects.
   */
  readonly mayBeReadOnly?: boolean;
  /** What people see in their servers' lists of devices. */
  readonly product: string;
  readonly version: string;
  /** Default: the product's name. */
  readonly deviceName?: string;
  readonly platform?: string;
  /**
   * What encrypts the credentials: 32 bytes, or where they are kept. Default: a key file beside the database that only
   * its owner can read. With another key the sources stay, and each says that it needs a sign-in.
   */
  readonly key?: Uint8Array | KeyProvider;
  /** Where plex.tv is, for logins too. Default: the real one. */
  readonly plexTvUrl?: string;
  /** Send credentials over plain http to public addresses too. Default false. Each source can say otherwise. */
  readonly allowInsecure?: boolean;
  /**
   * Whether a source whose addresses are all dead is looked for on the local network, beside its account service.
   * Default: yes, everybody there is asked. `false`: never.
   */
  readonly lan?: LanOptions;
  readonly environment?: Partial<Environment>;
}

export interface LoginOptions {
  /**
   * `shared`: this installation's one id, for account services at which one id serves all users (plex.tv).
   * `own`, the default: a new id for each login, for servers that end a user's older session on the same device
   * (Jellyfin), so that two users of one server never log each other out. It is kept with the source that comes of the
   * login; one that leads to no source leaves no trace here.
   */
  readonly device?: 'shared' | 'own' | undefined;
  /**
   * Signing in again: the device id of this source is used again, whatever `device` says, so that no second device
   * appears on its server. Its old session may end with the login, even if that comes to nothing. Another user of a
   * Jellyfin server gets another id; Quick Connect, which cannot do that any more, rejects with `conflict`.
   */
  readonly source?: SourceId | undefined;
  /**
   * How the login's requests to the media server travel; give it to `signIn.add` too, which stores it. Default: as is set for
   * `source`. Its sockets end when the catalogue is closed.
   */
  readonly access?: SourceAccess | undefined;
}

/** For a login to the servers of this catalogue. What it was opened with goes along, so that it need not be said again. */
export interface CatalogueLoginContext extends LoginContext {
  readonly plexTvUrl?: string;
  /** As `access` or the source says, else the catalogue. */
  readonly allowInsecure?: boolean;
}

/** An open catalogue with everything that works on it. Close it when done; opening does no request. */
export interface Mediafold {
  readonly path: string;
  /** It was opened for reading, as it may not be written (`mayBeReadOnly`). */
  readonly readOnly: boolean;
  readonly signIn: SignIn;
  readonly sources: Sources;
  readonly connections: ConnectionService;
  /** The addresses of each source, for people who know better. */
  readonly addresses: Addresses;
  readonly diagnose: Diagnose;
  readonly discover: Discover;
  readonly sync: SyncService;
  readonly library: LibraryService;
  /**
   * What the logins of `mediafold/plex` and `mediafold/jellyfin` take.
   *
   * @throws {MediafoldError} `not-found` for an unknown `source`, `invalid-argument` for access settings that are none
   */
  loginContext(options?: LoginOptions): Promise<CatalogueLoginContext>;
  /**
   * A new key for the stored credentials, in the same place or, with `to`, in another. Survives the end of the process
   * at any moment; other processes that have the catalogue open follow.
   *
   * @throws {MediafoldError} `unsupported` when the place is not ours to change; the message says what to do instead
   */
  rotateKey(to?: KeyProvider): Promise<KeyRotation>;
  /**
   * Stops what runs, closes the backends and the database. What a sign-out or a removal has begun is still forgotten, and an
   * upgrade that is under way is given up (`cancelled`): what is stored then works.
   */
  close(): Promise<void>;
}
