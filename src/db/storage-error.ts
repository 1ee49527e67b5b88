import Sqlite from 'better-sqlite3';
import { type ErrorCode, MediafoldError, StorageError, type StorageProblem } from '../errors.ts';

type Row = readonly [code: string, problem: StorageProblem, says: string];

/** By the start of the code, so that SQLite's extended codes (`SQLITE_IOERR_READ`) find their row. */
const problems: readonly Row[] = [
  ['SQLITE_FULL', 'full', 'the disk is full. What was stored before is still there; free some space and try again'],
  ['SQLITE_READONLY', 'read-only', 'it cannot be written. Nothing was changed; make the file and its folder writable'],
  ['SQLITE_CORRUPT', 'corrupt', 'it is damaged, and was left as it is. Move it away, sign in again and sync'],
  ['SQLITE_NOTADB', 'not-a-database', 'it is not a SQLite database, and was left untouched. Choose another path'],
  ['SQLITE_BUSY', 'locked', 'another process is using it. Nothing was changed; try again when that has finished'],
  ['SQLITE_LOCKED', 'locked', 'it is in use elsewhere in this process. Nothing was changed; try again'],
  ['SQLITE_CANTOPEN', 'cannot-open', 'it cannot be opened. Check that the folder exists and that you may write there'],
  ['SQLITE_PERM', 'cannot-open', 'this user may not use it. Check its permissions'],
  // It cannot make room for the index of its log, which is another failure to SQLite than a full disk.
  ['SQLITE_IOERR_SHMSIZE', 'full', 'the disk is full. Finished changes are kept; free some space and try again'],
  ['SQLITE_IOERR', 'io', 'the disk failed to read or write it. Finished changes are kept; check the disk'],
  ['SQLITE_NOMEM', 'io', 'there is not enough memory to use it. Nothing was changed'],
  ['ENOSPC', 'full', 'the disk is full. Free some space and try again'],
  ['EDQUOT', 'full', 'there is no room left for this user. Free some space and try again'],
  ['EFBIG', 'full', 'this user may not make a file so large. Raise the limit and try again'],
  ['EACCES', 'cannot-open', 'this user may not use it. Check the permissions of the file and its folder'],
  ['EPERM', 'cannot-open', 'this user may not use it. Check the permissions of the file and its folder'],
  ['EROFS', 'read-only', 'the disk is mounted read-only. Choose another path'],
  ['ENOTDIR', 'cannot-open', 'a part of the path is not a folder. Choose another path'],
  ['EEXIST', 'cannot-open', 'a part of the path is not a folder. Choose another path'],
  ['EISDIR', 'cannot-open', 'it is a folder. Give the path of a file'],
  ['ENOENT', 'cannot-open', 'there is no such file'],
];

/** A broken rule of the schema is the caller's mistake, not the storage's. */
const constraints: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  SQLITE_CONSTRAINT_UNIQUE: ['conflict', 'is there already'],
  SQLITE_CONSTRAINT_PRIMARYKEY: ['conflict', 'is there already'],
  SQLITE_CONSTRAINT_FOREIGNKEY: ['not-found', 'belongs to something that is not there'],
};

/** SQLite's and the file system's errors in the words of this library. Anything else stays what it is. */
export function translateStorageError(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof TypeError && error.message.includes('connection is not open')) {
    return new StorageError('cannot-open', `${path}: the catalogue is closed. Open it again to use it`);
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const found = problems.find(([start]) => code.startsWith(start));
  if (found !== undefined) return new StorageError(found[1], `${path}: ${found[2]}`, { cause: error });
  if (!(error instanceof Sqlite.SqliteError)) return error;
  if (code.startsWith('SQLITE_CONSTRAINT')) {
    const [kind, says] = constraints[code] ?? (['invalid-argument', 'breaks a rule of the schema'] as const);
    return new MediafoldError(kind, `${path}: a row ${says} (${code})`, { cause: error });
  }
  return new StorageError('io', `${path}: SQLite refused a statement (${code}). Nothing was changed`, { cause: error });
}

/** Runs what touches the file. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translateStorageError(error, path);
  }
}
