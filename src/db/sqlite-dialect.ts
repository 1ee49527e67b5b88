import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteConnection } from './sqlite-connection.ts';

class ImmediateDriver extends SqliteDriver {
  readonly #sqlite: SqliteConnection;

  constructor(sqlite: SqliteConnection) {
    super({ database: sqlite });
    this.#sqlite = sqlite;
  }

  /** Every transaction here writes. Taking the lock at once waits for another process; taking it later fails. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** SQLite rolls back by itself when the disk is full; a second rollback would hide the reason. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#sqlite.inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
}

/**
 * Kysely over one guarded connection. Kysely gives that connection to one user at a time, for the length of a whole
 * transaction: nothing else can slip into it, as long as hand-prepared statements run inside transactions only.
 */
export function guardedDialect(sqlite: SqliteConnection): Dialect {
  return {
    createDriver: () => new ImmediateDriver(sqlite),
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
  };
}
