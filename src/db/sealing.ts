import type { Kysely } from 'kysely';
import type { SourceId } from '../models/ids.ts';
import { createTurns } from '../models/turns.ts';
import type { HeldKeys } from './keys/held-keys.ts';
import { passphraseName } from './keys/passphrase-key.ts';
import type { Schema } from './schema.ts';
import { type Binding, remedyFor, type TokenCipher, unreadable } from './token-cipher.ts';

/** The columns of an encrypted text, the same in every table that holds one. */
export interface Sealed {
  readonly key_id: string;
  readonly key_provider: string | null;
  readonly ciphertext: string;
}

/** Encrypted texts of sources, through changes of the key by this process or another. */
export interface Sealing {
  /**
   * Does the work after everything that was asked of these sources' texts before it. Encrypting takes longer for one than
   * for another, and the connection goes to whoever asks first: without turns an older token could overwrite a newer
   * one, or come back after its removal.
   */
  inTurn<T>(ids: Iterable<SourceId>, work: () => Promise<T>): Promise<T>;
  /** Encrypts now, outside of any transaction; gives the columns for the transaction that writes them. */
  seal(text: string, binding: Binding): Promise<(transaction: Kysely<Schema>) => Promise<Sealed>>;
  /**
   * @param read asked once more when the key of the row is not there
   * @throws {StorageError} `wrong-key` when there is a row that cannot be decrypted
   */
  unseal(binding: Binding, read: () => Promise<Sealed | undefined>): Promise<string | undefined>;
}

export function createSealing(keys: HeldKeys): Sealing {
  /** @param tried The key that was looked for in vain: while that was done, another process may have changed the row. */
  async function unseal(
    binding: Binding,
    read: () => Promise<Sealed | undefined>,
    tried?: string,
  ): Promise<string | undefined> {
    const row = await read();
    if (row === undefined) return undefined;
    const cipher = await keys.lookFor(row.key_id);
    if (cipher.has(row.key_id)) return cipher.decrypt(row.ciphertext, binding);
    if (row.key_id !== tried) return unseal(binding, read, row.key_id);
    throw unreadable(binding, whyLost(binding, row.key_provider, keys.provider.name));
  }

  const takeTurn = createTurns('change of what is encrypted');

  return {
    inTurn: (ids, work) => takeTurn([...ids], undefined, work),
    async seal(text, binding) {
      const encrypt = (by: TokenCipher): Promise<string> => by.encrypt(text, binding);
      const prepared = keys.cipher;
      const ciphertext = await encrypt(prepared);
      return async (transaction) => {
        // The key may have changed since, here or in another process.
        const cipher = await keys.follow(transaction);
        return {
          key_id: cipher.keyId,
          key_provider: keys.provider.name,
          ciphertext: cipher.keyId === prepared.keyId ? ciphertext : await encrypt(cipher),
        };
      };
    },
    unseal: (binding, read) => unseal(binding, read),
  };
}

function whyLost(binding: Binding, then: string | null, now: string): string {
  const otherwise = `or ${remedyFor(binding)}`;
  if (then === null) return `it was encrypted with another key. Open the catalogue with that one, ${otherwise}`;
  if (then !== now) {
    return `it was encrypted with a key from ${then}, and the catalogue was opened with one from ${now}. Open it with the first, ${otherwise}`;
  }
  if (now === passphraseName)
    return `it was encrypted with another passphrase. Open the catalogue with that one, ${otherwise}`;
  return `the key from ${now} that it was encrypted with is gone, and another one is there. Put the old one back, ${otherwise}`;
}
