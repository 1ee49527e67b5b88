import { existsSync } from 'node:fs';
import { checkKey, keyBytes, loadOrCreateKeyFile } from './key-file.ts';
import { type Database, type OpenOptions, openDatabase } from './open-database.ts';
import { type AuthTokenRepository, createAuthTokenRepository } from './repositories/auth-tokens.ts';
import { type ConnectionRepository, createConnectionRepository } from './repositories/connections.ts';
import { createInstallationRepository, type InstallationRepository } from './repositories/installation.ts';
import { createItemRepository, type ItemRepository } from './repositories/items.ts';
import { createLibraryRepository, type LibraryRepository } from './repositories/libraries.ts';
import { createListingRepository, type ListingRepository } from './repositories/listings.ts';
import { createPageWriter, type PageWriter } from './repositories/page-writer.ts';
import { createQuarantineRepository, type QuarantineRepository } from './repositories/quarantine.ts';
import { createSourceRepository, type SourceRepository } from './repositories/sources.ts';
import { createSyncRunRepository, type RunOwner, type SyncRunRepository } from './repositories/sync-runs.ts';
import { createTitleRepository, type TitleRepository } from './repositories/titles.ts';
import { createWatchStateRepository, type WatchStateRepository } from './repositories/watch-states.ts';
import { createTokenCipher } from './token-cipher.ts';

/** An open database with all its repositories. */
export interface Catalogue {
  readonly database: Database;
  readonly sources: SourceRepository;
  readonly authTokens: AuthTokenRepository;
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
  close(): Promise<void>;
}

export interface CatalogueOptions extends OpenOptions {
  /** 32 bytes that encrypt the credentials. Default: the file `<path>.key`, made when it is missing. */
  readonly key?: Uint8Array | undefined;
  /** Who works on the sync runs. Default: this process. */
  readonly owner?: RunOwner | undefined;
}

/** @throws {StorageError} when the database or its key cannot be used */
export async function openCatalogue({ key, owner, ...options }: CatalogueOptions): Promise<Catalogue> {
  const database = openDatabase(options);
  try {
    const authTokens = createAuthTokenRepository(database, await createTokenCipher(keyFor(database, key)));
    return {
      database,
      sources: createSourceRepository(database, authTokens),
      authTokens,
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
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function keyFor({ path, readOnly }: Database, given: Uint8Array | undefined): Uint8Array {
  if (given !== undefined) return checkKey(given);
  const file = `${path}.key`;
  // What is encrypted in memory ends with it. And a reader makes no files: it can read the rest without its key.
  const isLost = path === ':memory:' || (readOnly && !existsSync(file));
  return isLost ? crypto.getRandomValues(new Uint8Array(keyBytes)) : loadOrCreateKeyFile(file);
}
