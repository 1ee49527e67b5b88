import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import { MediafoldError, StorageError } from '../errors.ts';
import { type Clock, systemClock } from '../models/clock.ts';
import { inspectFile } from './inspect-file.ts';
import { migrate, newestVersion } from './migrate.ts';
import type { Schema } from './schema.ts';
import { connectSqlite, type SqliteConnection } from './sqlite-connection.ts';
import { guardedDialect } from './sqlite-dialect.ts';
import { guarded } from './storage-error.ts';

/** An open catalogue. Repositories are made from it; whoever opened it closes it. */
export interface Database {
  readonly kysely: Kysely<Schema>;
  /** Absolute, or `:memory:`. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly clock: Clock;
  /** For statements that run too often to be built each time. Use it only inside a transaction of `kysely`. */
  readonly sqlite: SqliteConnection;
  /** Waits for the transaction that is running. Afterwards everything rejects with `storage`. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A file, made with its folder when it is not there; or `:memory:`. */
  readonly path: string;
  readonly readOnly?: boolean | undefined;
  readonly clock?: Clock | undefined;
  /** How long a file that another process, or another opening in this one, is writing to is waited for. Default 5,000. */
  readonly patienceMs?: number | undefined;
}

const memory = ':memory:';

/**
 * Opens the catalogue, makes it if it is not there, and brings its schema up to date.
 *
 * @throws {StorageError} when the file cannot be used; `problem` says why, the message what to do. A file that is not
 *   this library's own is never changed.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { path: given, readOnly = false, clock = systemClock, patienceMs = 5_000 } = options;
  const path = given === memory ? memory : resolve(given);
  if (path === memory && readOnly) {
    throw new MediafoldError('invalid-argument', 'a catalogue in memory cannot be opened read-only: it would be empty');
  }
  if (path !== memory) prepareFile(path, readOnly);
  const sqlite = connectSqlite(path, { readOnly });
  try {
    configure(sqlite);
    const kysely = new Kysely<Schema>({ dialect: guardedDialect(sqlite, patienceMs) });
    migrate(sqlite);
    // Waiting is the dialect's from now on.
    sqlite.pragma('busy_timeout = 0');
    return { kysely, path, readOnly, clock, sqlite, close: () => close(kysely, sqlite) };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function prepareFile(path: string, readOnly: boolean): void {
  const found = inspectFile(path, newestVersion);
  if (readOnly && found !== 'ours') {
    throw new StorageError('cannot-open', `there is no catalogue at ${path}: sync once to make it`);
  }
  if (found !== 'absent') return;
  guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives its log files the mode of this one.
    closeSync(openSync(path, 'a', 0o600));
  });
}

function configure(sqlite: SqliteConnection): void {
  if (!sqlite.readOnly) sqlite.pragma('journal_mode = wal');
  sqlite.pragma('synchronous = normal');
  // A first sync touches most pages of an index again and again: the fewer checkpoints, the less is written twice.
  sqlite.pragma('wal_autocheckpoint = 4000');
  sqlite.pragma('foreign_keys = on');
}

/** Not `kysely.destroy()`: its error for a call after the end is not one of ours. */
function close(kysely: Kysely<Schema>, sqlite: SqliteConnection): Promise<void> {
  return kysely.connection().execute(async () => sqlite.close());
}
