import { describe, expect, test } from 'vitest';
import { signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { givenKey } from '../../src/db/keys/given-key.ts';
import { itemId, sourceId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import { houses, openHouse } from './houses.ts';
import { few, linked, logouts, tokenOf } from './linked-jellyfin.ts';
import { jellyfin, jellyfinLogin, openAt } from './setting.ts';

const away = { action: { kind: 'reset' } } as const;

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

  test('asks nobody for every call, and at once when it is told to', async () => {
    const { house, fold, source } = await openHouse(start, few);
    await fold.sync.run(source.id);
    const call = () => fold.connections.use(source.id, (backend) => backend.libraries());
    house.revoke();
    await expect(call()).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(fold.connections.connect(source.id)).resolves.toMatchObject({ state: { status: 'needs-sign-in' } });
    house.log.clear();
    for (let count = 0; count < 20; count += 1) await expect(call()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(house.log.all()).toEqual([]);
    await fold.connections.connect(source.id);
    expect(house.log.all().length).toBeGreaterThan(0);
    await fold.signIn.add(await house.login(fold));
    expect(await call()).not.toEqual([]);
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
