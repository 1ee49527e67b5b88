import type { Kysely } from 'kysely';
import { StorageError } from '../../errors.ts';
import type { Database } from '../open-database.ts';
import type { Schema } from '../schema.ts';
import { createTokenCipher, type TokenCipher } from '../token-cipher.ts';
import { keyFacts, readGeneration, readKeyFact } from './key-facts.ts';
import { checkKey, type KeyFacts, type KeyProvider, newKey } from './key-provider.ts';

/** The current one, then older ones. */
export type Keys = readonly [Uint8Array, ...Uint8Array[]];

/** The keys that this process works with. Another process may change them at any time; this notices. */
export interface HeldKeys {
  readonly provider: KeyProvider;
  readonly cipher: TokenCipher;
  /** For a save, in its transaction: the cipher to encrypt with now, also after another process changed the key. */
  follow(transaction: Kysely<Schema>): Promise<TokenCipher>;
  /** For a load: looks for a key that is not there once more, as another process may have made it since. */
  lookFor(keyId: string): Promise<TokenCipher>;
  /** From now on these. Those from before can still be read with. @returns takes it back */
  use(provider: KeyProvider, keys: Keys): Promise<() => void>;
  /** How many keys the provider gave when it was asked last: more than one while keys change. */
  readonly count: number;
}

/** @throws {StorageError} `wrong-key` when the provider has none or cannot be used */
export async function loadKeys(provider: KeyProvider, facts: KeyFacts): Promise<Keys> {
  const [current, ...older] = (await provider.load(facts)).map(checkKey);
  if (current !== undefined) return [current, ...older];
  if (facts.readOnly) return [newKey()];
  throw new StorageError('wrong-key', `there is no key from ${provider.name}`);
}

interface Held {
  readonly provider: KeyProvider;
  readonly keys: readonly Uint8Array[];
  readonly count: number;
  readonly cipher: TokenCipher;
}

async function hold(provider: KeyProvider, given: Keys, older: readonly Uint8Array[]): Promise<Held> {
  const keys = [...given, ...older];
  return { provider, keys, count: given.length, cipher: await createTokenCipher(given[0], keys) };
}

/** @throws {StorageError} `wrong-key` when the provider has none or cannot be used */
export async function openKeys(database: Database, provider: KeyProvider): Promise<HeldKeys> {
  const { kysely } = database;
  /** The change, by another process, that was last looked into. */
  let followed = await readKeyFact(kysely, 'key_id');
  const first = await loadKeys(provider, keyFacts(database, await readGeneration(kysely)));
  let now = await hold(provider, first, []);
  /** Looked for in vain. A passphrase takes a third of a second each time. */
  const missing = new Set<string>();

  async function use(next: KeyProvider, keys: Keys): Promise<() => void> {
    const before = now;
    // What was read a moment ago may still be under an older key.
    now = await hold(next, keys, before.keys);
    return () => {
      now = before;
    };
  }

  async function reload(transaction?: Kysely<Schema>): Promise<void> {
    const before = now;
    const facts = keyFacts(database, await readGeneration(transaction ?? kysely), transaction);
    const next = await hold(before.provider, await loadKeys(before.provider, facts), before.keys);
    // What was asked of the provider before a change must not undo it.
    if (now === before) now = next;
    else await reload(transaction);
  }

  return {
    get provider() {
      return now.provider;
    },
    get cipher() {
      return now.cipher;
    },
    get count() {
      return now.count;
    },
    async follow(transaction) {
      const changed = await readKeyFact(transaction, 'key_id');
      if (changed !== undefined && changed !== now.cipher.keyId && changed !== followed) {
        await reload(transaction);
        followed = changed;
      }
      return now.cipher;
    },
    async lookFor(keyId) {
      if (!now.cipher.has(keyId) && !missing.has(keyId)) {
        await reload();
        if (!now.cipher.has(keyId)) missing.add(keyId);
      }
      return now.cipher;
    },
    use,
  };
}
