import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createTokenCipher } from '../../src/db/token-cipher.ts';
import { type AuthTokenStore, createMemoryAuthTokens } from '../../src/models/auth-token-store.ts';
import type { Credential } from '../../src/models/credential.ts';
import { sourceId } from '../../src/models/ids.ts';
import { type Secret, secret } from '../../src/models/secret.ts';
import { FakeClock } from '../../src/testing/fake-clock.ts';
import { failure, home, makeSource, open, openWithSource, temporaryFolder } from './support.ts';

const away = sourceId('away');
const planted = 'planted-token-4d61';

const credentials: readonly Credential[] = [
  { type: 'plex-token', accountToken: secret(`${planted}-1`), serverToken: secret(`${planted}-2`) },
  { type: 'plex-token', accountToken: secret(`${planted}-1`) },
  {
    type: 'plex-device-key',
    keyId: 'k1',
    privateJwk: secret(`{"d":"${planted}"}`),
    accountToken: secret(planted),
    accountTokenExpiresAt: 1_800_000_000_000,
    serverToken: secret(`${planted}-3`),
  },
  { type: 'plex-server-token', token: secret('') },
  { type: 'jellyfin-token', token: secret(planted) },
  { type: 'jellyfin-password', username: 'ada', password: secret(planted), token: secret(`${planted}-4`) },
  { type: 'jellyfin-api-key', key: secret(planted) },
];

/** With the secrets in the clear, which no comparison of the objects would look at. */
const revealed = (credential: Credential | undefined): unknown =>
  Object.entries(credential ?? {}).map(([name, value]: [string, string | number | Secret]) => [
    name,
    typeof value === 'object' ? ['secret', value.reveal()] : value,
  ]);

test.each(credentials.map((credential, index) => [credential.type, index, credential] as const))(
  '%s comes back as it was stored (%i)',
  async (_type, _index, credential) => {
    const path = join(temporaryFolder(), 'catalogue.db');
    const first = await openWithSource({ path });
    await first.authTokens.save(home, credential);
    await first.close();
    const again = await open({ path });
    expect(revealed(await again.authTokens.load(home))).toEqual(revealed(credential));
  },
);

test('no secret gets to the disk in the clear', async () => {
  const folder = temporaryFolder();
  const catalogue = await openWithSource({ path: join(folder, 'catalogue.db') });
  for (const credential of credentials) await catalogue.authTokens.save(home, credential);
  const text = (): string =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('\n');
  // The test would see it if it were there: the source's name is.
  expect(text()).toContain('Server home');
  expect(text()).not.toContain(planted);
  expect(text()).not.toContain(Buffer.from(planted).toString('base64url').slice(0, -2));
  await catalogue.close();
  expect(text()).toContain('Server home');
  expect(text()).not.toContain(planted);
  expect(inspect(catalogue, { depth: 8, showHidden: true })).not.toContain(planted);
});

test('a row that was moved to another source does not decrypt', async () => {
  const catalogue = await openWithSource({}, [home, away]);
  await catalogue.authTokens.save(home, { type: 'jellyfin-token', token: secret(planted) });
  const { kysely } = catalogue.database;
  await kysely.deleteFrom('auth_token').where('source_id', '=', away).execute();
  await kysely.updateTable('auth_token').set({ source_id: away }).where('source_id', '=', home).execute();
  const error = await failure(catalogue.authTokens.load(away));
  expect(error).toMatchObject({ code: 'storage', problem: 'wrong-key' });
  expect(inspect(error)).not.toContain(planted);
  expect(await catalogue.authTokens.load(home)).toBeUndefined();
});

test('the header is authenticated: naming the right source there does not help', async () => {
  const cipher = await createTokenCipher(new Uint8Array(32).fill(7));
  const made = await cipher.encrypt('text', { sid: away, use: 'credential' });
  const [header = '', ...rest] = made.split('.');
  const fields: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...(fields as object), sid: home })).toString('base64url');
  const attempts = [
    [[forged, ...rest].join('.'), { sid: home, use: 'credential' }],
    [made, { sid: home, use: 'credential' }],
    [made, { sid: away, use: 'outbox' }],
    [made.slice(0, -3), { sid: away, use: 'credential' }],
    ['nonsense', { sid: away, use: 'credential' }],
  ] as const;
  for (const [text, binding] of attempts) {
    expect(await failure(cipher.decrypt(text, binding))).toMatchObject({ problem: 'wrong-key' });
  }
  expect(await cipher.decrypt(made, { sid: away, use: 'credential' })).toBe('text');
});

test('with another key the sources stay, and each says that its credential cannot be read', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const first = await openWithSource({ path });
  await first.close();
  rmSync(`${path}.key`);
  const again = await open({ path });
  expect(await again.sources.list()).toEqual([makeSource()]);
  expect(await failure(again.authTokens.load(home))).toMatchObject({
    problem: 'wrong-key',
    message: expect.stringContaining('home'),
  });
  await again.authTokens.save(home, { type: 'jellyfin-token', token: secret('new') });
  expect(revealed(await again.authTokens.load(home))).toEqual([
    ['type', 'jellyfin-token'],
    ['token', ['secret', 'new']],
  ]);
});

test('a given key is used in place of the file', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'catalogue.db');
  const key = new Uint8Array(32).fill(1);
  await (await openWithSource({ path, key })).close();
  expect(readdirSync(folder)).not.toContain('catalogue.db.key');
  expect(await (await open({ path, key })).authTokens.load(home)).toMatchObject({ type: 'jellyfin-token' });
  const other = await open({ path, key: new Uint8Array(32).fill(2) });
  expect(await failure(other.authTokens.load(home))).toMatchObject({ problem: 'wrong-key' });
  expect(await failure(open({ path, key: new Uint8Array(16) }))).toMatchObject({ problem: 'wrong-key' });
});

test('the key file is for its owner alone, and holds a key', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  await (await open({ path })).close();
  const file = `${path}.key`;
  const key = readFileSync(file, 'utf8');
  expect(Buffer.from(key.trim(), 'base64url')).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(file, mode);
    const error = await failure(open({ path }));
    expect(error).toMatchObject({ problem: 'wrong-key', message: expect.stringContaining('chmod 600') });
    expect(error).toMatchObject({ message: expect.stringContaining(file) });
  }
  chmodSync(file, 0o600);
  for (const content of ['', 'short', `${key.trim()}AAAA`]) {
    writeFileSync(file, content);
    expect(await failure(open({ path }))).toMatchObject({ problem: 'wrong-key' });
  }
  // It is not replaced: the right one may still be found.
  expect(readFileSync(file, 'utf8')).toBe(`${key.trim()}AAAA`);
});

test('a reader makes no key file', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'catalogue.db');
  await (await openWithSource({ path })).close();
  rmSync(`${path}.key`);
  const reader = await open({ path, readOnly: true });
  expect(await reader.sources.list()).toHaveLength(1);
  expect(await failure(reader.authTokens.load(home))).toMatchObject({ problem: 'wrong-key' });
  expect(readdirSync(folder)).not.toContain('catalogue.db.key');
});

test('a credential belongs to a source, ends its need for a sign-in, and goes with it', async () => {
  const catalogue = await openWithSource();
  const token: Credential = { type: 'jellyfin-token', token: secret(planted) };
  expect(await failure(catalogue.authTokens.save(away, token))).toMatchObject({ code: 'not-found' });
  await catalogue.sources.setNeedsSignIn(home, 'the token was revoked');
  expect(await catalogue.sources.needsSignIn(home)).toBe('the token was revoked');
  await catalogue.authTokens.save(home, token);
  expect(await catalogue.sources.needsSignIn(home)).toBeUndefined();
  await catalogue.sources.remove(home);
  expect(await catalogue.database.kysely.selectFrom('auth_token').selectAll().execute()).toEqual([]);
});

test('what was asked last holds, however long the encrypting of what was asked before takes', async () => {
  const catalogue = await openWithSource();
  const { authTokens, access } = catalogue;
  const sized = (length: number): Credential => ({ type: 'jellyfin-token', token: secret('x'.repeat(length)) });
  await Promise.all([2_000_000, 200_000, 1].map((length) => authTokens.save(home, sized(length))));
  expect(revealed(await authTokens.load(home))).toEqual(revealed(sized(1)));
  await Promise.all([authTokens.saveAll(new Map([[home, sized(2_000_000)]])), authTokens.remove(home)]);
  expect(await authTokens.load(home)).toBeUndefined();
  await Promise.all([authTokens.save(home, sized(2_000_000)), catalogue.sources.put(makeSource(), sized(2), [])]);
  expect(revealed(await authTokens.load(home))).toEqual(revealed(sized(2)));
  const headers = (length: number) => ({ headers: { 'x-way': secret('y'.repeat(length)) } });
  await Promise.all([2_000_000, 1].map((length) => access.save(home, headers(length))));
  expect((await access.load(home))?.headers?.['x-way']?.reveal()).toBe('y');
  await Promise.all([access.save(home, headers(2_000_000)), access.remove(home)]);
  expect(await access.load(home)).toBeUndefined();
});

test('a credential says its kind and when a person signed in, also without its key', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const clock = new FakeClock();
  const catalogue = await openWithSource({ path, clock });
  const signedInAt = clock.now();
  const later = signedInAt + 1000;
  expect(await catalogue.authTokens.summary(home)).toEqual({ type: 'jellyfin-token', signedInAt, savedAt: signedInAt });
  await clock.advance(1000);
  await catalogue.authTokens.save(home, { type: 'jellyfin-api-key', key: secret('renewed') });
  expect(await catalogue.authTokens.summary(home)).toEqual({ type: 'jellyfin-api-key', signedInAt, savedAt: later });
  await catalogue.authTokens.saveAll(new Map([[home, { type: 'plex-token', accountToken: secret('upgraded') }]]));
  await catalogue.rotateKey();
  expect(await catalogue.authTokens.summary(home)).toEqual({ type: 'plex-token', signedInAt, savedAt: later + 1 });
  await catalogue.sources.put(makeSource(), { type: 'jellyfin-token', token: secret('again') }, []);
  expect(await catalogue.authTokens.summary(home)).toEqual({
    type: 'jellyfin-token',
    signedInAt: later,
    savedAt: later + 2,
  });
  await catalogue.close();
  const other = await open({ path, key: new Uint8Array(32) });
  expect(await other.authTokens.summary(home)).toEqual({
    type: 'jellyfin-token',
    signedInAt: later,
    savedAt: later + 2,
  });
  await other.authTokens.remove(home);
  expect(await other.authTokens.summary(home)).toBeUndefined();
});

test('of several credentials all are saved, or none', async () => {
  const catalogue = await openWithSource({}, [home, away]);
  const one: Credential = { type: 'jellyfin-token', token: secret('one') };
  const two: Credential = { type: 'jellyfin-token', token: secret('two') };
  const unknown = sourceId('unknown');
  const attempt = catalogue.authTokens.saveAll(new Map([home, unknown].map((id) => [id, one])));
  expect(await failure(attempt)).toMatchObject({ code: 'not-found' });
  expect(revealed(await catalogue.authTokens.load(home))).toContainEqual(['token', ['secret', 't']]);
  await catalogue.sources.setNeedsSignIn(away, 'it ran out');
  await catalogue.authTokens.saveAll(
    new Map([
      [home, one],
      [away, two],
    ]),
  );
  expect(revealed(await catalogue.authTokens.load(home))).toContainEqual(['token', ['secret', 'one']]);
  expect(revealed(await catalogue.authTokens.load(away))).toContainEqual(['token', ['secret', 'two']]);
  expect(await catalogue.sources.needsSignIn(away)).toBeUndefined();
});

test('the store in memory keeps what it is given, and shows no secret', async () => {
  const credential: Credential = { type: 'jellyfin-token', token: secret(planted) };
  const store: AuthTokenStore = createMemoryAuthTokens([[away, credential]]);
  expect(await store.load(home)).toBeUndefined();
  await store.save(home, credential);
  expect(await store.load(home)).toBe(credential);
  expect(await store.load(away)).toBe(credential);
  await store.remove(away);
  expect(await store.load(away)).toBeUndefined();
  expect(inspect([store, await store.load(home)], { depth: 8, showHidden: true })).not.toContain(planted);
});
