import { setTimeout as pause } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { StorageError } from '../errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Between two tries for a file that is in use, milliseconds; the last one goes on. SQLite's own busy handler takes these. */
const pausesMs = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100];

class PatientDriver extends SqliteDriver {
  readonly #sqlite: SqliteConnection;
  readonly #patienceMs: number;
  #patient: DatabaseConnection | undefined;
  /** Ends with the user of the connection who came last. */
  #last: Promise<void> = Promise.resolve();
  #release = (): void => undefined;

  constructor(sqlite: SqliteConnection, patienceMs: number) {
    super({ database: sqlite });
    this.#sqlite = sqlite;
    this.#patienceMs = patienceMs;
  }

  /** In the order in which they asked: of two writes that nobody waits for, the later has the last word. */
  override async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    this.#release = resolve;
    this.#patient ??= this.#withPatience(await super.acquireConnection());
    return this.#patient;
  }

  override async releaseConnection(): Promise<void> {
    this.#release();
  }

  /**
   * SQLite would stand still until the file is free, and with it whoever uses the file in this process: another opening of it
   * that is in the middle of a transaction could never come to its end.
   */
  #withPatience(connection: DatabaseConnection): DatabaseConnection {
    return {
      streamQuery: (...query) => connection.streamQuery(...query),
      executeQuery: async (...query) => {
        for (let waitedMs = 0, tries = 0; ; tries += 1) {
          try {
            return await connection.executeQuery(...query);
          } catch (error) {
            const isBusy = error instanceof StorageError && error.problem === 'locked';
            // Who has the file for a transaction is not kept from it.
            if (!isBusy || this.#sqlite.inTransaction || waitedMs >= this.#patienceMs) throw error;
          }
          const ms = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? 0;
          waitedMs += ms;
          await pause(ms);
        }
      },
    };
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

/** Kysely's own queue for a single connection lets in whoever asks at the moment when it becomes free. */
class QueuedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/**
 * Kysely over one guarded connection, which one user has at a time, for the length of a whole transaction: nothing else
 * can slip into it, as long as hand-prepared statements run inside transactions only.
 *
 * @param patienceMs how long a file that is in use is waited for, milliseconds
 */
export function guardedDialect(sqlite: SqliteConnection, patienceMs: number): Dialect {
  return {
    createDriver: () => new PatientDriver(sqlite, patienceMs),
    createAdapter: () => new QueuedAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
  };
}
