import { fileKey } from './keys/file-key.ts';
import { givenKey, passingKey } from './keys/given-key.ts';
import { openKeys } from './keys/held-keys.ts';
import type { KeyProvider } from './keys/key-provider.ts';
import { finishRotation, type KeyRotation, rotateKey } from './keys/key-rotation.ts';
import { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';
import { type AuthTokenRepository, createAuthTokenRepository } from './repositories/auth-tokens.ts';
import { type ConnectionRepository, createConnectionRepository } from './repositories/connections.ts';
import { createInstallationRepository, type InstallationRepository } from './repositories/installation.ts';
import { createItemRepository, type ItemRepository } from './repositories/items.ts';
import { createLibraryRepository, type LibraryRepository } from './repositories/libraries.ts';
import { createListingRepository, type ListingRepository } from './repositories/listings.ts';
import { createPageWriter, type PageWriter } from './repositories/page-writer.ts';
import { createQuarantineRepository, type QuarantineRepository } from './repositories/quarantine.ts';
import { createSourceAccessRepository, type SourceAccessRepository } from './repositories/source-access.ts';
import { createSourceRepository, type SourceRepository } from './repositories/sources.ts';
import { createSyncRunRepository, type RunOwner, type SyncRunRepository } from './repositories/sync-runs.ts';
import { createTitleRepository, type TitleRepository } from './repositories/titles.ts';
import { createWatchStateRepository, type WatchStateRepository } from './repositories/watch-states.ts';
import { createSealing } from './sealing.ts';

/** An open database with all its repositories. */
export interface Catalogue {
  readonly database: Database;
  readonly sources: SourceRepository;
  readonly authTokens: AuthTokenRepository;
  readonly access: SourceAccessRepository;
  readonly connections: ConnectionRepository;
  readonly libraries: LibraryRepository;
  readonly items: ItemRepository;
  readonly titles: TitleRepository;
  readonly watchStates: WatchStateRepository;
  readonly quarantine: QuarantineRepository;
  readonly runs: SyncRunRepository;
  readonly listings: ListingRepository;
  readonly pages: PageWriter;
  readonly installation: InstallationRepository;
  /**
   * A new key for the credentials, in the same place (from a passphrase: with a new salt) or, with `to`, in another.
   * Survives the end of the process at any moment.
   *
   * @throws {MediafoldError} `unsupported` when the place is not ours to change; the message says what to do instead
   */
  rotateKey(to?: KeyProvider): Promise<KeyRotation>;
  close(): Promise<void>;
}

export interface CatalogueOptions extends DatabaseOptions {
  /** What encrypts the credentials: 32 bytes, or where they are. Default: the file `<path>.key`, made when missing. */
  readonly key?: Uint8Array | KeyProvider | undefined;
  /** Who works on the sync runs. Default: this process. */
  readonly owner?: RunOwner | undefined;
}

/** @throws {StorageError} when the database or its key cannot be used */
export async function openCatalogue({ key, owner, ...options }: CatalogueOptions): Promise<Catalogue> {
  const database = openDatabase(options);
  try {
    const keys = await openKeys(database, providerFor(database, key));
    await finishRotation(database, keys);
    const sealing = createSealing(keys);
    const authTokens = createAuthTokenRepository(database, sealing);
    const access = createSourceAccessRepository(database, sealing);
    return {
      database,
      sources: createSourceRepository(database, authTokens, access, sealing),
      authTokens,
      access,
      connections: createConnectionRepository(database),
      libraries: createLibraryRepository(database),
      items: createItemRepository(database),
      titles: createTitleRepository(database),
      watchStates: createWatchStateRepository(database),
      quarantine: createQuarantineRepository(database),
      runs: createSyncRunRepository(database, owner),
      listings: createListingRepository(database),
      pages: createPageWriter(database),
      installation: createInstallationRepository(database),
      rotateKey: (to) => rotateKey(database, keys, to),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function providerFor({ path }: Database, given: CatalogueOptions['key']): KeyProvider {
  if (given instanceof Uint8Array) return givenKey(given);
  // What is encrypted in memory ends with it.
  return given ?? (path === ':memory:' ? passingKey() : fileKey());
}
