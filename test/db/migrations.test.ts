import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { applicationId } from '../../src/db/inspect-file.ts';
import { newestVersion } from '../../src/db/migrate.ts';
import { catalogue as firstVersion } from '../../src/db/migrations/0001-catalogue.ts';
import { createTokenCipher } from '../../src/db/token-cipher.ts';
import { FakeClock } from '../../src/testing/fake-clock.ts';
import { token, tokenOf } from './keys/keys-support.ts';
import { failure, home, makeSource, open, temporaryFolder } from './support.ts';

/** A catalogue with one source, as the first release left it. */
async function makeFirstVersion(): Promise<string> {
  const path = join(temporaryFolder(), 'catalogue.db');
  const key = new Uint8Array(32).fill(4);
  writeFileSync(`${path}.key`, `${Buffer.from(key).toString('base64url')}\n`, { mode: 0o600 });
  const { keyId, encrypt } = await createTokenCipher(key);
  const ciphertext = await encrypt('{"type":"jellyfin-token","token":"old"}', { sid: home, use: 'credential' });
  const sqlite = new Sqlite(path);
  for (const statement of firstVersion) sqlite.exec(statement);
  const { id, type, name, serverId, userId, deviceId } = makeSource();
  sqlite
    .prepare(
      'insert into source (id, type, name, server_id, user_id, device_id, created_at) values (?, ?, ?, ?, ?, ?, 1)',
    )
    .run(id, type, name, serverId, userId, deviceId);
  sqlite.prepare('insert into auth_token values (?, ?, ?, 1)').run(id, keyId, ciphertext);
  sqlite.pragma(`application_id = ${applicationId}`);
  sqlite.pragma('user_version = 1');
  sqlite.close();
  return path;
}

test('a catalogue of the first version opens with its sources and credentials', async () => {
  const path = await makeFirstVersion();
  const clock = new FakeClock();
  const catalogue = await open({ path, clock });
  expect(catalogue.database.sqlite.pragma('user_version')).toBe(newestVersion);
  expect(await catalogue.sources.list()).toEqual([makeSource()]);
  expect(await tokenOf(catalogue)).toBe('old');
  const { authTokens } = catalogue;
  const before = await authTokens.summary(home);
  expect(before).toEqual({ savedAt: expect.any(Number) });
  // When it was signed in stays unknown however often it is renewed, and is known after the next sign-in.
  for (const text of ['renewed', 'renewed again']) {
    const type = 'jellyfin-token';
    expect(await authTokens.saveRenewed(home, token(text), before)).toEqual({ type, savedAt: expect.any(Number) });
    expect(await tokenOf(catalogue)).toBe(text);
  }
  await catalogue.sources.put(makeSource(), token('new'), []);
  expect(await catalogue.authTokens.summary(home)).toMatchObject({ type: 'jellyfin-token', signedInAt: clock.now() });
});

test('a rotation learns the kind of what an older release stored', async () => {
  const catalogue = await open({ path: await makeFirstVersion() });
  expect(await catalogue.rotateKey()).toMatchObject({ credentials: 1, unreadable: 0 });
  expect(await catalogue.authTokens.summary(home)).toEqual({ type: 'jellyfin-token', savedAt: expect.any(Number) });
  expect(await tokenOf(catalogue)).toBe('old');
});

test('with another key, it cannot say where the one of an older release was kept', async () => {
  const catalogue = await open({ path: await makeFirstVersion(), key: new Uint8Array(32).fill(5) });
  expect(await failure(tokenOf(catalogue))).toMatchObject({
    problem: 'wrong-key',
    message: expect.stringContaining('encrypted with another key. Open the catalogue with that one'),
  });
});
