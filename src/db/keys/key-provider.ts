import { StorageError } from '../../errors.ts';

export const keyBytes = 32;

/** What a provider may need of the database whose credentials its key encrypts. */
export interface KeyFacts {
  /** `:memory:` when there is no file. */
  readonly databasePath: string;
  /** Opened for reading: nothing may be made. */
  readonly readOnly: boolean;
  /**
   * What is stored under this name for this generation of the key; stored now, as `make` gives it, when nothing is. In
   * the clear: for a salt, never for a key.
   */
  getOrMake(name: string, make: () => string): Promise<string>;
  /**
   * Does the work while no other process that has this database open can do its own: for a place that two of them
   * could fill at the same time. Use the facts that the work is given.
   */
  alone<T>(work: (facts: KeyFacts) => Promise<T>): Promise<T>;
}

/** Where the key that encrypts the credentials is kept. */
export interface KeyProvider {
  /** Stored beside each credential, and said in messages: "encrypted with a key from <name>". */
  readonly name: string;
  /**
   * The keys, 32 bytes each: the one to encrypt with, then older ones that may still be needed to read. Made when there
   * is none and the provider can; empty when there is none and `readOnly` forbids to make it.
   *
   * @throws {StorageError} `wrong-key` when the place cannot be used; the message says what to do
   */
  load(facts: KeyFacts): Promise<readonly Uint8Array[]>;
  /**
   * Keeps these in place of all that are kept, durable before it resolves; all or nothing. None: forgets them. Absent
   * when the keys are somebody else's to change.
   */
  replace?(keys: readonly Uint8Array[], facts: KeyFacts): Promise<void>;
  /** For providers without `replace`: what a person does for a new key. */
  readonly howToReplace?: string;
}

export function newKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(keyBytes));
}

/** @throws {StorageError} `wrong-key` */
export function checkKey(key: Uint8Array): Uint8Array {
  if (key.length === keyBytes) return key;
  throw new StorageError('wrong-key', `the key that was given has ${key.length} bytes; it must have ${keyBytes}`);
}
