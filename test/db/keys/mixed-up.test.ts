/** Keys, backups and rows that do not belong together, by mistake or on purpose. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CompactEncrypt } from 'jose';
import { expect, test } from 'vitest';
import { environmentKey } from '../../../src/db/keys/environment-key.ts';
import { passphraseKey } from '../../../src/db/keys/passphrase-key.ts';
import type { Catalogue } from '../../../src/db/open-catalogue.ts';
import { createTokenCipher, keyIdOf } from '../../../src/db/token-cipher.ts';
import { secret } from '../../../src/models/secret.ts';
import { failure, home, open, openWithSource } from '../support.ts';
import {
  away,
  bothTokens,
  expectedTokens,
  hex,
  keyBytes,
  newPath,
  openWithTokens,
  storeAndClose,
  token,
  tokenOf,
} from './keys-support.ts';

const key = keyBytes(7);

async function put({ database }: Catalogue, ciphertext: string): Promise<void> {
  await database.kysely.updateTable('auth_token').set({ ciphertext }).where('source_id', '=', home).execute();
}

test.each([3, 0, 1, -16, 1.5, Number.NaN, 2 ** 25, 2 ** 40])('a cost of %d is refused before it is stored', (cost) => {
  expect(() => passphraseKey(secret('some words'), { cost })).toThrow(/power of two/);
});

test.each(['scrypt:3:8:1:', 'scrypt:99999999999:8:1:'])(
  'a salt with numbers that scrypt does not take is told as a key that cannot be made: %s',
  async (start) => {
    const path = newPath();
    const words = passphraseKey(secret('planted words'), { cost: 16 });
    const catalogue = await openWithSource({ path, key: words });
    const { kysely } = catalogue.database;
    await kysely
      .updateTable('installation')
      .set({ value: `${start}${'A'.repeat(22)}` })
      .where('key', 'like', '%:salt')
      .execute();
    await catalogue.close();
    const error = await failure(open({ path, key: words }));
    expect(error).toMatchObject({ code: 'storage', problem: 'wrong-key' });
    expect(inspect(error)).not.toContain('planted');
  },
);

test("yesterday's database with today's key, and the reverse: nothing is lost that one pair could read", async () => {
  const path = newPath();
  await (await openWithTokens({ path })).close();
  const save = (day: string): void => {
    for (const end of ['', '.key']) copyFileSync(path + end, `${path}.${day}${end}`);
  };
  const read = async <T>(look: (catalogue: Catalogue) => Promise<T>): Promise<T> => {
    const catalogue = await open({ path });
    const found = await look(catalogue);
    // What is left beside an open database would be mixed up with the next one.
    await catalogue.close();
    return found;
  };
  const restore = (database: string, file: string): void => {
    copyFileSync(`${path}.${database}`, path);
    copyFileSync(`${path}.${file}.key`, `${path}.key`);
  };
  save('yesterday');
  const rotated = await open({ path });
  await rotated.rotateKey();
  await rotated.close();
  save('today');

  for (const [database, file] of [
    ['yesterday', 'today'],
    ['today', 'yesterday'],
  ] as const) {
    restore(database, file);
    const mixed = await open({ path });
    expect(await mixed.sources.list()).toHaveLength(2);
    const error = await failure(tokenOf(mixed));
    expect(error).toMatchObject({
      message: expect.stringMatching(/is gone, and another one is there. Put the old one/),
    });
    // A person signs in to one of the two again.
    await mixed.authTokens.save(home, token('again'));
    expect(await tokenOf(mixed)).toBe('again');
    await mixed.close();
    expect(await read(tokenOf)).toBe('again');
    restore(database, database);
    expect(await read(bothTokens)).toEqual(expectedTokens);
  }
});

test('a key file with one key twice, in the ways of another editor, or with another key, works and is tidied up', async () => {
  const path = newPath();
  await storeAndClose(path);
  const text = readFileSync(`${path}.key`, 'utf8');
  const other = `${Buffer.from(keyBytes(3)).toString('base64url')}\n`;
  for (const doubled of [text + text, `\uFEFF${text.trim()}\r\n\r\n`, text + other, other + text]) {
    writeFileSync(`${path}.key`, doubled);
    const catalogue = await open({ path });
    expect(await tokenOf(catalogue)).toBe('kept');
    await catalogue.close();
    expect(readFileSync(`${path}.key`, 'utf8').trim()).toBe(doubled.trim().split(/\s/)[0]);
    expect(await tokenOf(await open({ path, readOnly: true }))).toBe('kept');
    if (doubled !== other + text) writeFileSync(`${path}.key`, text);
  }
});

test('of keys in the environment the old one may be put in front by mistake, and the new one alone reads nothing', async () => {
  const path = newPath();
  const withKeys = (...fills: readonly number[]) =>
    environmentKey({ values: { MEDIAFOLD_KEY: fills.map(hex).join() } });
  await storeAndClose(path, withKeys(1));
  const behind = await open({ path, key: withKeys(1, 2) });
  expect(await tokenOf(behind)).toBe('kept');
  await behind.close();
  const alone = await open({ path, key: withKeys(2) });
  const error = await failure(tokenOf(alone));
  expect(error).toMatchObject({ message: expect.stringMatching(/the key from the environment .* is gone/) });
  await alone.close();
  expect(await tokenOf(await open({ path, key: withKeys(2, 1) }))).toBe('kept');
  expect(await tokenOf(await open({ path, key: withKeys(2) }))).toBe('kept');
});

test('what was encrypted by a weaker or a stranger way is refused, though the key is right', async () => {
  const catalogue = await openWithSource({ key });
  await catalogue.authTokens.save(home, token('kept'));
  const kid = await keyIdOf(key);
  const planted = new TextEncoder().encode(JSON.stringify({ type: 'jellyfin-token', token: 'planted' }));
  const right = { kid, sid: home, use: 'credential' };
  const attempts: readonly Parameters<CompactEncrypt['setProtectedHeader']>[0][] = [
    { alg: 'A256GCMKW', enc: 'A256GCM', ...right },
    { alg: 'A256KW', enc: 'A128GCM', ...right },
    { alg: 'dir', enc: 'A128CBC-HS256', ...right },
    { alg: 'dir', enc: 'A256GCM', ...right, sid: away },
    { alg: 'dir', enc: 'A256GCM', ...right, use: 'access' },
    { alg: 'dir', enc: 'A256GCM', ...right, kid: 'another' },
    { alg: 'dir', enc: 'A256GCM', kid },
  ];
  for (const header of attempts) {
    await put(catalogue, await new CompactEncrypt(planted).setProtectedHeader(header).encrypt(key));
    const error = await failure(catalogue.authTokens.load(home));
    expect(error, JSON.stringify(header)).toMatchObject({ problem: 'wrong-key' });
    expect(inspect(error)).not.toContain('planted');
  }
  const understood = new CompactEncrypt(planted).setProtectedHeader({
    ...{ alg: 'dir', enc: 'A256GCM', ...right, crit: ['https://example.invalid/must'] },
    'https://example.invalid/must': true,
  });
  await put(catalogue, await understood.encrypt(key, { crit: { 'https://example.invalid/must': true } }));
  expect(await failure(catalogue.authTokens.load(home))).toMatchObject({ problem: 'wrong-key' });
  // The header of a good one, written so that the same reads otherwise.
  const cipher = await createTokenCipher(key);
  const [header = '', ...rest] = (await cipher.encrypt('{}', { sid: home, use: 'credential' })).split('.');
  for (const other of ['{"alg":"none"}', '{}', '[]', 'null', '']) {
    await put(catalogue, [Buffer.from(other).toString('base64url'), ...rest].join('.'));
    expect(await failure(catalogue.authTokens.load(home))).toMatchObject({ problem: 'wrong-key' });
  }
  for (const text of ['', '.', '....', `${header}....`, `${header}.`.repeat(5), 'A'.repeat(2_000_000)]) {
    await put(catalogue, text);
    expect(await failure(catalogue.authTokens.load(home))).toMatchObject({ problem: 'wrong-key' });
  }
  expect(await catalogue.rotateKey({ name: 'new', load: async () => [keyBytes(8)] })).toMatchObject({ unreadable: 1 });
});

test.each(['not json, but planted', '"planted"', 'null', '{"type":"planted"}', '{"type":"jellyfin-token","token":{}}'])(
  'a text that is no credential says so, shows nothing of it, and does not keep the key from changing: %s',
  async (text) => {
    const path = newPath();
    const catalogue = await openWithTokens({ path, key });
    const cipher = await createTokenCipher(key);
    await put(catalogue, await cipher.encrypt(text, { sid: home, use: 'credential' }));
    await catalogue.access.save(home, { allowInsecure: true });
    const access = await cipher.encrypt(text, { sid: home, use: 'access' });
    const { kysely } = catalogue.database;
    await kysely.updateTable('source_access').set({ ciphertext: access }).execute();
    for (const load of [catalogue.authTokens.load, catalogue.access.load]) {
      const error = await failure(load(home));
      expect(error).toMatchObject({ code: 'storage', problem: 'corrupt' });
      expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('planted');
    }
    await kysely.updateTable('auth_token').set({ credential_type: null }).execute();
    await catalogue.rotateKey({ name: 'new', load: async () => [keyBytes(8)] });
    expect(await tokenOf(catalogue, away)).toBe('away-token');
  },
);

test('a catalogue that was copied without its key file keeps its sources, and takes a new sign-in', async () => {
  const path = newPath();
  await storeAndClose(path);
  const copy = join(newPath(), '..', 'copy.db');
  copyFileSync(path, copy);
  const elsewhere = await open({ path: copy });
  expect(await elsewhere.sources.list()).toHaveLength(1);
  expect(await failure(tokenOf(elsewhere))).toMatchObject({ problem: 'wrong-key' });
  await elsewhere.authTokens.save(home, token('anew'));
  expect(await tokenOf(elsewhere)).toBe('anew');
  expect(await tokenOf(await open({ path }))).toBe('kept');
});
