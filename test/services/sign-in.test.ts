import { describe, expect, test } from 'vitest';
import { serverId, sourceId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import type { MockJellyfin } from '../../src/testing/index.ts';
import { until } from '../until.ts';
import { at, credentialsIn } from './household.ts';
import { houses } from './houses.ts';
import { few, linked, logouts, tokenOf } from './linked-jellyfin.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt } from './setting.ts';

const away = { action: { kind: 'reset' } } as const;
const logins = (server: MockJellyfin): number => server.log.to('/Users/AuthenticateByName').length;

/** The same login with a token that no server ever gave. */
const forged = (login: SignedInServer, token = 'made up'): SignedInServer => ({
  ...login,
  credential: { type: 'jellyfin-token', token: secret(token) },
});

describe('the new credential is proven first', () => {
  test.each(houses)('$vendor takes it: nothing is left to say', async ({ start }) => {
    const house = await start(few);
    const options = house.plexTvUrl === undefined ? {} : { plexTvUrl: house.plexTvUrl };
    const fold = await openAt(catalogueFile(), options);
    const login = await house.login(fold);
    house.log.clear();
    const begun = Date.now();
    const added = await fold.signIn.add(login);
    expect(added).toEqual({ source: expect.anything(), isNew: true, credential: 'new' });
    expect(credentialsIn(house.log.all()).length).toBeGreaterThan(0);
    const [shown] = await fold.sources.list();
    expect(shown).toMatchObject({ connection: { kind: 'local' }, credential: login.credential.type });
    expect(shown?.signedInAt).toBeGreaterThanOrEqual(begun);
    expect(shown?.needsSignIn).toBeUndefined();
  });

  test('one that the server refuses makes no source', async () => {
    const server = await jellyfin(few);
    const fold = await openAt(catalogueFile());
    const login = await jellyfinLogin(fold, server);
    await expect(fold.signIn.add(forged(login))).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await fold.sources.list()).toEqual([]);
  });

  test('one that the server refuses leaves the old one, and all that belongs to it', async () => {
    const { server, fold, login, source, path } = await linked();
    await fold.sync.run(source.id);
    const before = await fold.sources.list();
    const token = await tokenOf(path, source);
    const foreign = { ...forged(login), name: 'Another name', deviceId: 'another', candidates: [at(server.url)] };
    await expect(fold.signIn.add(foreign)).rejects.toMatchObject({ code: 'unauthorized', sourceId: source.id });
    expect(await fold.sources.list()).toEqual(before);
    expect(await tokenOf(path, source)).toBe(token);
    expect(logouts(server)).toBe(0);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test('an address at which only another server answers is not believed', async () => {
    const { fold, login, source, path } = await linked();
    const other = await jellyfin(few, { name: 'Somebody else' });
    const misled = { ...login, serverId: serverId('unheard-of'), candidates: [at(other.url)] };
    await expect(fold.signIn.add(misled)).rejects.toMatchObject({ code: 'wrong-server' });
    expect(credentialsIn(other.log.all())).toEqual([]);
    expect(await fold.sources.list()).toHaveLength(1);

    // A known server is found at the addresses that are stored, whatever the login says.
    const moved = await fold.signIn.add({ ...login, candidates: [at(other.url)] });
    expect(moved).toMatchObject({ source: { id: source.id }, credential: 'replaced' });
    expect(await tokenOf(path, source)).toBeDefined();
  });

  test('nobody waits for a server any more: nothing has changed', async () => {
    const { server, fold, login, source } = await linked();
    server.faults.add({ action: { kind: 'black-hole' } });
    const abort = new AbortController();
    const adding = fold.signIn.add(forged(login), { signal: abort.signal });
    abort.abort();
    await expect(adding).rejects.toMatchObject({ code: 'cancelled' });
    server.faults.clear();
    expect((await fold.connections.connect(source.id)).state.status).toBe('online');
  });
});

describe('while the server is away', () => {
  test('a new source is made, and works when the server is back', async () => {
    const server = await jellyfin(few);
    const fold = await openAt(catalogueFile());
    const login = await jellyfinLogin(fold, server);
    server.faults.add(away);
    const { source, ...added } = await fold.signIn.add(login);
    expect(added).toMatchObject({ isNew: true, credential: 'new', reason: expect.stringContaining(server.url) });
    server.faults.clear();
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test('a credential that may be good is kept', async () => {
    const { server, fold, login, source, path } = await linked();
    const token = await tokenOf(path, source);
    server.faults.add(away);
    const added = await fold.signIn.add({ ...forged(login), deviceId: 'another' });
    expect(added).toEqual({ source, isNew: false, credential: 'kept', reason: expect.stringContaining(server.url) });
    server.faults.clear();
    expect(await tokenOf(path, source)).toBe(token);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test('a credential that is known to be bad is replaced', async () => {
    const { server, fold, source } = await linked();
    server.revokeTokens();
    expect((await fold.connections.connect(source.id)).state.status).toBe('needs-sign-in');
    const again = await jellyfinLogin(fold, server);
    server.faults.add(away);
    const added = await fold.signIn.add(again);
    expect(added).toMatchObject({ isNew: false, credential: 'replaced', reason: expect.any(String) });
    server.faults.clear();
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });
});

describe('what is stored', () => {
  test('is the credential as the proof left it', async () => {
    const server = await jellyfin(few);
    const path = catalogueFile();
    const fold = await openAt(path);
    const login = await jellyfinLogin(fold, server, { keepPassword: true });
    server.revokeTokens();
    const { source } = await fold.signIn.add(login);
    expect(logins(server)).toBe(2);
    await fold.close();
    const second = await openAt(path);
    expect((await second.sync.run(source.id)).status).toBe('completed');
    expect(logins(server)).toBe(2);
  });

  test('is one source, when two sign in at once', async () => {
    const server = await jellyfin(few);
    const path = catalogueFile();
    const fold = await openAt(path);
    const [one, two] = [await jellyfinLogin(fold, server), await jellyfinLogin(fold, server)];
    const added = await Promise.all([fold.signIn.add(one), fold.signIn.add(two)]);
    expect(added.map(({ isNew }) => isNew)).toEqual([true, false]);
    const [only, ...others] = await fold.sources.list();
    expect(others).toEqual([]);
    expect(only?.deviceId).toBe(two.deviceId);
    expect((await fold.sync.run(only?.id ?? sourceId('none'))).status).toBe('completed');
  });

  test('is the last one, when two sign in again at once; the sessions of the others are ended', async () => {
    const { server, fold, source } = await linked();
    const [one, two] = [await jellyfinLogin(fold, server), await jellyfinLogin(fold, server)];
    await Promise.all([fold.signIn.add(one), fold.signIn.add(two)]);
    expect((await fold.sources.get(source.id)).deviceId).toBe(two.deviceId);
    expect(logouts(server)).toBe(2);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test('is a new source, when the old one is removed at the same time', async () => {
    const { server, fold, source } = await linked();
    const login = await jellyfinLogin(fold, server);
    const removing = fold.sources.remove(source.id);
    await until(() => logouts(server) === 1);
    const added = await fold.signIn.add(login);
    expect(await removing).toEqual({ revoked: true });
    expect(added).toMatchObject({ isNew: true, credential: 'new' });
    expect((await fold.sources.list()).map(({ id }) => id)).toEqual([added.source.id]);
    expect((await fold.sync.run(added.source.id)).status).toBe('completed');
  });

  test('is one source, when two processes sign in at once', async () => {
    const server = await jellyfin(few);
    const path = catalogueFile();
    const folds = [await openAt(path), await openAt(path)];
    const added = await Promise.all(folds.map(async (fold) => fold.signIn.add(await jellyfinLogin(fold, server))));
    expect(new Set(added.map(({ source }) => source.id)).size).toBe(1);
    expect(await folds[0]?.sources.list()).toHaveLength(1);
  });
});
