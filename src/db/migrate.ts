import { StorageError } from '../errors.ts';
import { applicationId } from './inspect-file.ts';
import { migrations } from './migrations/all.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export const newestVersion: number = migrations.length;

/**
 * Brings the schema to the newest version: all missing steps in one transaction, so that a file never rests between
 * two versions.
 *
 * @throws {StorageError} `read-only` when steps are missing and the file is open for reading
 */
export function migrate(sqlite: SqliteConnection): void {
  if (versionOf(sqlite) === newestVersion) return;
  if (sqlite.readOnly) {
    throw new StorageError(
      'read-only',
      `${sqlite.path}: an older release made it. Open it once for writing to bring it up to date`,
    );
  }
  const execute = (statement: string): unknown => sqlite.prepare(statement).run();
  execute('begin immediate');
  try {
    // Asked again under the lock: another process may have been faster.
    for (const { statements } of migrations.slice(versionOf(sqlite))) statements.forEach(execute);
    sqlite.pragma(`application_id = ${applicationId}`);
    sqlite.pragma(`user_version = ${newestVersion}`);
    execute('commit');
  } catch (error) {
    if (sqlite.inTransaction) execute('rollback');
    throw error;
  }
}

function versionOf(sqlite: SqliteConnection): number {
  return Number(sqlite.pragma('user_version'));
}
