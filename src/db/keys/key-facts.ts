import type { Kysely } from 'kysely';
import type { Database } from '../open-database.ts';
import { createInstallationRepository } from '../repositories/installation.ts';
import type { Schema } from '../schema.ts';
import type { KeyFacts } from './key-provider.ts';

/**
 * What the installation table knows of the keys. `key_id`: the key of the last change, by which other processes see that
 * there was one. `key_generation`: counts the moves to another provider, each of which has facts (a salt) of its own.
 */
export type KeyFact = 'key_id' | 'key_generation';

export async function readKeyFact(on: Kysely<Schema>, fact: KeyFact): Promise<string | undefined> {
  return (await on.selectFrom('installation').select('value').where('key', '=', fact).executeTakeFirst())?.value;
}

export async function writeKeyFact(on: Kysely<Schema>, fact: KeyFact, value: string): Promise<void> {
  await on
    .insertInto('installation')
    .values({ key: fact, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

export async function readGeneration(on: Kysely<Schema>): Promise<number> {
  return Number((await readKeyFact(on, 'key_generation')) ?? 0);
}

/** @param transaction The one that runs, if one does: everything then goes through it, and it already is alone. */
export function keyFacts(
  database: Pick<Database, 'kysely' | 'path' | 'readOnly'>,
  generation: number,
  transaction?: Kysely<Schema>,
): KeyFacts {
  const { kysely, path, readOnly } = database;
  const installation = createInstallationRepository({ kysely: transaction ?? kysely });
  const facts: KeyFacts = {
    databasePath: path,
    readOnly,
    async getOrMake(name, make) {
      const key = `key:${generation}:${name}`;
      if (!readOnly) return installation.getOrMake(key, make);
      // What is made for a reader ends with it: nothing was encrypted with a key that was never made.
      const select = kysely.selectFrom('installation').select('value').where('key', '=', key);
      return (await select.executeTakeFirst())?.value ?? make();
    },
    alone: (work) =>
      transaction === undefined
        ? kysely.transaction().execute((own) => work(keyFacts(database, generation, own)))
        : work(facts),
  };
  return facts;
}
