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
import { failure, home, open, temporaryFolder } from '../support.ts';
import {
  bothTokens,
  copyAsKilled,
  expectedTokens,
  fakeKeyring,
  hex,
  keyBytes,
  keyIds,
  keysIn,
  newPath,
  openWithTokens,
  token,
} from './keys-support.ts';

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
  for (const to of [undefined, givenKey(keyBytes(7))]) {
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
