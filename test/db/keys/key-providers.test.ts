import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { environmentKey } from '../../../src/db/keys/environment-key.ts';
import { fileKey } from '../../../src/db/keys/file-key.ts';
import { givenKey } from '../../../src/db/keys/given-key.ts';
import type { KeyProvider } from '../../../src/db/keys/key-provider.ts';
import { keyringKey } from '../../../src/db/keys/keyring-key.ts';
import { passphraseKey } from '../../../src/db/keys/passphrase-key.ts';
import type { StorageError } from '../../../src/errors.ts';
import { secret } from '../../../src/models/secret.ts';
import { failure, home, makeSource, open, openWithSource, temporaryFolder } from '../support.ts';
import {
  encoded,
  fakeKeyring,
  keyBytes,
  keyIds,
  keysIn,
  newPath,
  storeAndClose,
  token,
  tokenOf,
} from './keys-support.ts';

const entries = new Map<string, string>();
const providers: readonly (readonly [string, (path: string) => KeyProvider])[] = [
  ['the key file', (path) => fileKey(`${path}.elsewhere`)],
  ['the environment', () => environmentKey({ values: { MEDIAFOLD_KEY: encoded(5, 'base64') } })],
  ['a passphrase', () => passphraseKey(secret('correct horse'), { cost: 16 })],
  ['the OS keyring', () => keyringKey({ loadModule: fakeKeyring(entries) })],
  ['the app', () => givenKey(keyBytes(6))],
];

test.each(providers)('a key from %s opens again what it encrypted, and is named beside it', async (name, make) => {
  const path = newPath();
  await storeAndClose(path, make(path));
  expect(readdirSync(join(path, '..'))).not.toContain('catalogue.db.key');
  const again = await open({ path, key: make(path) });
  expect(await tokenOf(again)).toBe('kept');
  expect(await keyIds(again)).toEqual([{ key_id: expect.any(String), key_provider: name }]);
  await again.close();
  const other = await open({ path, key: keyBytes(99) });
  expect(await other.sources.list()).toEqual([makeSource()]);
  expect(await failure(tokenOf(other))).toMatchObject({ problem: 'wrong-key', message: expect.stringContaining(name) });
  await other.authTokens.save(home, token('new'));
  expect(await tokenOf(other)).toBe('new');
});

test('the key that a provider gives has 32 bytes, and there is one', async () => {
  for (const keys of [[keyBytes(1), new Uint8Array(31)], [new Uint8Array(0)], []]) {
    const provider: KeyProvider = { name: 'a drawer', load: async () => keys };
    expect(await failure(open({ key: provider }))).toMatchObject({ problem: 'wrong-key' });
  }
  expect(() => givenKey(new Uint8Array(33))).toThrow('33 bytes');
});

test('what a provider is given changes nothing later', async () => {
  const path = newPath();
  const key = keyBytes(1);
  const catalogue = await openWithSource({ path, key });
  key.fill(0);
  await catalogue.authTokens.save(home, token('kept'));
  await catalogue.close();
  expect(await tokenOf(await open({ path, key: keyBytes(1) }))).toBe('kept');
});

test.each([
  ['a folder', (file: string) => mkdirSync(file), 'this is not a file. Move it away'],
  ['garbage', (file: string) => writeFileSync(file, '\u0000\u0001'.repeat(32), { mode: 0o600 }), 'not a key'],
  ['nothing', (file: string) => writeFileSync(file, '', { mode: 0o600 }), 'not a key'],
  ['half a key', (file: string) => writeFileSync(file, 'A'.repeat(21), { mode: 0o600 }), 'not a key'],
  [
    'a key and a half',
    (file: string) => writeFileSync(file, `${'A'.repeat(43)}\n${'A'.repeat(20)}`, { mode: 0o600 }),
    'not a key',
  ],
  [
    'a key for all to read',
    (file: string) => {
      writeFileSync(file, 'A'.repeat(43));
      chmodSync(file, 0o644);
    },
    'chmod 600',
  ],
])('%s in place of the key file is refused by name, and stays', async (_what, make, says) => {
  const path = newPath();
  const file = `${path}.key`;
  make(file);
  const before = statSync(file);
  const error = (await failure(open({ path }))) as StorageError;
  expect(error).toMatchObject({ code: 'storage', problem: 'wrong-key' });
  expect(error.message).toContain(file);
  expect(error.message).toContain(says);
  expect(error.message).not.toContain('AAAA');
  expect(statSync(file)).toMatchObject({ size: before.size, mtimeMs: before.mtimeMs, mode: before.mode });
});

test('a key file that is gone is made anew, and the sources say that the old key is gone', async () => {
  const path = newPath();
  await storeAndClose(path);
  const [old] = keysIn(`${path}.key`);
  rmSync(`${path}.key`);
  const again = await open({ path });
  expect(await failure(tokenOf(again))).toMatchObject({
    problem: 'wrong-key',
    message: expect.stringMatching(/the key from the key file .* is gone.*Put the old one back, or sign in again/),
  });
  await again.close();
  // Nothing was deleted: with the old file back it can be read.
  writeFileSync(`${path}.key`, `${old}\n`);
  expect(await tokenOf(await open({ path }))).toBe('kept');
});

test('a change of keys leaves a link to the file, its mode, and no draft', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'catalogue.db');
  await storeAndClose(path);
  mkdirSync(join(folder, 'vault'));
  writeFileSync(join(folder, 'vault', 'key'), readFileSync(`${path}.key`), { mode: 0o600 });
  rmSync(`${path}.key`);
  symlinkSync(join(folder, 'vault', 'key'), `${path}.key`);
  const catalogue = await open({ path });
  const before = keysIn(`${path}.key`);
  await catalogue.rotateKey();
  expect(keysIn(join(folder, 'vault', 'key'))).not.toEqual(before);
  expect(statSync(join(folder, 'vault', 'key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'vault'))).toEqual(['key']);
  expect(await tokenOf(catalogue)).toBe('kept');
});

test('a draft that a crash left does not stand in the way', async () => {
  const path = newPath();
  await storeAndClose(path);
  writeFileSync(`${path}.key.${process.pid}.new`, 'half a k', { mode: 0o600 });
  const catalogue = await open({ path });
  expect(await catalogue.rotateKey()).toMatchObject({ credentials: 1, oldKey: 'dropped' });
  await catalogue.close();
  expect(readdirSync(join(path, '..')).filter((name) => name.includes('.new'))).toEqual([]);
});

test.each(['hex', 'base64', 'base64url'] as const)(
  'the environment takes %s, the first of several is current',
  async (encoding) => {
    const path = newPath();
    const values = { MEDIAFOLD_KEY: ` ${encoded(251, encoding)} , ${encoded(8, encoding)},` };
    await storeAndClose(path, environmentKey({ values }));
    expect(await tokenOf(await open({ path, key: keyBytes(251) }))).toBe('kept');
  },
);

test.each([
  ['is not set', undefined],
  ['is not set', ' '],
  ['does not hold keys', 'planted-but-not-a-key'],
  ['does not hold keys', `${encoded(1, 'hex')},planted`],
  ['does not hold keys', `${encoded(1, 'hex')}00`],
])('an environment variable that %s is named, its value is not', async (says, value) => {
  const error = (await failure(
    open({ key: environmentKey({ variable: 'APP_KEY', values: { APP_KEY: value } }) }),
  )) as StorageError;
  expect(error).toMatchObject({ problem: 'wrong-key' });
  expect(error.message).toContain(`APP_KEY ${says}`);
  expect(inspect(error)).not.toMatch(/planted|0101/);
});

test('the variable is read from the process by default', async () => {
  const variable = 'MEDIAFOLD_KEY_OF_THIS_TEST';
  process.env[variable] = encoded(9, 'hex');
  const path = newPath();
  await storeAndClose(path, environmentKey({ variable }));
  delete process.env[variable];
  expect(await tokenOf(await open({ path, key: keyBytes(9) }))).toBe('kept');
});

test('a passphrase is kept nowhere; the default cost is the advised one', async () => {
  const path = newPath();
  const catalogue = await openWithSource({ path, key: passphraseKey(secret('planted horse')) });
  await catalogue.authTokens.save(home, token('kept'));
  const facts = await catalogue.database.kysely.selectFrom('installation').selectAll().execute();
  expect(facts.find(({ key }) => key.endsWith(':salt'))?.value).toMatch(/^scrypt:131072:8:1:[\w-]{22}$/);
  await catalogue.close();
  expect(readFileSync(path, 'latin1')).not.toContain('planted');
  const wrong = await open({ path, key: passphraseKey(secret('another horse')) });
  expect(await failure(tokenOf(wrong))).toMatchObject({ problem: 'wrong-key' });
  expect(() => passphraseKey(secret(''))).toThrow('empty');
});

test('a passphrase is the same in every form of Unicode; a reader makes no salt', async () => {
  const path = newPath();
  await storeAndClose(path, passphraseKey(secret('caf\u00e9'), { cost: 16 }));
  const reader = await open({ path, readOnly: true, key: passphraseKey(secret('cafe\u0301')) });
  expect(await tokenOf(reader)).toBe('kept');
  const other = newPath();
  await storeAndClose(other);
  const stranger = await open({ path: other, readOnly: true, key: passphraseKey(secret('x'), { cost: 16 }) });
  expect(await failure(tokenOf(stranger))).toMatchObject({ problem: 'wrong-key' });
});

test('no key is seen in what is printed of a catalogue or a provider', async () => {
  const path = newPath();
  const catalogue = await openWithSource({ path });
  const [text = 'missing'] = keysIn(`${path}.key`);
  const raw = inspect(new Uint8Array(Buffer.from(text, 'base64url')), { maxArrayLength: null }).slice(14, 60);
  const printed = inspect([catalogue, givenKey(Buffer.from(text, 'base64url')), passphraseKey(secret('planted'))], {
    depth: 10,
    showHidden: true,
  });
  expect(raw.length).toBeGreaterThan(40);
  for (const sign of [text, raw, 'planted']) expect(printed).not.toContain(sign);
});
