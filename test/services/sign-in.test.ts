import { describe, expect, test, vi } from 'vitest';
import { signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { givenKey } from '../../src/db/keys/given-key.ts';
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import { itemId, serverId, sourceId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer, Source } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { MockJellyfin } from '../../src/testing/index.ts';
import { at, credentialsIn } from './household.ts';
import { houses, openHouse } from './houses.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from './setting.ts';

const few = movies(3);
const away = { action: { kind: 'reset' } } as const;
const logouts = (server: MockJellyfin): number => server.log.to('/Sessions/Logout').length;
const logins = (server: MockJellyfin): number => server.log.to('/Users/AuthenticateByName').length;

interface Linked {
  readonly server: MockJellyfin;
  readonly path: string;
  readonly fold: Mediafold;
  readonly login: SignedInServer;
  readonly source: Source;
}

async function linked(): Promise<Linked> {
  const server = await jellyfin(few);
  const path = catalogueFile();
  const fold = await openAt(path);
  const login = await jellyfinLogin(fold, server);
  const { source } = await fold.signIn.add(login);
  return { server, path, fold, login, source };
}

/** The same login with a token that no server ever gave. */
const forged = (login: SignedInServer, token = 'made up'): SignedInServer => ({
  ...login,
  credential: { type: 'jellyfin-token', token: secret(token) },
});

async function tokenOf(path: string, { id }: Source): Promise<string | undefined> {
  const catalogue = await openCatalogue({ path });
  const credential = await catalogue.authTokens.load(id);
  await catalogue.close();
  return credential?.type === 'jellyfin-token' ? credential.token.reveal() : undefined;
}

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
    await vi.waitUntil(() => logouts(server) === 1);
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

describe('the old session', () => {
  test('of another device is ended on the server', async () => {
    const { server, fold, path, source } = await linked();
    const token = await tokenOf(path, source);
    const added = await fold.signIn.add(await jellyfinLogin(fold, server));
    expect(added).toEqual({
      source: { ...source, deviceId: expect.any(String) },
      isNew: false,
      credential: 'replaced',
    });
    expect(added.source.deviceId).not.toBe(source.deviceId);
    const [logout, ...others] = server.log.to('/Sessions/Logout');
    expect(others).toEqual([]);
    expect(logout?.headers.authorization).toContain(token);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test("of the same device is the server's to end", async () => {
    const { server, fold, source } = await linked();
    const { name: username = '', password = '' } = server.users[0] ?? {};
    const context = await fold.loginContext({ source: source.id });
    const login = await signInWithPassword({ ...context, url: server.url, username, password: secret(password) });
    expect(login.deviceId).toBe(source.deviceId);
    expect(await fold.signIn.add(login)).toMatchObject({ isNew: false, credential: 'replaced' });
    expect(logouts(server)).toBe(0);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test('that the new credential lives on is left alone', async () => {
    const { server, fold, login, source } = await linked();
    expect(await fold.signIn.add({ ...login, deviceId: 'another' })).toMatchObject({ credential: 'replaced' });
    expect(logouts(server)).toBe(0);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test('that cannot be ended does not keep anybody from signing in', async () => {
    const { server, fold, source } = await linked();
    server.faults.add({ path: '/Sessions/Logout', action: { kind: 'status', status: 500 } });
    expect(await fold.signIn.add(await jellyfinLogin(fold, server))).toMatchObject({ credential: 'replaced' });
    expect(logouts(server)).toBeGreaterThan(0);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });
});

describe.each(houses)('a $vendor source that waits for its person', ({ start }) => {
  test('says so after another start, and goes on where it was after a sign-in', async () => {
    const open = await openHouse(start, few);
    const { house, source } = open;
    const { fold } = open;
    const backend = await fold.connections.backend(source.id);
    await backend.watchState?.setPlayed(itemId(house.movieId(1)), true);
    await fold.sync.run(source.id);
    const { titles } = await fold.library.titles({ sourceId: source.id });
    const refs = titles.flatMap(({ versions }) => versions);
    expect(refs).toHaveLength(3);
    const before = await Promise.all(refs.map((ref) => fold.library.item(ref)));
    expect(before.filter(({ watch }) => watch?.played)).toHaveLength(1);
    house.revoke();
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unauthorized', remedy: 'sign-in-again' });

    const second = await open.reopen();
    const known = second.connections.state(source.id);
    expect(known).toMatchObject({ status: 'needs-sign-in', reason: expect.stringContaining('refuses') });
    expect(await second.sources.list()).toMatchObject([{ needsSignIn: expect.any(String), items: 3 }]);
    house.log.clear();
    await expect(second.sync.run(source.id)).rejects.toMatchObject({ code: 'unauthorized' });
    // Somebody may have put it right elsewhere: it was tried.
    expect(house.log.all().length).toBeGreaterThan(0);

    const states: string[] = [];
    second.connections.onState((_, { status }) => states.push(status));
    const added = await second.signIn.add(await house.login(second));
    expect(added).toMatchObject({ source: { id: source.id }, isNew: false, credential: 'replaced' });
    expect(added.reason).toBeUndefined();
    expect(states).toContain('unknown');
    expect(await Promise.all(refs.map((ref) => second.library.item(ref)))).toEqual(before);
    expect(await second.sync.run(source.id)).toMatchObject({ status: 'completed', added: 0, removed: 0 });
    expect(second.connections.state(source.id).status).toBe('online');
    const third = await open.reopen();
    expect(third.connections.state(source.id).status).toBe('unknown');
  });

  test('is not one whose server is away', async () => {
    const open = await openHouse(start, few);
    open.house.faults.add(away);
    expect((await open.fold.connections.connect(open.source.id)).state.status).toBe('offline');
    const second = await open.reopen();
    expect(second.connections.state(open.source.id).status).toBe('unknown');
    expect((await second.sources.list())[0]?.needsSignIn).toBeUndefined();
  });
});

test('a sign-in in another process is taken up, and is not called bad because the old one is', async () => {
  const { server, path, fold, source } = await linked();
  await fold.sync.run(source.id);
  const elsewhere = await openAt(path);
  server.revokeTokens();
  await elsewhere.signIn.add(await jellyfinLogin(elsewhere, server));
  const backend = await fold.connections.backend(source.id);
  // The old backend was closed over it, which passes: the next call has the new one.
  await expect(fold.connections.use(source.id, () => backend.libraries())).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect((await elsewhere.sources.list())[0]?.needsSignIn).toBeUndefined();
  expect((await fold.sync.run(source.id)).status).toBe('completed');

  server.revokeTokens();
  await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(fold.connections.state(source.id).status).toBe('needs-sign-in');
  await elsewhere.signIn.add(await jellyfinLogin(elsewhere, server));
  expect((await fold.sync.run(source.id)).status).toBe('completed');
  await elsewhere.signIn.signOut(source.id);
  for (const _again of [1, 2]) {
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(fold.connections.state(source.id).status).toBe('needs-sign-in');
  }
  expect((await elsewhere.sources.list())[0]?.needsSignIn).toBe('signed out');
});

test('with another key every source says so; with the right one all is as before', async () => {
  const { path, fold, source } = await linked();
  const other = await jellyfin(few, { name: 'Attic' });
  await fold.signIn.add(await jellyfinLogin(fold, other));
  await fold.sync.run(source.id);
  await fold.close();

  const lost = await openAt(path, { key: new Uint8Array(32).fill(7) });
  const reason = expect.stringContaining('key');
  const summaries = await lost.sources.list();
  expect(summaries).toMatchObject([
    { needsSignIn: reason, credential: 'jellyfin-token', items: 3 },
    { needsSignIn: reason, items: 0 },
  ]);
  for (const { id } of summaries) {
    expect(lost.connections.state(id)).toMatchObject({ status: 'needs-sign-in', reason });
    await expect(lost.sync.run(id)).rejects.toMatchObject({ code: 'unauthorized', message: reason });
  }
  await lost.close();

  const again = await openAt(path);
  for (const { id } of await again.sources.list()) expect((await again.sync.run(id)).status).toBe('completed');
});

test('a new key changes nothing that can be seen', async () => {
  const { path, fold, source } = await linked();
  expect(await fold.rotateKey()).toMatchObject({ credentials: 1, unreadable: 0 });
  expect((await fold.sync.run(source.id)).status).toBe('completed');
  const key = new Uint8Array(32).fill(9);
  expect(await fold.rotateKey(givenKey(key))).toMatchObject({ credentials: 1, unreadable: 0 });
  await fold.close();
  const again = await openAt(path, { key });
  expect((await again.sync.run(source.id)).status).toBe('completed');
});

describe('device ids', () => {
  test('are made anew for each login, or are the one of the installation, or of a source', async () => {
    const { fold, source } = await linked();
    const deviceOf = async (options?: Parameters<Mediafold['loginContext']>[0]): Promise<string> =>
      (await fold.loginContext(options)).identity.deviceId;
    const [one, two, shared] = [await deviceOf(), await deviceOf(), await deviceOf({ device: 'shared' })];
    expect(new Set([one, two, shared, source.deviceId]).size).toBe(4);
    for (const own of [one, two]) expect(own.startsWith(`${shared}-`)).toBe(true);
    expect(await deviceOf({ device: 'shared' })).toBe(shared);
    expect(await deviceOf({ source: source.id })).toBe(source.deviceId);
    await expect(deviceOf({ source: sourceId('nobody') })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('keep two users of one server from ending each other', async () => {
    const { server, fold, source } = await linked();
    const [, second] = server.users;
    const login = await jellyfinLogin(fold, { url: server.url, users: second === undefined ? [] : [second] });
    const { source: other } = await fold.signIn.add(login);
    expect(other.userId).not.toBe(source.userId);
    for (const { id } of [source, other]) expect((await fold.sync.run(id)).status).toBe('completed');
  });
});
