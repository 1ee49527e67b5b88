import { checkKey, type KeyProvider, newKey } from './key-provider.ts';

/** A key that the app keeps. @throws {StorageError} `wrong-key` when it has not 32 bytes */
export function givenKey(bytes: Uint8Array): KeyProvider {
  const key = new Uint8Array(checkKey(bytes));
  return {
    name: 'the app',
    load: async () => [key],
    howToReplace: 'give rotateKey the provider of the new key',
  };
}

/** A key that ends with the process: for what is encrypted in memory, and for a reader that may make no file. */
export function passingKey(): KeyProvider {
  let kept: readonly Uint8Array[] = [newKey()];
  return {
    name: 'this process',
    load: async () => kept,
    replace: async (keys) => {
      kept = keys;
    },
  };
}
