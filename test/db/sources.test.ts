import { expect, test } from 'vitest';
import type { Candidate, ProbeOutcome, ProbeResult } from '../../src/models/connection.ts';
import { sourceId, userId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import { failure, home, makeSource, movie, open, openWithSource, sync } from './support.ts';

const token = { type: 'jellyfin-token', token: secret('t') } as const;
const lan: Candidate = { uri: 'http://10.0.0.2:8096', kind: 'local', secure: false, origin: 'typed' };
const wan: Candidate = { uri: 'https://media.example', kind: 'direct', secure: true, origin: 'server' };
const relay: Candidate = { uri: 'https://relay.example', kind: 'relay', secure: true, origin: 'account' };

const found = (candidate: Candidate, outcome: ProbeOutcome): ProbeResult => ({ candidate, outcome, reason: outcome });

test('one server as one user is one source; signing in again keeps what is there', async () => {
  const catalogue = await open();
  const source = makeSource(home, { userName: 'Ada' });
  await catalogue.sources.put(source, token, [lan]);
  await sync(catalogue, [movie('m')]);
  expect(await catalogue.sources.find(source)).toEqual(source);
  expect(await catalogue.sources.find({ ...source, userId: userId('u2') })).toBeUndefined();

  const { userName: _userName, ...again } = { ...source, name: 'Renamed', deviceId: 'd2' };
  await catalogue.sources.put(again, { type: 'jellyfin-token', token: secret('t2') }, [wan]);
  expect(await catalogue.sources.list()).toEqual([again]);
  expect((await catalogue.connections.list(home)).map(({ uri }) => uri)).toEqual([lan.uri, wan.uri]);
  expect(await catalogue.items.countItems(home)).toBe(1);

  const twin = { ...source, id: sourceId('twin') };
  expect(await failure(catalogue.sources.put(twin, token, []))).toMatchObject({ code: 'conflict' });
  await catalogue.sources.put({ ...twin, userId: userId('u2') }, token, []);
  expect(await catalogue.sources.list()).toHaveLength(2);
});

test('a source is added whole or not at all', async () => {
  const catalogue = await open();
  const broken = { ...lan, uri: null } as unknown as Candidate;
  expect(await failure(catalogue.sources.put(makeSource(), token, [wan, broken]))).toMatchObject({
    code: 'invalid-argument',
  });
  const { kysely } = catalogue.database;
  for (const table of ['source', 'auth_token', 'connection'] as const) {
    expect(await kysely.selectFrom(table).selectAll().execute()).toEqual([]);
  }
});

test('an unknown source is told with those that there are', async () => {
  const catalogue = await open();
  expect(await failure(catalogue.sources.get(home))).toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(/none is linked/),
  });
  await catalogue.sources.put(makeSource(), token, []);
  const error = await failure(catalogue.sources.get(sourceId('other')));
  expect(error).toMatchObject({ message: expect.stringMatching(/no source other; there are home/) });
});

test('remembers the address that was good, never a relay, and learns nothing from what was cancelled', async () => {
  const catalogue = await openWithSource();
  const { connections, database } = catalogue;
  await connections.add(home, [lan, wan, relay]);
  expect(await connections.preferred(home)).toBeUndefined();
  await connections.record(home, [found(lan, 'timeout'), found(wan, 'ok'), found(relay, 'cancelled')], wan.uri);
  expect(await connections.preferred(home)).toEqual({ ...wan, origin: 'remembered' });
  expect((await connections.list(home)).map(({ uri }) => uri)).toEqual([wan.uri, lan.uri, relay.uri]);

  await connections.record(home, [found(relay, 'ok'), found(wan, 'cancelled')], relay.uri);
  expect(await connections.preferred(home)).toMatchObject({ uri: wan.uri });
  await connections.record(home, [found(lan, 'ok'), found(wan, 'refused')], lan.uri);
  expect(await connections.preferred(home)).toMatchObject({ uri: lan.uri });
  const rows = await database.kysely.selectFrom('connection').selectAll().orderBy('uri').execute();
  expect(rows.map(({ uri, last_outcome }) => [uri, last_outcome])).toEqual([
    [lan.uri, 'ok'],
    [wan.uri, 'refused'],
    [relay.uri, 'ok'],
  ]);
  expect(rows.map(({ last_ok_at }) => last_ok_at !== null)).toEqual([true, true, true]);
  // Advertised once more: what is known of it stays.
  await connections.add(home, [lan]);
  expect(await connections.preferred(home)).toMatchObject({ uri: lan.uri });
});

test('the id of the installation is made once', async () => {
  const catalogue = await open();
  const [first, second] = await Promise.all([catalogue.installation.deviceId(), catalogue.installation.deviceId()]);
  expect(second).toBe(first);
  expect(await catalogue.installation.getOrMake('other', () => 'x')).toBe('x');
  expect(await catalogue.installation.getOrMake('other', () => 'y')).toBe('x');
});
