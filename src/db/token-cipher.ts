import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { StorageError } from '../errors.ts';
import type { SourceId } from '../models/ids.ts';
import { keyBytes } from './key-file.ts';

/** What stands in the way of a row being moved to another source: it is authenticated with the ciphertext. */
interface Binding {
  readonly sid: SourceId;
  readonly use: string;
}

export interface TokenCipher {
  /** Names the key without giving it away, so that keys can change. */
  readonly keyId: string;
  encrypt(text: string, binding: Binding): Promise<string>;
  /** @throws {StorageError} `wrong-key` for another key, another source, or a changed text */
  decrypt(ciphertext: string, binding: Binding): Promise<string>;
}

/** JWE in compact form: `dir` with AES-256-GCM; the header, which names source and purpose, is authenticated. */
export async function createTokenCipher(key: Uint8Array): Promise<TokenCipher> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array([...key, keyBytes]));
  const keyId = Buffer.from(digest).toString('base64url').slice(0, 12);

  return {
    keyId,
    encrypt: (text, { sid, use }) =>
      new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keyId, sid, use })
        .encrypt(key),
    async decrypt(ciphertext, { sid, use }) {
      const unreadable = (why: string): StorageError =>
        new StorageError('wrong-key', `the stored credential of source ${sid} cannot be read: ${why}`);
      const header = readHeader(ciphertext);
      if (header === undefined) throw unreadable('it is damaged');
      if (header.kid !== keyId) throw unreadable('it was encrypted with another key');
      if (header.sid !== sid || header.use !== use) throw unreadable('it was made for another source or purpose');
      try {
        const { plaintext } = await compactDecrypt(ciphertext, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return new TextDecoder().decode(plaintext);
      } catch {
        throw unreadable('it was changed');
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
