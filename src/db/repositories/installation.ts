import type { Database } from '../open-database.ts';

/** Facts of this installation that are made once and never change. */
export interface InstallationRepository {
  /** The id under which this installation is known to account services; random, not secret. */
  deviceId(): Promise<string>;
}

export function createInstallationRepository(db: Database): InstallationRepository {
  return {
    async deviceId() {
      // Two processes may start together: whoever comes first names it for both.
      await db.query
        .insertInto('installation')
        .values({ key: 'device_id', value: crypto.randomUUID() })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const row = await db.query
        .selectFrom('installation')
        .select('value')
        .where('key', '=', 'device_id')
        .executeTakeFirstOrThrow();
      return row.value;
    },
  };
}
