import { accessSync, closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import { MediafoldError, StorageError, type StorageProblem } from '../errors.ts';
import { type Clock, systemClock } from '../models/clock.ts';
import { inspectFile } from './inspect-file.ts';
import { migrate, newestVersion } from './migrate.ts';
import { quietCopy } from './quiet-copy.ts';
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
  /** A file that this process may not write is opened for reading. Default false: then that is a failure. */
  readonly mayBeReadOnly?: boolean | undefined;
  readonly clock?: Clock | undefined;
  /** How long a file that another process, or another opening in this one, is writing to is waited for. Default 5,000. */
  readonly patienceMs?: number | undefined;
}

const memory = ':memory:';
const unwritable: readonly StorageProblem[] = ['read-only', 'cannot-open'];

/**
 * Opens the catalogue, makes it if it is not there, and brings its schema up to date.
 *
 * @throws {StorageError} when the file cannot be used; `problem` says why, the message what to do. A file that is not
 *   this library's own is never changed.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { path: given, readOnly = false, mayBeReadOnly = false, clock = systemClock, patienceMs = 5_000 } = options;
  const path = given === memory ? memory : resolve(given);
  if (path === memory && readOnly) {
    throw new MediafoldError('invalid-argument', 'a catalogue in memory cannot be opened read-only: it would be empty');
  }
  if (path !== memory) prepareFile(path, readOnly);
  const { sqlite, isReadOnly } = connect(path, readOnly, mayBeReadOnly);
  const kysely = new Kysely<Schema>({ dialect: guardedDialect(sqlite, patienceMs) });
  // Waiting is the dialect's from now on.
  sqlite.pragma('busy_timeout = 0');
  return { kysely, path, readOnly: isReadOnly, clock, sqlite, close: () => close(kysely, sqlite) };
}

interface Connected {
  readonly sqlite: SqliteConnection;
  readonly isReadOnly: boolean;
}

function connect(path: string, readOnly: boolean, mayBeReadOnly: boolean): Connected {
  try {
    // SQLite opens such a file for reading without saying so, and the first change would fail.
    if (mayBeReadOnly && path !== memory) guarded(path, () => accessSync(path, constants.W_OK));
    return { sqlite: ready(connectSqlite(path, { readOnly })), isReadOnly: readOnly };
  } catch (error) {
    const isUnwritable = error instanceof StorageError && unwritable.includes(error.problem);
    if (!mayBeReadOnly || !isUnwritable || path === memory) throw error;
    const copy = quietCopy(path);
    if (copy === undefined) return { sqlite: ready(connectSqlite(path, { readOnly: true })), isReadOnly: true };
    // In memory it can be brought up to date, too. Nothing more, as nobody would ever see it again.
    const sqlite = ready(connectSqlite(path, { copy, readOnly: false }));
    sqlite.pragma('query_only = on');
    return { sqlite, isReadOnly: true };
  }
}

function ready(sqlite: SqliteConnection): SqliteConnection {
  try {
    configure(sqlite);
    migrate(sqlite);
    return sqlite;
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
