import { randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { MediafoldError, StorageError } from '../../errors.ts';
import type { Secret } from '../../models/secret.ts';
import { type KeyProvider, keyBytes } from './key-provider.ts';

export interface PassphraseKeyOptions {
  /**
   * scrypt's N, a power of two, for a salt that is made now. Default 2^17, which with r = 8 and p = 1 takes 128 MiB and
   * a good third of a second (OWASP, Password Storage Cheat Sheet). At most 2^24.
   */
  readonly cost?: number;
}

/** What the catalogue remembers of where such a key comes from. */
export const passphraseName = 'a passphrase';

const blockSize = 8;
const costs: readonly number[] = Array.from({ length: 24 }, (_, index) => 2 ** (index + 1));
const saltShape = /^scrypt:(\d+):(\d+):(\d+):([\w-]{22,})$/;

/**
 * A key made from a passphrase with scrypt. Salt and cost are stored with the catalogue, one for each generation of the
 * key, so that a later default changes nothing for what is there.
 *
 * @throws {MediafoldError} `invalid-argument` for an empty passphrase, and for a cost that scrypt does not take
 */
export function passphraseKey(passphrase: Secret, { cost = 2 ** 17 }: PassphraseKeyOptions = {}): KeyProvider {
  if (passphrase.reveal() === '') throw new MediafoldError('invalid-argument', 'the passphrase for the key is empty');
  // Stored with the salt before it is used, it would keep this catalogue from ever being opened.
  if (!costs.includes(cost)) {
    throw new MediafoldError('invalid-argument', 'the cost of a passphrase must be a power of two from 2 to 2^24');
  }
  return {
    name: passphraseName,
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
    const fail = ({ message }: Error): void =>
      reject(new StorageError('wrong-key', `the key cannot be made from the passphrase: ${message}`));
    try {
      scrypt(passphrase.reveal().normalize('NFKC'), salt, keyBytes, options, (error, key) => {
        if (error === null) resolve(new Uint8Array(key));
        else fail(error);
      });
    } catch (error) {
      // Numbers that somebody has changed in the database.
      fail(error instanceof Error ? error : new Error('unknown'));
    }
  });
}
