import { randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { MediafoldError, StorageError } from '../../errors.ts';
import type { Secret } from '../../models/secret.ts';
import { type KeyProvider, keyBytes } from './key-provider.ts';

export interface PassphraseKeyOptions {
  /**
   * scrypt's N, a power of two, for a salt that is made now. Default 2^17, which with r = 8 and p = 1 takes 128 MiB and
   * a good third of a second (OWASP, Password Storage Cheat Sheet).
   */
  readonly cost?: number;
}

const blockSize = 8;
const saltShape = /^scrypt:(\d+):(\d+):(\d+):([\w-]{22,})$/;

/**
 * A key made from a passphrase with scrypt. Salt and cost are stored with the catalogue, one for each generation of the
 * key, so that a later default changes nothing for what is there.
 *
 * @throws {MediafoldError} `invalid-argument` for an empty passphrase
 */
export function passphraseKey(passphrase: Secret, { cost = 2 ** 17 }: PassphraseKeyOptions = {}): KeyProvider {
  if (passphrase.reveal() === '') throw new MediafoldError('invalid-argument', 'the passphrase for the key is empty');
  return {
    name: 'a passphrase',
    async load({ databasePath, getOrMake }) {
      const make = (): string => `scrypt:${cost}:${blockSize}:1:${randomBytes(16).toString('base64url')}`;
      const parts = saltShape.exec(await getOrMake('salt', make));
      if (parts === null) {
        throw new StorageError('wrong-key', `${databasePath}: the salt of the passphrase is damaged; sign in again`);
      }
      const [n, r, p] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
      // Twice what it needs: Node counts a little more than 128 * N * r.
      const options = { N: n, r, p, maxmem: 256 * n * r };
      return [await derive(passphrase, Buffer.from(parts[4] ?? '', 'base64url'), options)];
    },
    howToReplace: 'give rotateKey a passphraseKey: with a new passphrase, or with this one again for a new salt',
  };
}

/** The same letters in another form of Unicode, as other keyboards and systems type them, are the same passphrase. */
function derive(passphrase: Secret, salt: Buffer, options: ScryptOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.reveal().normalize('NFKC'), salt, keyBytes, options, (error, key) => {
      if (error === null) resolve(new Uint8Array(key));
      else reject(new StorageError('wrong-key', `the key cannot be made from the passphrase: ${error.message}`));
    });
  });
}
