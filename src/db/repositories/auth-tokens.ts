import type { Kysely } from 'kysely';
import type { Credential } from '../../models/credential.ts';
import type { SourceId } from '../../models/ids.ts';
import { decodeCredential, encodeCredential } from '../credential-codec.ts';
import type { Database } from '../open-database.ts';
import type { Schema } from '../schema.ts';
import type { TokenCipher } from '../token-cipher.ts';

/** A write that is ready, for a transaction of the caller. */
export type PreparedWrite = (transaction: Kysely<Schema>) => Promise<void>;

/** The credentials of the sources, encrypted. */
export interface AuthTokenRepository {
  /** @throws {StorageError} `wrong-key` when it is there and cannot be decrypted */
  load(id: SourceId): Promise<Credential | undefined>;
  /** A new credential also ends the source's need for a sign-in. @throws {MediafoldError} `not-found` */
  save(id: SourceId, credential: Credential): Promise<void>;
  remove(id: SourceId): Promise<void>;
  /** Encrypts now, outside of any transaction, and gives the write itself. */
  prepareSave(id: SourceId, credential: Credential): Promise<PreparedWrite>;
}

const use = 'credential';

export function createAuthTokenRepository({ kysely, clock }: Database, cipher: TokenCipher): AuthTokenRepository {
  async function prepareSave(id: SourceId, credential: Credential): Promise<PreparedWrite> {
    const ciphertext = await cipher.encrypt(encodeCredential(credential), { sid: id, use });
    const values = { key_id: cipher.keyId, ciphertext, updated_at: clock.now() };
    return async (transaction) => {
      await transaction
        .insertInto('auth_token')
        .values({ source_id: id, ...values })
        .onConflict((conflict) => conflict.column('source_id').doUpdateSet(values))
        .execute();
      await transaction.updateTable('source').set({ needs_sign_in_reason: null }).where('id', '=', id).execute();
    };
  }

  return {
    prepareSave,
    async load(id) {
      const row = await kysely
        .selectFrom('auth_token')
        .select('ciphertext')
        .where('source_id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : decodeCredential(await cipher.decrypt(row.ciphertext, { sid: id, use }));
    },
    async save(id, credential) {
      await kysely.transaction().execute(await prepareSave(id, credential));
    },
    async remove(id) {
      await kysely.deleteFrom('auth_token').where('source_id', '=', id).execute();
    },
  };
}
