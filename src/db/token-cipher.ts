import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { StorageError } from '../errors.ts';
import type { SourceId } from '../models/ids.ts';
import { keyBytes } from './keys/key-provider.ts';

/** What stands in the way of a row being moved to another source: it is authenticated with the ciphertext. */
export interface Binding {
  readonly sid: SourceId;
  readonly use: string;
}

/** Several keys: one to encrypt with, all to read. */
export interface TokenCipher {
  /** Names the key that encrypts without giving it away, so that keys can change. */
  readonly keyId: string;
  has(keyId: string): boolean;
  encrypt(text: string, binding: Binding): Promise<string>;
  /** @throws {StorageError} `wrong-key` for a key that is not there, another source, or a changed text */
  decrypt(ciphertext: string, binding: Binding): Promise<string>;
}

export async function keyIdOf(key: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array([...key, keyBytes]));
  return Buffer.from(digest).toString('base64url').slice(0, 12);
}

/** By their use: what such a text is to people, and what they can do when it is lost. */
const uses: Readonly<Record<string, { readonly what: string; readonly remedy: string }>> = {
  credential: { what: 'credential', remedy: 'sign in again' },
  access: { what: 'access settings', remedy: 'set or clear them again' },
};

export function remedyFor({ use }: Binding): string {
  return uses[use]?.remedy ?? 'store it again';
}

export function unreadable({ sid, use }: Binding, why: string): StorageError {
  return new StorageError('wrong-key', `the stored ${uses[use]?.what ?? use} of source ${sid} cannot be read: ${why}`);
}

/**
 * JWE in compact form: `dir` with AES-256-GCM; the header, which names key, source and purpose, is authenticated.
 *
 * @param current Encrypts.
 * @param older Only for reading.
 */
export async function createTokenCipher(current: Uint8Array, older: readonly Uint8Array[] = []): Promise<TokenCipher> {
  const keyId = await keyIdOf(current);
  const keys = new Map<unknown, Uint8Array>([[keyId, current]]);
  for (const key of older) keys.set(await keyIdOf(key), key);

  return {
    keyId,
    has: (id) => keys.has(id),
    encrypt: (text, { sid, use }) =>
      new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keyId, sid, use })
        .encrypt(current),
    async decrypt(ciphertext, binding) {
      const { sid, use } = binding;
      const lost = (why: string): StorageError => unreadable(binding, `${why}; ${remedyFor(binding)}`);
      const header = readHeader(ciphertext);
      if (header === undefined) throw lost('it is damaged');
      const key = keys.get(header.kid);
      if (key === undefined) throw lost('it was encrypted with another key');
      if (header.sid !== sid || header.use !== use) {
        throw lost('it was made for another source or purpose');
      }
      try {
        const { plaintext } = await compactDecrypt(ciphertext, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return new TextDecoder().decode(plaintext);
      } catch {
        throw lost('it was changed');
      }
    },
  };
}

function readHeader(ciphertext: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return { ...decodeProtectedHeader(ciphertext) };
  } catch {
    return undefined;
  }
}
