import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StorageError } from '../errors.ts';
import { connectSqlite } from './sqlite-connection.ts';
import { guarded } from './storage-error.ts';

/** Marks the file as this library's own (`PRAGMA application_id`). */
export const applicationId = 0x4d_46_4c_44;

const magic = 'SQLite format 3\0';
/** The fixed part at the start of every SQLite file. */
const headerLength = 100;

/**
 * Looks at a file before anything is allowed to write to it.
 *
 * @returns `absent`: no file, or an empty one; `empty`: a SQLite file in which nothing was made yet
 * @throws {StorageError} `not-a-database` when it is something else or another program's, `newer-version`, `corrupt`,
 *   `cannot-open`. The file is as it was.
 */
export function inspectFile(path: string, newestVersion: number): 'absent' | 'empty' | 'ours' {
  const size = fileSize(path);
  if (size === undefined || size === 0) return 'absent';
  const header = readHeader(path);
  if (!header.toString('latin1').startsWith(magic)) {
    throw new StorageError(
      'not-a-database',
      `${path} is not a SQLite database. It is left untouched: choose another path`,
    );
  }
  const { owner, version, objects } = peek(path, header);
  if (owner === 0 && version === 0 && objects === 0) return 'empty';
  if (owner !== applicationId) {
    throw new StorageError(
      'not-a-database',
      `${path} is someone else's database: another program made it. It is left untouched: choose another path`,
    );
  }
  if (version > newestVersion) {
    throw new StorageError(
      'newer-version',
      `${path} was made by a newer release: its schema is version ${version}, this release knows up to ` +
        `${newestVersion}. It is left untouched: update, or choose another path`,
    );
  }
  return 'ours';
}

function fileSize(path: string): number | undefined {
  const facts = guarded(path, () => statSync(path, { throwIfNoEntry: false }));
  if (facts !== undefined && !facts.isFile()) {
    throw new StorageError('cannot-open', `${path} is not a file: give the path of a file for the catalogue`);
  }
  return facts?.size;
}

function readHeader(path: string): Buffer {
  return guarded(path, () => {
    const file = openSync(path, 'r');
    try {
      const header = Buffer.alloc(headerLength);
      const length = readSync(file, header, 0, headerLength, 0);
      return length < headerLength ? Buffer.alloc(headerLength) : header;
    } finally {
      closeSync(file);
    }
  });
}

interface Peeked {
  readonly owner: unknown;
  readonly version: number;
  readonly objects: number | undefined;
}

/**
 * After a crash the truth can still be in the write-ahead log, which only SQLite can read. Without a log it stands in the
 * file's first bytes (https://sqlite.org/fileformat2.html), and reading those leaves no lock and no file beside it.
 */
function peek(path: string, header: Buffer): Peeked {
  const hasLog = (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (!hasLog) {
    // 1 stands for 65,536. Anything that was ever made in a file takes a second page.
    const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    const objects = statSync(path).size > pageSize ? 1 : 0;
    return { owner: header.readUInt32BE(68), version: header.readUInt32BE(60), objects };
  }
  try {
    return peekWithLog(path);
  } catch (error) {
    const mayNotWrite = error instanceof StorageError && ['cannot-open', 'read-only'].includes(error.problem);
    if (!mayNotWrite) throw error;
    throw new StorageError(
      'read-only',
      `${path}: its newest changes are still in ${path}-wal, which can be read only where this user may write. ` +
        `Copy both, and ${path}.key, to a folder of yours, or open it once where it may be written`,
      { cause: error },
    );
  }
}

function peekWithLog(path: string): Peeked {
  const sqlite = connectSqlite(path, { readOnly: true });
  try {
    return {
      owner: sqlite.pragma('application_id'),
      version: Number(sqlite.pragma('user_version')),
      objects: sqlite.prepare<{ objects: number }>('select count(*) as objects from sqlite_schema').get()?.objects,
    };
  } finally {
    sqlite.close();
  }
}
