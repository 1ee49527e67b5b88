import type { Credential } from '../../models/credential.ts';
import { type SourceId, sourceId } from '../../models/ids.ts';
import { decodeCredential, encodeCredential } from '../credential-codec.ts';
import type { Database } from '../open-database.ts';
import type { TokenCipher } from '../token-cipher.ts';

/** The credentials of the sources, encrypted. */
export interface AuthTokenRepository {
  /** @throws {StorageError} `wrong-key` when it is there and cannot be decrypted */
  load(id: SourceId): Promise<Credential | undefined>;
  save(id: SourceId, credential: Credential): Promise<void>;
  remove(id: SourceId): Promise<void>;
  /** Encrypts outside of any transaction, and gives the write itself for use inside one. */
  prepareSave(id: SourceId, credential: Credential): Promise<() => void>;
}

const use = 'credential';

export function createAuthTokenRepository(db: Database, cipher: TokenCipher): AuthTokenRepository {
  async function prepareSave(id: SourceId, credential: Credential): Promise<() => void> {
    const ciphertext = await cipher.encrypt(encodeCredential(credential), { sid: id, use });
    const values = { key_id: cipher.keyId, ciphertext, updated_at: db.clock.now() };
    return () => {
      const insert = db.query.insertInto('auth_token').values({ source_id: id, ...values });
      db.run(insert.onConflict((conflict) => conflict.column('source_id').doUpdateSet(values)));
    };
  }

  return {
    prepareSave,
    async load(id) {
      const select = db.query.selectFrom('auth_token').select(['source_id', 'ciphertext']).where('source_id', '=', id);
      const row = await select.executeTakeFirst();
      if (row === undefined) return undefined;
      return decodeCredential(await cipher.decrypt(row.ciphertext, { sid: sourceId(row.source_id), use }));
    },
    async save(id, credential) {
      (await prepareSave(id, credential))();
    },
    async remove(id) {
      await db.query.deleteFrom('auth_token').where('source_id', '=', id).execute();
    },
  };
}
