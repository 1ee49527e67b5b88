import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { applicationId } from '../../src/db/inspect-file.ts';
import { migrations } from '../../src/db/migrations/all.ts';
import { createTokenCipher } from '../../src/db/token-cipher.ts';
import type { Credential } from '../../src/models/credential.ts';
import { secret } from '../../src/models/secret.ts';
import { failure, home, makeSource, open, openWithSource, temporaryFolder } from './support.ts';

const member: Credential = { type: 'plex-token', accountToken: secret('m'), isProfile: true };
const password: Credential = { type: 'jellyfin-password', username: 'ada', password: secret('p'), token: secret('t') };
const deviceKey: Credential = { type: 'plex-device-key', keyId: 'k', privateJwk: secret('{}') };

/** A catalogue with one source as the release before left it, its key beside it. */
async function makeThirdVersion(credential: object, type: string | null): Promise<string> {
  const path = join(temporaryFolder(), 'catalogue.db');
  const key = new Uint8Array(32).fill(4);
  writeFileSync(`${path}.key`, `${Buffer.from(key).toString('base64url')}\n`, { mode: 0o600 });
  const { keyId, encrypt } = await createTokenCipher(key);
  const ciphertext = await encrypt(JSON.stringify(credential), { sid: home, use: 'credential' });
  const sqlite = new Sqlite(path);
  for (const { statements } of migrations.slice(0, 3)) for (const statement of statements) sqlite.exec(statement);
  const { id, name, serverId, userId, deviceId } = makeSource();
  sqlite
    .prepare(
      'insert into source (id, type, name, server_id, user_id, device_id, created_at) values (?, ?, ?, ?, ?, ?, 1)',
    )
    .run(id, 'plex', name, serverId, userId, deviceId);
  sqlite
    .prepare(
      'insert into auth_token (source_id, key_id, ciphertext, updated_at, credential_type) values (?, ?, ?, 1, ?)',
    )
    .run(id, keyId, ciphertext, type);
  sqlite.pragma(`application_id = ${applicationId}`);
  sqlite.pragma('user_version = 3');
  sqlite.close();
  return path;
}

test('the kind of the last sign-in outlives its credential, and a later one takes its place', async () => {
  const { sources, authTokens } = await open();
  expect(await authTokens.lastSignIn(home)).toBeUndefined();
  await sources.put(makeSource(), member, []);
  expect(await authTokens.lastSignIn(home)).toEqual({ type: 'plex-token', isProfile: true });
  await authTokens.remove(home);
  expect(await authTokens.load(home)).toBeUndefined();
  expect(await authTokens.lastSignIn(home)).toEqual({ type: 'plex-token', isProfile: true });
  await sources.put(makeSource(), { type: 'plex-token', accountToken: secret('a') }, []);
  expect(await authTokens.lastSignIn(home)).toEqual({ type: 'plex-token' });
  // An exchange is what the person asked for.
  await authTokens.saveAll(new Map([[home, deviceKey]]));
  expect(await authTokens.lastSignIn(home)).toEqual({ type: 'plex-device-key' });
});

test('a password that was refused and forgotten is still how the person signed in', async () => {
  const { sources, authTokens } = await open();
  await sources.put(makeSource(), password, []);
  const dead: Credential = { type: 'jellyfin-token', token: secret('t') };
  expect(await authTokens.saveRenewed(home, dead, await authTokens.summary(home))).toMatchObject({ type: dead.type });
  expect(await authTokens.lastSignIn(home)).toEqual({ type: 'jellyfin-password' });
});

test('nothing secret is kept with it', async () => {
  const { sources, authTokens, database } = await open();
  await sources.put(makeSource(), { ...password, username: 'planted-name', password: secret('planted-word') }, []);
  await authTokens.remove(home);
  const rows = await database.kysely.selectFrom('source').selectAll().execute();
  expect(rows).toMatchObject([{ last_credential_type: 'jellyfin-password', last_is_profile: 0 }]);
  expect(JSON.stringify(rows)).not.toContain('planted');
});

const stored = { type: 'plex-token', accountToken: 'm', isProfile: true };

test.each([
  ['with its kind', 'plex-token'],
  ['without its kind', null],
])('of what the release before stored %s, the rest is learned when it is removed', async (_, type) => {
  const { authTokens } = await open({ path: await makeThirdVersion(stored, type) });
  expect(await authTokens.lastSignIn(home)).toEqual(type === null ? undefined : { type });
  await authTokens.remove(home);
  expect(await authTokens.lastSignIn(home)).toEqual({ type: 'plex-token', isProfile: true });
});

test('a renewal fills in what the release before did not say, and no more', async () => {
  const { authTokens } = await open({ path: await makeThirdVersion(stored, 'plex-token') });
  const before = await authTokens.summary(home);
  await authTokens.saveRenewed(home, member, before);
  expect(await authTokens.lastSignIn(home)).toEqual({ type: 'plex-token', isProfile: true });

  const kept = { type: 'jellyfin-password', username: 'ada', password: 'p' };
  const other = await open({ path: await makeThirdVersion(kept, 'jellyfin-password') });
  const dead: Credential = { type: 'jellyfin-token', token: secret('t') };
  await other.authTokens.saveRenewed(home, dead, await other.authTokens.summary(home));
  expect(await other.authTokens.lastSignIn(home)).toEqual({ type: 'jellyfin-password' });
});

test('without the key, what the release before stored is removed all the same', async () => {
  const path = await makeThirdVersion(stored, 'plex-token');
  const { authTokens } = await open({ path, key: new Uint8Array(32).fill(9) });
  expect(await failure(authTokens.load(home))).toMatchObject({ problem: 'wrong-key' });
  await authTokens.remove(home);
  expect(await authTokens.load(home)).toBeUndefined();
  expect(await authTokens.lastSignIn(home)).toEqual({ type: 'plex-token' });
});

test('a source that is gone has none', async () => {
  const { sources, authTokens } = await openWithSource();
  await sources.remove(home);
  expect(await authTokens.lastSignIn(home)).toBeUndefined();
});
