import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentKey } from '../../../src/db/keys/environment-key.ts';
import { fileKey } from '../../../src/db/keys/file-key.ts';
import { givenKey } from '../../../src/db/keys/given-key.ts';
import type { KeyProvider } from '../../../src/db/keys/key-provider.ts';
import { keyringKey } from '../../../src/db/keys/keyring-key.ts';
import { passphraseKey } from '../../../src/db/keys/passphrase-key.ts';
import { secret } from '../../../src/models/secret.ts';
import { until } from '../../until.ts';
import { failure, home, open, openWithSource, temporaryFolder } from '../support.ts';
import {
  away,
  bothTokens,
  expectedTokens,
  fakeKeyring,
  hex,
  keyBytes,
  keyIds,
  keysIn,
  newPath,
  openWithTokens,
  token,
  tokenOf,
} from './keys-support.ts';

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
  const moved = await catalogue.rotateKey(givenKey(keyBytes(1)));
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
  ['the app', givenKey(keyBytes(1)), 'provider of the new key'],
  [
    'the environment',
    environmentKey({ values: { MEDIAFOLD_KEY: hex(1) } }),
    'in front of the old one in MEDIAFOLD_KEY',
  ],
])('a key from %s is not ours to change, and it says what to do', async (_name, provider, says) => {
  const catalogue = await openWithTokens({ key: provider });
  const attempts = [undefined, provider, givenKey(keyBytes(1))];
  for (const to of attempts) {
    const error = await failure(catalogue.rotateKey(to));
    expect(error).toMatchObject({ code: 'unsupported' });
    if (to !== attempts[2]) expect(error).toMatchObject({ message: expect.stringContaining(says) });
  }
  expect(await bothTokens(catalogue)).toEqual(expectedTokens);
  expect(await catalogue.rotateKey(givenKey(keyBytes(2)))).toMatchObject({ credentials: 2, oldKey: 'kept' });
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
  await (await openWithTokens({ path, key: keyBytes(1) })).close();
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
  await until(() => calls === 2);
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

test.each(['in its place', 'elsewhere'])(
  'the key of another catalogue, mixed up with the own one, outlives a rotation %s',
  async (where) => {
    const [ours, theirs] = [newPath(), newPath()];
    await (await openWithTokens({ path: theirs })).close();
    await (await openWithTokens({ path: ours })).close();
    const own = readFileSync(`${ours}.key`);
    copyFileSync(`${theirs}.key`, `${ours}.key`);
    const mixedUp = await open({ path: ours });
    const to = where === 'elsewhere' ? keyringKey({ loadModule: fakeKeyring(new Map()) }) : undefined;
    expect(await mixedUp.rotateKey(to)).toMatchObject({ credentials: 0, unreadable: 2, oldKey: 'kept' });
    await mixedUp.close();
    await (await open({ path: ours, key: to })).close();
    copyFileSync(`${ours}.key`, `${theirs}.key`);
    expect(await bothTokens(await open({ path: theirs }))).toEqual(expectedTokens);
    writeFileSync(`${ours}.key`, own);
    expect(await bothTokens(await open({ path: ours }))).toEqual(expectedTokens);
  },
);
