import type { Kysely } from 'kysely';
import { MediafoldError, StorageError } from '../../errors.ts';
import type { Database } from '../open-database.ts';
import type { Schema } from '../schema.ts';
import { keyIdOf } from '../token-cipher.ts';
import { type HeldKeys, type Keys, loadKeys } from './held-keys.ts';
import { keyFacts, readGeneration, writeKeyFact } from './key-facts.ts';
import { type KeyProvider, newKey } from './key-provider.ts';
import { type ReEncrypted, reEncrypt, tryTo, usedKeyIds } from './re-encrypt.ts';

export interface KeyRotation extends ReEncrypted {
  /** Names the new key without giving it away. */
  readonly keyId: string;
  /** `kept`: something still needs it, it could not be removed, or where it is kept is not ours to change. */
  readonly oldKey: 'dropped' | 'kept';
}

interface Target {
  readonly provider: KeyProvider;
  readonly keys: Keys;
  /** Not where the keys were before. */
  readonly isElsewhere: boolean;
}

/**
 * A new key, in the same place or in another, and everything encrypted with it. The new key is durable beside the old one
 * before any credential needs it, all credentials change in one transaction, and only then the old one goes: whenever the
 * process ends in between, both keys are still there. The transaction also keeps other processes out, which then see in
 * it that the key has changed.
 *
 * @throws {MediafoldError} `unsupported` when that place holds the same key and is not ours to change
 */
export async function rotateKey(database: Database, held: HeldKeys, to?: KeyProvider): Promise<KeyRotation> {
  const { kysely, path, readOnly } = database;
  if (readOnly)
    throw new StorageError('read-only', `${path}: it was opened for reading. Open it for writing to change its key`);
  const from = held.provider;
  let takeBack = (): void => undefined;
  try {
    const { old, target, ...result } = await kysely.transaction().execute(async (transaction) => {
      // Asked again: another process may have changed them since.
      const old = await loadKeys(from, keyFacts(database, await readGeneration(transaction), transaction));
      const target = await makeTarget(database, transaction, from, old, to);
      takeBack = await held.use(target.provider, [...target.keys, ...old]);
      const { cipher } = held;
      const counts = await reEncrypt(transaction, cipher, target.provider.name);
      await writeKeyFact(transaction, 'key_id', cipher.keyId);
      return { old, target, keyId: cipher.keyId, ...counts };
    });
    takeBack = (): void => undefined;
    // The change is done: what cannot be removed now is not a failure of it.
    const drop = target.isElsewhere ? leave(database, from, old, held) : dropUnused(database, target.provider);
    const isDropped = await drop.catch(() => false);
    return { ...result, oldKey: isDropped ? 'dropped' : 'kept' };
  } catch (error) {
    takeBack();
    throw error;
  }
}

/**
 * For an opening that finds several keys: a rotation that did not come to its end, or a new key that somebody put in front
 * of the old one. Ends it.
 */
export async function finishRotation(database: Database, held: HeldKeys): Promise<void> {
  if (held.count < 2 || database.readOnly) return;
  const isDone = [...(await usedKeyIds(database.kysely))].every((id) => id === held.cipher.keyId);
  if (isDone && held.provider.replace === undefined) return;
  const ended = await tryTo(() =>
    database.kysely.transaction().execute(async (transaction) => {
      const cipher = await held.follow(transaction);
      await reEncrypt(transaction, cipher, held.provider.name);
      await writeKeyFact(transaction, 'key_id', cipher.keyId);
      return true;
    }),
  );
  // Otherwise all keys are still there, and the next opening does it.
  if (ended) await dropUnused(database, held.provider).catch(() => false);
}

async function makeTarget(
  database: Database,
  transaction: Kysely<Schema>,
  from: KeyProvider,
  old: Keys,
  to: KeyProvider = from,
): Promise<Target> {
  const generation = await readGeneration(transaction);
  const stays = to === from && to.replace !== undefined;
  const facts = keyFacts(database, stays ? generation : generation + 1, transaction);
  const theirs = stays ? old : await loadKeys(to, facts);
  if (!stays) await writeKeyFact(transaction, 'key_generation', String(generation + 1));
  const oldIds = await Promise.all(old.map(keyIdOf));
  if (!oldIds.includes(await keyIdOf(theirs[0]))) return { provider: to, keys: theirs, isElsewhere: true };
  if (to.replace === undefined) throw noNewKey(to);
  const keys: Keys = [newKey(), ...theirs];
  await to.replace(keys, facts);
  return { provider: to, keys, isElsewhere: false };
}

function noNewKey({ name, howToReplace = 'give rotateKey another provider' }: KeyProvider): MediafoldError {
  const says = `the key comes from ${name}, where no new one can be put. For a new key: ${howToReplace}`;
  return new MediafoldError('unsupported', says, { operation: 'rotate key' });
}

/** Under the lock and asked anew: another process may have put a newer key in front. @returns whether no old one is left */
function dropUnused(database: Database, provider: KeyProvider): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    if (provider.replace === undefined) return false;
    const facts = keyFacts(database, await readGeneration(transaction), transaction);
    const [current, ...older] = await loadKeys(provider, facts);
    const used = await usedKeyIds(transaction);
    const ids = await Promise.all(older.map(keyIdOf));
    const currentId = await keyIdOf(current);
    const readable = new Set([currentId, ...ids]);
    if (isMixedUp(used, (id) => readable.has(id))) return false;
    const needed = older.filter((_key, index) => ids[index] !== currentId && used.has(ids[index] ?? ''));
    if (needed.length < older.length) await provider.replace([current, ...needed], facts);
    return needed.length === 0;
  });
}

/** Empties the place that is not used any more. @returns whether it did: not when something may still need a key there */
function leave(database: Database, from: KeyProvider, old: Keys, { cipher }: HeldKeys): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    if (from.replace === undefined) return false;
    const facts = keyFacts(database, await readGeneration(transaction), transaction);
    const oldIds = await Promise.all(old.map(keyIdOf));
    const thereIds = await Promise.all((await loadKeys(from, facts)).map(keyIdOf));
    const used = await usedKeyIds(transaction);
    // One that was put there since is somebody's.
    if (thereIds.some((id) => !oldIds.includes(id) || used.has(id))) return false;
    if (isMixedUp(used, (id) => cipher.has(id))) return false;
    await from.replace([], facts);
    return true;
  });
}

/** Nothing can be read with any key: those that are there are perhaps another catalogue's, which has no others. */
function isMixedUp(used: ReadonlySet<string>, isReadable: (keyId: string) => boolean): boolean {
  return used.size > 0 && ![...used].some(isReadable);
}
