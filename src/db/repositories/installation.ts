import type { Database } from '../open-database.ts';

/** Facts of this installation that are made once and never change. */
export interface InstallationRepository {
  /** What is stored under the key; stored now, as `make` gives it, when nothing is. */
  getOrMake(key: string, make: () => string): Promise<string>;
  /** The id under which this installation is known to account services; random, not secret. */
  deviceId(): Promise<string>;
}

export function createInstallationRepository({ kysely }: Pick<Database, 'kysely'>): InstallationRepository {
  async function getOrMake(key: string, make: () => string): Promise<string> {
    const select = kysely.selectFrom('installation').select('value').where('key', '=', key);
    const known = await select.executeTakeFirst();
    if (known !== undefined) return known.value;
    // Two processes may start together: whoever comes first names it for both.
    const insert = kysely.insertInto('installation').values({ key, value: make() });
    await insert.onConflict((conflict) => conflict.doNothing()).execute();
    return (await select.executeTakeFirstOrThrow()).value;
  }

  return { getOrMake, deviceId: () => getOrMake('device_id', () => crypto.randomUUID()) };
}
