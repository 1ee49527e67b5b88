import type { Kysely } from 'kysely';
import { StorageError } from '../../errors.ts';
import { sourceId } from '../../models/ids.ts';
import { decodeCredential } from '../credential-codec.ts';
import type { Schema } from '../schema.ts';
import type { TokenCipher } from '../token-cipher.ts';

/** Every table that holds encrypted texts, with what these are bound to. One that were missing here would lose its key. */
const encrypted = [
  { table: 'auth_token', use: 'credential' },
  { table: 'source_access', use: 'access' },
] as const;

export interface ReEncrypted {
  /** How many credentials are now encrypted with the key. */
  readonly credentials: number;
  /** How many texts, settings too, could not be decrypted and are as they were. */
  readonly unreadable: number;
}

/** Works in the caller's transaction. */
export async function reEncrypt(
  transaction: Kysely<Schema>,
  cipher: TokenCipher,
  provider: string,
): Promise<ReEncrypted> {
  let credentials = 0;
  let unreadable = 0;
  for (const { table, use } of encrypted) {
    const columns = ['source_id', 'key_id', 'key_provider', 'ciphertext'] as const;
    for (const row of await transaction.selectFrom(table).select(columns).execute()) {
      const binding = { sid: sourceId(row.source_id), use };
      const text = await tryTo(() => cipher.decrypt(row.ciphertext, binding));
      if (text === undefined) {
        unreadable += 1;
        continue;
      }
      if (table === 'auth_token') credentials += 1;
      if (row.key_id === cipher.keyId && row.key_provider === provider) continue;
      const ciphertext = await cipher.encrypt(text, binding);
      await transaction
        .updateTable(table)
        .set({ key_id: cipher.keyId, key_provider: provider, ciphertext })
        .where('source_id', '=', row.source_id)
        .execute();
      if (table === 'auth_token') await learnType(transaction, row.source_id, text);
    }
  }
  return { credentials, unreadable };
}

/** What an older release stored does not say of which kind it is. */
async function learnType(transaction: Kysely<Schema>, id: string, text: string): Promise<void> {
  const type = await tryTo(async () => decodeCredential(text).type);
  await transaction
    .updateTable('auth_token')
    .set({ credential_type: type ?? null })
    .where('source_id', '=', id)
    .where('credential_type', 'is', null)
    .execute();
}

/** The keys that are still needed to read something. */
export async function usedKeyIds(on: Kysely<Schema>): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (const { table } of encrypted) {
    const rows = await on.selectFrom(table).select('key_id').distinct().execute();
    for (const { key_id } of rows) used.add(key_id);
  }
  return used;
}

/** `undefined` for what storage refuses. */
export async function tryTo<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError) return undefined;
    throw error;
  }
}
