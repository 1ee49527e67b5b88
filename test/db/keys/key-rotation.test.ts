import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentKey } from '../../../src/db/keys/environment-key.ts';
import { fileKey } from '../../../src/db/keys/file-key.ts';
import { givenKey } from '../../../src/db/keys/given-key.ts';
import type { KeyProvider } from '../../../src/db/keys/key-provider.ts';
import { keyringKey } from '../../../src/db/keys/keyring-key.ts';
import { passphraseKey } from '../../../src/db/keys/passphrase-key.ts';
import type { Catalogue } from '../../../src/db/open-catalogue.ts';
import { secret } from '../../../src/models/secret.ts';
import { failure, home, open, openWithSource, temporaryFolder } from '../support.ts';
import { away, copyAsKilled, fakeKeyring, keyIds, keysIn, openWithTokens, token, tokenOf } from './keys-support.ts';

const newPath = (): string => join(temporaryFolder(), 'catalogue.db');
const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const hex = (fill: number): string => Buffer.from(key(fill)).toString('hex');
const bothTokens = async (catalogue: Catalogue): Promise<readonly string[]> => [
  await tokenOf(catalogue),
  await tokenOf(catalogue, away),
];
const expectedTokens = ['home-token', 'away-token'];

test('a rotation gives a new key, rewrites every credential, and drops the old key', async () => {
  const path = newPath();
  const catalogue = await openWithTokens({ path });
  const [before] = keysIn(`${path}.key`);
  const [{ key_id: oldId } = { key_id: '' }] = await keyIds(catalogue);
  const done = await catalogue.rotateKey();
  expect(done).toEqual({ keyId: expect.any(String), credentials: 2, unreadable: 0, oldKey: 'dropped' });
  expect(done.keyId).not.toBe(oldId);
  expect(await keyIds(catalogue)).toEqual([{ key_id: done.keyId, key_provider: 'the key file' }]);
  expect(keysIn(`${path}.key`)).toHaveLength(1);
  expect(keysIn(`${path}.key`)).not.toContain(before);
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);
  const keys = [before ?? 'missing', ...keysIn(`${path}.key`)];
  const stored = ['', '-wal'].map((end) => readFileSync(path + end, 'latin1')).join();
  for (const text of keys) {
    expect(stored).not.toContain(text);
    expect(stored).not.toContain(Buffer.from(text, 'base64url').toString('latin1'));
  }
  await catalogue.close();
  expect(await bothTokens(await open({ path }))).toEqual(expectedTokens);
  writeFileSync(`${path}.key`, `${before}\n`);
  expect(await failure(tokenOf(await open({ path })))).toMatchObject({ problem: 'wrong-key' });
});

/** Calls `moment` before each statement, and before and after each change of the keys. */
function watchSteps(catalogue: Catalogue, provider: KeyProvider, moment: () => void): KeyProvider {
  const { sqlite } = catalogue.database;
  const prepare = sqlite.prepare.bind(sqlite);
  Object.assign(sqlite, {
    prepare: (sql: string) => {
      moment();
      return prepare(sql);
    },
  });
  return watched(provider, moment);
}

function watched(provider: KeyProvider, moment: () => void): KeyProvider {
  const { replace } = provider;
  if (replace === undefined) return provider;
  return {
    ...provider,
    replace: async (keys, facts) => {
      moment();
      await replace(keys, facts);
      moment();
    },
  };
}

test('killed at any step of a rotation, the next opening reads everything and ends it', async () => {
  const path = newPath();
  const folder = temporaryFolder();
  const copies: string[] = [];
  const phase: { isRotating: boolean } = { isRotating: false };
  const moment = (): void => {
    if (phase.isRotating) copies.push(copyAsKilled(path, join(folder, String(copies.length))));
  };
  const provider = watched(fileKey(), moment);
  const catalogue = await openWithTokens({ path, key: provider });
  watchSteps(catalogue, provider, moment);
  phase.isRotating = true;
  await catalogue.rotateKey();
  phase.isRotating = false;

  expect(copies.length).toBeGreaterThan(12);
  const keysLeft = new Set(copies.map((copy) => keysIn(`${copy}.key`).length));
  // Some were taken while both keys were there.
  expect([...keysLeft].sort()).toEqual([1, 2]);
  for (const copy of copies) {
    const again = await open({ path: copy });
    expect(await bothTokens(again)).toEqual(expectedTokens);
    expect(keysIn(`${copy}.key`)).toHaveLength(1);
    expect(await keyIds(again)).toHaveLength(1);
    await again.close();
  }
});

const elsewhere: readonly (readonly [string, (entries: Map<string, string>) => KeyProvider])[] = [
  ['the OS keyring', (entries) => keyringKey({ account: 'one', loadModule: fakeKeyring(entries) })],
  ['a passphrase', () => passphraseKey(secret('correct horse'), { cost: 16 })],
  ['the environment', () => environmentKey({ values: { MEDIAFOLD_KEY: hex(3) } })],
];

test.each(elsewhere)('killed at any step of a move to %s, one of both places opens everything', async (name, make) => {
  const path = newPath();
  const folder = temporaryFolder();
  const copies: { copy: string; entries: Map<string, string> }[] = [];
  const entries = new Map<string, string>();
  const phase: { isRotating: boolean } = { isRotating: false };
  const moment = (): void => {
    if (phase.isRotating)
      copies.push({ copy: copyAsKilled(path, join(folder, `${copies.length}`)), entries: new Map(entries) });
  };
  const from = watched(fileKey(), moment);
  const catalogue = await openWithTokens({ path, key: from });
  watchSteps(catalogue, from, moment);
  phase.isRotating = true;
  const done = await catalogue.rotateKey(watched(make(entries), moment));
  phase.isRotating = false;
  expect(done).toMatchObject({ credentials: 2, unreadable: 0, oldKey: 'dropped' });
  expect(await keyIds(catalogue)).toEqual([{ key_id: done.keyId, key_provider: name }]);
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);

  const opened = { file: 0, other: 0 };
  for (const { copy, entries: then } of copies) {
    const by = async (provider: KeyProvider): Promise<unknown> => {
      const again = await open({ path: copy, key: provider });
      const tokens = await bothTokens(again).catch(() => undefined);
      await again.close();
      return tokens;
    };
    // The new place first: opening the old one would make a new key there.
    if ((await by(make(then))) !== undefined) opened.other += 1;
    else {
      expect(await by(fileKey())).toEqual(expectedTokens);
      opened.file += 1;
    }
  }
  expect(opened.file).toBeGreaterThan(3);
  expect(opened.other).toBeGreaterThan(2);
});

test('opened with the old place after a move, it says where the key is now', async () => {
  const path = newPath();
  const catalogue = await openWithTokens({ path });
  await catalogue.rotateKey(keyringKey({ loadModule: fakeKeyring(new Map()) }));
  await catalogue.close();
  const again = await open({ path });
  expect(await failure(tokenOf(again))).toMatchObject({
    problem: 'wrong-key',
    message: expect.stringMatching(/source home .*from the OS keyring, .*from the key file/),
  });
});

test('a passphrase gets another salt with each key, and can be changed', async () => {
  const path = newPath();
  const old = passphraseKey(secret('old words'), { cost: 16 });
  const catalogue = await openWithTokens({ path, key: old });
  const salts = async (): Promise<readonly string[]> =>
    (await catalogue.database.kysely.selectFrom('installation').selectAll().execute())
      .filter(({ key: name }) => name.endsWith(':salt'))
      .map(({ value }) => value);
  const first = await catalogue.rotateKey();
  const second = await catalogue.rotateKey(passphraseKey(secret('new words'), { cost: 16 }));
  expect(second.keyId).not.toBe(first.keyId);
  expect(new Set(await salts()).size).toBe(3);
  await catalogue.close();
  // A cost that became the default later changes nothing for what is there.
  const again = await open({ path, key: passphraseKey(secret('new words'), { cost: 32 }) });
  expect(await bothTokens(again)).toEqual(expectedTokens);
  await again.close();
  expect(await failure(tokenOf(await open({ path, key: old })))).toMatchObject({ problem: 'wrong-key' });
});

test('what cannot be decrypted stays as it is, is counted, and keeps its key', async () => {
  const path = newPath();
  const catalogue = await openWithTokens({ path });
  const { kysely } = catalogue.database;
  const rows = (): Promise<unknown> =>
    kysely.selectFrom('auth_token').selectAll().where('source_id', '=', away).execute();
  // Changed by somebody, but it names a key that is there: it may be mended from a backup.
  const { ciphertext } = await kysely
    .selectFrom('auth_token')
    .select('ciphertext')
    .where('source_id', '=', away)
    .executeTakeFirstOrThrow();
  const damaged = `${ciphertext.slice(0, -4)}AAAA`;
  await kysely.updateTable('auth_token').set({ ciphertext: damaged }).where('source_id', '=', away).execute();
  const before = await rows();
  const [oldKey] = keysIn(`${path}.key`);
  expect(await catalogue.rotateKey()).toMatchObject({ credentials: 1, unreadable: 1, oldKey: 'kept' });
  expect(await rows()).toEqual(before);
  expect(keysIn(`${path}.key`)).toEqual([expect.any(String), oldKey]);
  const moved = await catalogue.rotateKey(givenKey(key(1)));
  expect(moved).toMatchObject({ credentials: 1, unreadable: 1, oldKey: 'kept' });
  expect(keysIn(`${path}.key`)).toContain(oldKey);
  await kysely.updateTable('auth_token').set({ ciphertext }).where('source_id', '=', away).execute();
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);
});

test('after a lost key a rotation counts what it could not read', async () => {
  const path = newPath();
  await (await openWithTokens({ path })).close();
  rmSync(`${path}.key`);
  const again = await open({ path });
  await again.authTokens.save(home, token('new'));
  expect(await again.rotateKey()).toMatchObject({ credentials: 1, unreadable: 1, oldKey: 'dropped' });
  expect(await tokenOf(again)).toBe('new');
  expect(await failure(tokenOf(again, away))).toMatchObject({ problem: 'wrong-key' });
});

test.each([
  ['the app', givenKey(key(1)), 'provider of the new key'],
  [
    'the environment',
    environmentKey({ values: { MEDIAFOLD_KEY: hex(1) } }),
    'in front of the old one in MEDIAFOLD_KEY',
  ],
])('a key from %s is not ours to change, and it says what to do', async (_name, provider, says) => {
  const catalogue = await openWithTokens({ key: provider });
  const attempts = [undefined, provider, givenKey(key(1))];
  for (const to of attempts) {
    const error = await failure(catalogue.rotateKey(to));
    expect(error).toMatchObject({ code: 'unsupported' });
    if (to !== attempts[2]) expect(error).toMatchObject({ message: expect.stringContaining(says) });
  }
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);
  expect(await catalogue.rotateKey(givenKey(key(2)))).toMatchObject({ credentials: 2, oldKey: 'kept' });
});

test('a new key in front of the old one takes over at the next opening', async () => {
  const path = newPath();
  const withKeys = (...fills: readonly number[]): KeyProvider =>
    environmentKey({ variable: 'KEYS', values: { KEYS: fills.map(hex).join(',') } });
  await (await openWithTokens({ path, key: withKeys(1) })).close();
  await (await open({ path, key: withKeys(2, 1) })).close();
  const again = await open({ path, key: withKeys(2) });
  expect(await bothTokens(again)).toEqual(expectedTokens);
});

test.each([
  ['before', 1],
  ['after', 1],
  ['before', 2],
  ['after', 2],
] as const)('a provider that fails %s it has stored the keys for the time %i loses nothing', async (when, time) => {
  const path = newPath();
  const file = fileKey();
  let calls = 0;
  const failing: KeyProvider = {
    ...file,
    async replace(keys, facts) {
      calls += 1;
      if (calls === time && when === 'before') throw new Error('the disk is gone');
      await file.replace?.(keys, facts);
      if (calls === time) throw new Error('the disk is gone');
    },
  };
  const catalogue = await openWithTokens({ path, key: failing });
  const outcome = await catalogue.rotateKey().catch((error: unknown) => error);
  expect(outcome).toMatchObject(time === 1 ? { message: 'the disk is gone' } : { credentials: 2, oldKey: 'kept' });
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);
  await catalogue.authTokens.save(home, token('home-token'));
  const copy = copyAsKilled(path, temporaryFolder());
  expect(await bothTokens(await open({ path: copy }))).toEqual(expectedTokens);
  expect(keysIn(`${copy}.key`)).toHaveLength(1);
  // And the same process can do it again.
  expect(await catalogue.rotateKey()).toMatchObject({ credentials: 2, oldKey: 'dropped' });
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);
});

test('a change that cannot be committed leaves the old key in use', async () => {
  const path = newPath();
  const catalogue = await openWithTokens({ path });
  const { sqlite } = catalogue.database;
  const prepare = sqlite.prepare.bind(sqlite);
  const failing = (sql: string): unknown => {
    if (sql === 'commit') throw new Error('the disk is gone');
    return prepare(sql);
  };
  for (const to of [undefined, givenKey(key(7))]) {
    Object.assign(sqlite, { prepare: failing });
    expect(await failure(catalogue.rotateKey(to))).toMatchObject({ message: 'the disk is gone' });
    Object.assign(sqlite, { prepare });
    await catalogue.authTokens.save(home, token('home-token'));
    expect(await bothTokens(catalogue)).toEqual(expectedTokens);
    const copy = copyAsKilled(path, temporaryFolder());
    expect(await bothTokens(await open({ path: copy }))).toEqual(expectedTokens);
  }
  expect(await catalogue.rotateKey()).toMatchObject({ credentials: 2, oldKey: 'dropped' });
});

test('saves, loads and rotations at once in one process', async () => {
  const path = newPath();
  const catalogue = await openWithTokens({ path });
  const entries = new Map<string, string>();
  const places = [undefined, keyringKey({ loadModule: fakeKeyring(entries) }), undefined, fileKey(), undefined];
  const work = places.flatMap((to, index) => [
    catalogue.rotateKey(to),
    catalogue.authTokens.save(home, token(`home-${index}`)),
    tokenOf(catalogue, away).then((text) => expect(text).toBe('away-token')),
    catalogue.authTokens.save(home, token(`home-${index}-b`)),
  ]);
  await Promise.all(work);
  const [{ key_provider: place } = { key_provider: null }, ...others] = await keyIds(catalogue);
  expect(others).toEqual([]);
  await catalogue.close();
  const provider = place === 'the key file' ? fileKey() : keyringKey({ loadModule: fakeKeyring(entries) });
  expect(await bothTokens(await open({ path, key: provider }))).toEqual(['home-4-b', 'away-token']);
});

test('what was asked of the old place before a move does not bring it back', async () => {
  const path = newPath();
  await (await openWithTokens({ path, key: key(1) })).close();
  const file = fileKey();
  const late = Promise.withResolvers<void>();
  let calls = 0;
  const provider: KeyProvider = {
    ...file,
    async load(facts) {
      calls += 1;
      const keys = await file.load(facts);
      if (calls === 2) await late.promise;
      return keys;
    },
  };
  const catalogue = await open({ path, key: provider });
  // Its key is not there, so that the provider is asked again.
  const lost = failure(tokenOf(catalogue));
  await expect.poll(() => calls).toBe(2);
  expect(await catalogue.rotateKey(environmentKey({ values: { MEDIAFOLD_KEY: hex(7) } }))).toMatchObject({
    credentials: 0,
    unreadable: 2,
  });
  late.resolve();
  expect(await lost).toMatchObject({ problem: 'wrong-key' });
  await catalogue.authTokens.save(home, token('new'));
  expect(await keyIds(catalogue)).toContainEqual({ key_id: expect.any(String), key_provider: 'the environment' });
});

test('a catalogue in memory rotates too; one that is read does not', async () => {
  const inMemory = await openWithTokens({});
  expect(await inMemory.rotateKey()).toMatchObject({ credentials: 2 });
  expect(await bothTokens(inMemory)).toEqual(expectedTokens);
  const path = newPath();
  await (await openWithSource({ path })).close();
  const before = keysIn(`${path}.key`);
  const reader = await open({ path, readOnly: true });
  expect(await failure(reader.rotateKey())).toMatchObject({ problem: 'read-only' });
  expect(keysIn(`${path}.key`)).toEqual(before);
});

test('a key in a place that cannot be written is not changed', async () => {
  const path = newPath();
  const catalogue = await openWithTokens({ path });
  const folder = join(temporaryFolder(), 'folder');
  mkdirSync(folder);
  expect(await failure(catalogue.rotateKey(fileKey(folder)))).toMatchObject({ problem: 'wrong-key' });
  expect(await failure(catalogue.rotateKey(fileKey(join(path, 'in', 'a', 'file'))))).toMatchObject({
    problem: 'cannot-open',
  });
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);
  expect(await catalogue.rotateKey()).toMatchObject({ credentials: 2, oldKey: 'dropped' });
  // A folder that is missing is made, for its owner alone.
  const made = join(folder, 'new', 'place', 'key');
  expect(await catalogue.rotateKey(fileKey(made))).toMatchObject({ credentials: 2, oldKey: 'dropped' });
  expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
  expect(existsSync(`${path}.key`)).toBe(false);
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);
});
