import { closeSync, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { StorageError } from '../errors.ts';
import { guarded } from './storage-error.ts';

export const keyBytes = 32;

function isKey(bytes: Uint8Array): boolean {
  return bytes.length === keyBytes;
}

/**
 * The key beside the database: 32 random bytes as base64url text, in a file that only its owner can read. Made when it
 * is missing; tokens that were encrypted with a lost one stay unreadable, which the sources then say.
 *
 * @throws {StorageError} `wrong-key` when others can read the file, or it holds something else
 */
export function loadOrCreateKeyFile(path: string): Uint8Array {
  return guarded(path, () => {
    if (!existsSync(path)) {
      const key = crypto.getRandomValues(new Uint8Array(keyBytes));
      // "x": of two processes that start together, one makes the file and the other reads it below.
      const file = openIfAbsent(path);
      if (file !== undefined) {
        writeSync(file, `${Buffer.from(key).toString('base64url')}\n`);
        closeSync(file);
        return key;
      }
    }
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new StorageError(
        'wrong-key',
        `${path}: others on this machine can read this key. Run: chmod 600 "${path}"`,
      );
    }
    const key = new Uint8Array(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url'));
    if (isKey(key)) return key;
    throw new StorageError(
      'wrong-key',
      `${path}: this is not a key of mediafold. Put the right file back, or remove it and sign in again`,
    );
  });
}

function openIfAbsent(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw error;
  }
}

/** @throws {StorageError} `wrong-key` */
export function checkKey(key: Uint8Array): Uint8Array {
  if (isKey(key)) return key;
  throw new StorageError('wrong-key', `the key that was given has ${key.length} bytes; it must have ${keyBytes}`);
}
