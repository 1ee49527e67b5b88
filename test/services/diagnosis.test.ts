import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import { systemClock } from '../../src/models/clock.ts';
import { serverId as serverIdOf, userId as userIdOf } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import { at, credentialsIn, deadUrl, few, household } from './household.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt, storedSource } from './setting.ts';

/** Everything that is stored of addresses and credentials. */
async function storedIn(path: string): Promise<string> {
  const catalogue = await openCatalogue({ path });
  const { kysely } = catalogue.database;
  const rows = [
    await kysely.selectFrom('connection').selectAll().orderBy('uri').execute(),
    await kysely.selectFrom('auth_token').selectAll().execute(),
    await kysely.selectFrom('source').selectAll().execute(),
  ];
  await catalogue.close();
  return JSON.stringify(rows);
}

describe('a diagnosis', () => {
  test('tells every address with its outcome, the choice and why, the account and the credential', async () => {
    const { fold, source, server, relayUrl, dead, account } = await household(({ server, relay, dead }) => [
      at(dead),
      at(server),
      at(relay, 'relay'),
    ]);
    const found = await fold.diagnose(source.id);
    expect(found).toMatchObject({
      source,
      status: 'online',
      chosen: { uri: server.url, kind: 'local' },
      reason: expect.stringContaining('local, not encrypted'),
      account: { answered: true, addresses: 2 },
      lan: { answered: false, reason: 'it is switched off' },
      credential: { type: 'plex-token', state: 'good' },
      advice: [],
    });
    expect(found.addresses.map(({ candidate, outcome, isKnown }) => [candidate.uri, outcome, isKnown])).toEqual([
      [server.url, 'ok', true],
      [relayUrl, 'ok', true],
      [dead, 'refused', true],
    ]);
    expect(found.addresses[0]).toMatchObject({ latencyMs: expect.any(Number), candidate: { origin: 'account' } });
    expect(found.addresses[2]?.advice).toContain('Check that the server runs');
    expect(Math.abs(found.clockOffsetMs ?? Number.NaN)).toBeLessThan(5_000);
    expect(account.plexTv.log.all().length).toBeLessThan(4);
  });

  test('changes nothing that is stored, and leaves the connection in use alone', async () => {
    const { fold, source, server, relayUrl, path } = await household(({ server, dead }) => [at(dead), at(server)]);
    await fold.connections.connect(source.id);
    const before = fold.connections.state(source.id);
    const stored = await storedIn(path);
    const heard: unknown[] = [];
    fold.connections.onState((_, state) => heard.push(state));
    server.setReachable(false);
    const found = await fold.diagnose(source.id);
    expect(found.chosen?.uri).toBe(relayUrl);
    expect(found.state).toEqual(before);
    expect(fold.connections.state(source.id)).toEqual(before);
    expect(heard).toEqual([]);
    expect(await storedIn(path)).toBe(stored);
  });

  test('of a relay says that it is the slow way, and what stands in the way of the others', async () => {
    const { fold, source, server, relayUrl } = await household(({ server }) => [at(server)]);
    server.setReachable(false);
    const found = await fold.diagnose(source.id);
    expect(found).toMatchObject({ status: 'online', chosen: { uri: relayUrl, kind: 'relay' } });
    expect(found.addresses.find(({ candidate }) => candidate.uri === relayUrl)?.isKnown).toBe(false);
    expect(found.advice[0]).toContain('slow way');
    expect(found.advice[1]).toContain('Check that the server runs');
  });

  test('while plex.tv is away goes on with what is known', async () => {
    const { fold, source, account } = await household(({ server }) => [at(server)]);
    await account.close();
    const again = await fold.diagnose(source.id);
    expect(again.account).toMatchObject({ answered: false, reason: expect.stringContaining('nothing listens') });
    expect(again.credential.state).not.toBe('missing');
  });

  test('tells a refused sign-in, and renews nothing', async () => {
    const server = await jellyfin(few);
    const path = catalogueFile();
    const fold = await openAt(path);
    const { source } = await fold.signIn.add(await jellyfinLogin(fold, server, { keepPassword: true }));
    server.revokeTokens();
    server.log.clear();
    const stored = await storedIn(path);
    const found = await fold.diagnose(source.id);
    expect(found).toMatchObject({
      status: 'needs-sign-in',
      credential: { type: 'jellyfin-password', state: 'refused' },
      addresses: [{ outcome: 'unauthorized' }],
    });
    expect(found).not.toHaveProperty('account');
    expect(found.advice[0]).toContain('Sign in again');
    expect(server.log.to('/Users/AuthenticateByName')).toEqual([]);
    expect(await storedIn(path)).toBe(stored);
  });

  test('tells a credential that is gone, and asks nobody', async () => {
    const server = await jellyfin(few);
    const fold = await openAt(catalogueFile());
    const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
    await fold.signIn.signOut(source.id);
    server.log.clear();
    const found = await fold.diagnose(source.id);
    expect(found).toMatchObject({
      status: 'needs-sign-in',
      credential: { state: 'missing' },
      addresses: [{ outcome: 'cancelled' }],
      advice: ['Sign in again'],
    });
    expect(server.log.all()).toEqual([]);
  });

  test('finds another server at the address, and a clock that is wrong', async () => {
    const mine = await jellyfin(few);
    const other = await jellyfin(few, { name: 'Cellar' });
    const fold = await openAt(catalogueFile());
    const { source } = await fold.signIn.add(await jellyfinLogin(fold, mine));
    mine.faults.add({ action: { kind: 'clock-skew', ms: -3_600_000 } });
    const late = await fold.diagnose(source.id);
    expect(Math.abs((late.clockOffsetMs ?? 0) + 3_600_000)).toBeLessThan(10_000);
    expect(late.advice).toEqual(["Set the clocks: this machine's is 60 minutes ahead of the server's"]);
    mine.pretendToBe(other.serverId);
    const found = await fold.diagnose(source.id);
    expect(found).toMatchObject({ status: 'offline', credential: { state: 'unknown' } });
    expect(found).not.toHaveProperty('clockOffsetMs');
    expect(found.advice[0]).toContain('Remove this address');
  });

  test('finds a server that has moved, on the local network', async () => {
    const server = await jellyfin(few, { discoveryPort: 0 });
    const dead = await deadUrl();
    const path = catalogueFile();
    const targets = [{ address: '127.0.0.1', port: server.discoveryPort ?? 0 }];
    const fold = await openAt(path, { lan: { targets }, environment: { clock: systemClock } });
    const source = await storedSource(path, { ...(await jellyfinLogin(fold, server)), candidates: [at(dead)] });
    const found = await fold.diagnose(source.id);
    expect(found).toMatchObject({
      status: 'online',
      chosen: { uri: server.url },
      lan: { answered: true, addresses: 1 },
      addresses: [
        { candidate: { uri: server.url, origin: 'discovered' }, isKnown: false },
        { candidate: { uri: dead }, isKnown: true },
      ],
    });
  });

  test('of a pinned address says what the pin costs', async () => {
    const { fold, source, dead } = await household(({ server, dead }) => [at(server), at(dead)]);
    await fold.addresses.pin(source.id, dead);
    const found = await fold.diagnose(source.id);
    expect(found).toMatchObject({ status: 'offline', reason: expect.stringMatching(/^pinned; .*others? would do$/) });
    expect(found.advice[0]).toContain('Unpin');
  });

  test('goes the way that the source goes: with its authority, and tells what is missing without', async () => {
    const server = await jellyfin(few, { tls: 'good' });
    const path = catalogueFile();
    const fold = await openAt(path);
    const { serverId, users, apiKey, url, name } = server;
    const credential = { type: 'jellyfin-api-key', key: secret(apiKey) } as const;
    const { id } = await storedSource(path, {
      ...{
        type: 'jellyfin',
        name,
        serverId: serverIdOf(serverId),
        userId: userIdOf(users[0]?.id ?? ''),
        deviceId: 'd',
      },
      ...{ credential, candidates: [at(url)] },
    });
    const without = await fold.diagnose(id);
    expect(without).toMatchObject({ status: 'offline', addresses: [{ outcome: 'tls' }] });
    expect(without.advice[0]).toContain('Trust its authority');
    await fold.sources.setAccess(id, { ca: server.ca ?? '' });
    const found = await fold.diagnose(id);
    expect(found).toMatchObject({ status: 'online', chosen: { uri: url, secure: true } });
    expect(Math.abs(found.clockOffsetMs ?? Number.NaN)).toBeLessThan(5_000);
  });

  test('ends when nobody wants it any more', async () => {
    const { fold, source, server } = await household(({ server }) => [at(server)]);
    server.faults.add({ action: { kind: 'black-hole' } });
    const stop = new AbortController();
    const asking = fold.diagnose(source.id, { signal: stop.signal });
    stop.abort();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('sends no credential where another server answers, and none to ask for the time', async () => {
    const mine = await jellyfin(few);
    const other = await jellyfin(few, { name: 'Cellar' });
    const path = catalogueFile();
    const fold = await openAt(path);
    const login = await jellyfinLogin(fold, mine);
    const source = await storedSource(path, { ...login, candidates: [at(other.url), at(mine.url)] });
    mine.log.clear();
    await fold.diagnose(source.id);
    expect(other.log.all()).toHaveLength(1);
    expect(credentialsIn(other.log.all())).toEqual([]);
    const heads = mine.log.all().filter(({ method }) => method === 'HEAD');
    expect(heads).toHaveLength(1);
    expect(credentialsIn(heads)).toEqual([]);
    expect(credentialsIn(mine.log.all())).toHaveLength(1);
  });
});
