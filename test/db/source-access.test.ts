import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { Candidate, ConnectionKind } from '../../src/models/connection.ts';
import { sourceId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { SourceAccess } from '../../src/models/source-access.ts';
import { away, keysIn } from './keys/keys-support.ts';
import { failure, home, makeSource, open, openWithSource, temporaryFolder } from './support.ts';

const planted = 'planted-access-77c1';

const full: SourceAccess = {
  pins: ['a'.repeat(43), 'b'.repeat(43)],
  ca: 'an authority',
  clientCertificate: { certificate: 'a certificate', key: secret(`${planted}-key`) },
  headers: { 'CF-Access-Client-Id': secret('an id'), 'CF-Access-Client-Secret': secret(`${planted}-header`) },
  hosts: { 'media.example': '192.0.2.7' },
  allowInsecure: true,
};

/** With the secrets in the clear, which no comparison of the objects would look at. */
const revealed = ({ headers = {}, clientCertificate, ...open }: SourceAccess = {}): unknown => ({
  ...open,
  key: clientCertificate?.key.reveal(),
  certificate: clientCertificate?.certificate,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])),
});

test('access settings come back as they were stored, and only for their source', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const first = await openWithSource({ path }, [home, away]);
  expect(await first.access.savedAt(home)).toBeUndefined();
  await first.access.save(home, full);
  await first.close();
  const again = await open({ path });
  const loaded = await again.access.load(home);
  expect(revealed(loaded)).toEqual(revealed(full));
  expect(await again.access.load(away)).toBeUndefined();
  expect(await again.access.savedAt(home)).toBeTypeOf('number');
  expect(inspect(loaded, { depth: 9, showHidden: true })).not.toContain(planted);
  await again.access.save(home, { allowInsecure: false });
  expect(await again.access.load(home)).toEqual({ allowInsecure: false });
  await again.access.remove(home);
  expect(await again.access.load(home)).toBeUndefined();
});

test('no setting gets to the disk in the clear', async () => {
  const folder = temporaryFolder();
  const catalogue = await openWithSource({ path: join(folder, 'catalogue.db') });
  await catalogue.access.save(home, full);
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
  // The test would see it if it were there: the source's name is.
  expect(text).toContain(makeSource().name);
  for (const hidden of [planted, 'an authority', 'CF-Access', 'media.example']) expect(text).not.toContain(hidden);
});

test('settings are stored with the source, wholly or not at all, and go with it', async () => {
  const { sources, access, database } = await open();
  const token = { type: 'jellyfin-token', token: secret('t') } as const;
  const broken = [{ uri: null } as unknown as Candidate];
  await failure(sources.put(makeSource(), token, broken, full));
  expect(await database.kysely.selectFrom('source_access').selectAll().execute()).toEqual([]);
  await sources.put(makeSource(), token, [], full);
  expect(revealed(await access.load(home))).toEqual(revealed(full));
  // A sign-in that says nothing of them leaves them.
  await sources.put(makeSource(), token, []);
  expect(revealed(await access.load(home))).toEqual(revealed(full));
  await sources.remove(home);
  expect(await database.kysely.selectFrom('source_access').selectAll().execute()).toEqual([]);
  expect(await failure(access.save(home, full))).toMatchObject({ code: 'not-found' });
});

test('a row that is moved to another source, or to the credentials, is refused', async () => {
  const { access, authTokens, database } = await openWithSource({}, [home, away]);
  await access.save(home, full);
  await access.save(away, { allowInsecure: true });
  const { ciphertext } = await database.kysely
    .selectFrom('source_access')
    .select('ciphertext')
    .where('source_id', '=', home)
    .executeTakeFirstOrThrow();
  await database.kysely.updateTable('source_access').set({ ciphertext }).where('source_id', '=', away).execute();
  await database.kysely.updateTable('auth_token').set({ ciphertext }).where('source_id', '=', home).execute();
  const refused = { problem: 'wrong-key', message: expect.stringContaining('made for another source or purpose') };
  expect(await failure(access.load(away))).toMatchObject(refused);
  expect(await failure(authTokens.load(home))).toMatchObject(refused);
});

test('a new key also encrypts the settings, and what only they still need is not dropped', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const catalogue = await openWithSource({ path }, [home, away]);
  await catalogue.access.save(home, full);
  // The credential is gone: the settings alone need the key.
  await catalogue.authTokens.remove(home);
  await catalogue.authTokens.remove(away);
  const [before] = keysIn(`${path}.key`);
  const { keyId, ...done } = await catalogue.rotateKey();
  expect(done).toEqual({ credentials: 0, unreadable: 0, oldKey: 'dropped' });
  expect(keysIn(`${path}.key`)).not.toContain(before);
  const rows = await catalogue.database.kysely.selectFrom('source_access').select('key_id').execute();
  expect(rows).toEqual([{ key_id: keyId }]);
  await catalogue.close();
  const again = await open({ path });
  expect(revealed(await again.access.load(home))).toEqual(revealed(full));

  // One that cannot be read keeps its key.
  await again.database.kysely.updateTable('source_access').set({ ciphertext: 'nonsense' }).execute();
  expect(await again.rotateKey()).toMatchObject({ unreadable: 1, oldKey: 'kept' });
  expect(keysIn(`${path}.key`)).toHaveLength(2);
});

test('settings under a lost key say what to do, and can be replaced or cleared', async () => {
  const path = join(temporaryFolder(), 'catalogue.db');
  const first = await openWithSource({ path }, [home, away]);
  await first.access.save(home, full);
  await first.access.save(away, full);
  await first.close();
  const { access } = await open({ path, key: new Uint8Array(32).fill(9) });
  const message = expect.stringMatching(
    /^the stored access settings of source home .*key from the key file.*Open it with the first, or set or clear/,
  );
  expect(await failure(access.load(home))).toMatchObject({ problem: 'wrong-key', message });
  await access.save(home, { allowInsecure: true });
  expect(await access.load(home)).toEqual({ allowInsecure: true });
  await access.remove(away);
  expect(await access.load(away)).toBeUndefined();
});

test('settings of a kind that a newer version stored are an error, not nothing', async () => {
  const { access } = await openWithSource();
  await access.save(home, { ...full, certificateOfTheFuture: 'x' } as SourceAccess);
  expect(await failure(access.load(home))).toMatchObject({ problem: 'corrupt' });
});

const address = (uri: string, kind: ConnectionKind = 'local'): Candidate => ({
  uri,
  kind,
  secure: true,
  origin: 'typed',
});

test('a person pins one address of a source, and takes addresses away', async () => {
  const { connections } = await openWithSource({}, [home, away]);
  const [one, two] = [address('https://one.example'), address('https://two.example')];
  await connections.add(home, [one, two]);
  await connections.add(away, [one]);
  const good = { candidate: one, outcome: 'ok', reason: 'ok' } as const;
  await connections.record(home, [good], one.uri);
  await connections.pin(home, two.uri);
  expect(await connections.list(home)).toEqual([
    { ...two, pinned: true },
    { ...one, origin: 'remembered' },
  ]);
  await connections.pin(home, one.uri);
  // Named again, by whomever, it stays what the person made of it.
  await connections.add(home, [one, two]);
  expect(await connections.list(home)).toEqual([{ ...one, origin: 'remembered', pinned: true }, two]);
  expect(await connections.list(away)).toEqual([one]);
  expect(await failure(connections.pin(home, 'https://three.example'))).toMatchObject({ code: 'not-found' });
  expect(await connections.list(home)).toContainEqual({ ...one, origin: 'remembered', pinned: true });
  await connections.pin(home, undefined);
  expect((await connections.list(home)).map(({ pinned }) => pinned)).toEqual([undefined, undefined]);
  expect(await connections.remove(home, one.uri)).toBe(true);
  expect(await connections.remove(home, one.uri)).toBe(false);
  expect(await connections.list(home)).toEqual([two]);
  expect(await failure(connections.pin(sourceId('nobody'), one.uri))).toMatchObject({ code: 'not-found' });
});
