import Sqlite from 'better-sqlite3';
import { guarded, translateStorageError } from './storage-error.ts';

export interface PreparedStatement<Row> {
  readonly reader: boolean;
  all(parameters?: readonly unknown[]): Row[];
  get(parameters?: readonly unknown[]): Row | undefined;
  run(parameters?: readonly unknown[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  iterate(parameters?: readonly unknown[]): IterableIterator<Row>;
}

/**
 * The one seam through which every statement goes, Kysely's and the hand-prepared ones: what SQLite throws leaves it
 * as an error of this library.
 */
export interface SqliteConnection {
  readonly path: string;
  readonly readOnly: boolean;
  readonly inTransaction: boolean;
  prepare<Row = unknown>(sql: string): PreparedStatement<Row>;
  /** The first column of the pragma's answer. */
  pragma(text: string): unknown;
  close(): void;
}

export interface ConnectOptions {
  /** The bytes of the file, to be opened in its place. */
  readonly copy?: Buffer;
  readonly readOnly: boolean;
}

const busyTimeoutMs = 5000;

/** @throws {StorageError} when SQLite cannot open the file */
export function connectSqlite(path: string, { copy, readOnly }: ConnectOptions): SqliteConnection {
  const raw = guarded(
    path,
    () => new Sqlite(copy ?? path, { readonly: readOnly, fileMustExist: path !== ':memory:', timeout: busyTimeoutMs }),
  );

  return {
    path,
    readOnly,
    get inTransaction() {
      return raw.inTransaction;
    },
    prepare: <Row>(sql: string): PreparedStatement<Row> => {
      const statement = guarded(path, () => raw.prepare<unknown[], Row>(sql));
      return {
        reader: statement.reader,
        all: (parameters = []) => guarded(path, () => statement.all(...parameters)),
        get: (parameters = []) => guarded(path, () => statement.get(...parameters)),
        run: (parameters = []) => guarded(path, () => statement.run(...parameters)),
        *iterate(parameters = []) {
          try {
            yield* statement.iterate(...parameters);
          } catch (error) {
            throw translateStorageError(error, path);
          }
        },
      };
    },
    pragma: (text) => guarded(path, () => raw.pragma(text, { simple: true })),
    close: () => guarded(path, () => void raw.close()),
  };
}
