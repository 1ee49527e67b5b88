import { StorageError } from '../../errors.ts';
import type { KeyProvider } from './key-provider.ts';
import { readKeyTexts } from './key-text.ts';

export interface EnvironmentKeyOptions {
  /** Default `MEDIAFOLD_KEY`. */
  readonly variable?: string;
  /** Default: the environment of this process, read each time. */
  readonly values?: Readonly<Record<string, string | undefined>>;
}

/**
 * Keys from an environment variable: 32 bytes as base64, base64url or hex; several apart by commas, the first is the one
 * to encrypt with. For a new key put it in front, start again all that use the catalogue, and then take the old one away.
 */
export function environmentKey({ variable = 'MEDIAFOLD_KEY', values }: EnvironmentKeyOptions = {}): KeyProvider {
  return {
    name: 'the environment',
    async load() {
      const keys = readKeyTexts((values ?? process.env)[variable] ?? '');
      const wanted = '32 random bytes as base64 or hex, for example from: openssl rand -base64 32';
      if (keys === undefined) {
        throw new StorageError('wrong-key', `${variable} does not hold keys of mediafold: each is ${wanted}`);
      }
      if (keys.length === 0) throw new StorageError('wrong-key', `${variable} is not set: set it to ${wanted}`);
      return keys;
    },
    howToReplace: `put a new key and a comma in front of the old one in ${variable}, and open the catalogue again`,
  };
}
