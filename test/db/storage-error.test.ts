import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { translateStorageError } from '../../src/db/storage-error.ts';
import { temporaryFolder } from './support.ts';

test.each([
  ['SQLITE_FULL', 'full'],
  // What a disk without any room at all looks like to SQLite as it opens a file.
  ['SQLITE_IOERR_SHMSIZE', 'full'],
  ['SQLITE_IOERR_READ', 'io'],
])('SQLite says %s of a disk that is %s', (code, problem) => {
  const told = translateStorageError(new Sqlite.SqliteError('disk I/O error', code), 'file.db');
  expect(told).toMatchObject({ code: 'storage', problem });
});

test.runIf(process.platform !== 'win32')('a key that finds no room leaves no draft, and the old one stays', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'key');
  const module = fileURLToPath(new URL('../../src/db/keys/file-key.ts', import.meta.url));
  const write = (limit: string) => {
    const program = `
      const { fileKey } = await import(${JSON.stringify(module)});
      await fileKey(${JSON.stringify(path)}).replace([new Uint8Array(32)], { databasePath: 'unused' })
        .catch((error) => console.log(error.problem, error.message));`;
    const command = `${limit} exec "$0" --input-type=module --eval "$1"`;
    return spawnSync('sh', ['-c', command, process.execPath, program], { encoding: 'utf8' });
  };
  expect(write('')).toMatchObject({ status: 0, stdout: '' });
  expect(readdirSync(folder)).toEqual(['key']);
  const told = write('ulimit -f 0;').stdout;
  expect(told).toContain('full');
  expect(told).toContain(path);
  expect(readdirSync(folder)).toEqual(['key']);
});
