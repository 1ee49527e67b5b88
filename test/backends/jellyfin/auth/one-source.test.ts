import { describe, expect, onTestFinished, test } from 'vitest';
import { signInWithApiKey } from '../../../../src/backends/jellyfin/auth/api-key-login.ts';
import { signInWithPassword } from '../../../../src/backends/jellyfin/auth/password-login.ts';
import { startQuickConnect } from '../../../../src/backends/jellyfin/auth/quick-connect-login.ts';
import { signInWithToken } from '../../../../src/backends/jellyfin/auth/token-login.ts';
import { itemId, libraryId } from '../../../../src/models/ids.ts';
import type { ItemKind } from '../../../../src/models/item.ts';
import { secret } from '../../../../src/models/secret.ts';
import type { SignedInServer, Source } from '../../../../src/models/source.ts';
import type { Mediafold } from '../../../../src/services/mediafold.ts';
import type { UserOptions } from '../../../../src/testing/jellyfin/accounts.ts';
import type { MockJellyfin } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import { catalogueFile, idsIn, jellyfin, movies, openAt } from '../../../services/setting.ts';
import { hurriedClock, tokenOf } from '../setting.ts';

const versions = ['10.8.13', '10.10.7', '10.11.11', '12.0.0'] as const;
const count = 7;

interface SignInOptions {
  readonly deviceId?: string;
  readonly keepPassword?: boolean;
}

interface House {
  readonly server: MockJellyfin;
  readonly fold: Mediafold;
  /** The way of the password, with a new device or that of a source. */
  signIn(user: number, options?: SignInOptions): Promise<SignedInServer>;
  /** Whether it syncs, and who asked for its token since. */
  sync(source: Source): Promise<number>;
}

async function house(
  version: (typeof versions)[number],
  { path = catalogueFile(), users }: { readonly path?: string; readonly users?: readonly UserOptions[] } = {},
): Promise<House> {
  const server = await jellyfin(movies(count), { version, ...(users === undefined ? {} : { users }) });
  const fold = await openAt(path, { product: 'Shelf, "2"', deviceName: 'Žofie+居間' });
  return {
    server,
    fold,
    async signIn(user, { deviceId, keepPassword = false } = {}) {
      const { name: username = '', password = '' } = server.users[user] ?? {};
      const context = await fold.loginContext();
      const identity = { ...context.identity, deviceId: deviceId ?? context.identity.deviceId };
      const person = { username, password: secret(password), keepPassword };
      return signInWithPassword({ ...context, ...person, identity, url: server.url });
    },
    async sync({ id }) {
      await fold.sync.run(id);
      return (await idsIn(fold, { id } as Source)).length;
    },
  };
}

describe.each(versions)('a source of %s', (version) => {
  const ways: readonly (readonly [name: string, (at: House) => Promise<SignedInServer>])[] = [
    ['a password', ({ signIn }) => signIn(0)],
    [
      'Quick Connect',
      async ({ server, fold }) => {
        const context = await fold.loginContext();
        const environment = { ...context.environment, clock: hurriedClock() };
        const flow = await startQuickConnect({ ...context, environment, url: server.url });
        onTestFinished(flow.on(({ type }) => type === 'waiting' && server.approveQuickConnect(flow.prompt.code)));
        const [found] = await flow.wait();
        if (found === undefined) throw new Error('no server came of it');
        expect(await flow.wait()).toEqual([found]);
        return found;
      },
    ],
    [
      'an API key',
      async ({ server, fold }) =>
        signInWithApiKey({
          ...(await fold.loginContext()),
          url: server.url,
          key: secret(server.apiKey),
          userName: 'Marit',
        }),
    ],
    [
      'a token of another login',
      async ({ server, fold, signIn }) => {
        const { deviceId, ...other } = await signIn(0);
        const token = secret(tokenOf({ deviceId, ...other }));
        return signInWithToken({ ...(await fold.loginContext()), url: server.url, token, deviceId });
      },
    ],
  ];

  test.each(ways)('%s carries through to a sync, also after a restart of the app', async (_, way) => {
    const path = catalogueFile();
    const at = await house(version, { path });
    const { source } = await at.fold.signIn.add(await way(at));
    expect(await at.sync(source)).toBe(count);
    await at.fold.close();
    const again = await openAt(path);
    at.server.addMovie();
    await again.sync.run(source.id);
    expect(await idsIn(again, source)).toHaveLength(count + 1);
  });

  test('two users never log each other out', async () => {
    const at = await house(version);
    const { source: first } = await at.fold.signIn.add(await at.signIn(0));
    const { source: second } = await at.fold.signIn.add(await at.signIn(1));
    expect(second.id).not.toBe(first.id);
    expect(second.deviceId).not.toBe(first.deviceId);
    for (const user of [0, 1, 0]) {
      await at.fold.signIn.add(await at.signIn(user));
      expect([await at.sync(first), await at.sync(second)]).toEqual([count, count]);
    }
    const summaries = await at.fold.sources.list();
    expect(summaries.map(({ needsSignIn }) => needsSignIn)).toEqual([undefined, undefined]);
  });

  test('the same user on the same device: the old token dies, and the new one is used', async () => {
    const at = await house(version);
    const login = await at.signIn(0);
    const { source } = await at.fold.signIn.add(login);
    expect(await at.sync(source)).toBe(count);
    const next = await at.signIn(0, { deviceId: source.deviceId });
    // 10.8 gives the same token again.
    expect(tokenOf(next) === tokenOf(login)).toBe(version === '10.8.13');
    const { source: same, isNew } = await at.fold.signIn.add(next);
    expect([same.id, isNew]).toEqual([source.id, false]);
    at.server.log.clear();
    expect(await at.sync(source)).toBe(count);
    const sent = at.server.log.all().map(({ headers }) => String(headers.authorization ?? ''));
    expect(sent.some((header) => header.includes(tokenOf(next)))).toBe(true);
    if (tokenOf(next) !== tokenOf(login)) expect(sent.join()).not.toContain(tokenOf(login));
  });

  test('a stored password that was changed is tried once, and never again by any start of the app', async () => {
    const path = catalogueFile();
    const users = [{ name: 'marit', password: 'first', lockoutAfter: 3 }];
    const at = await house(version, { path, users });
    const { source } = await at.fold.signIn.add(await at.signIn(0, { keepPassword: true }));
    expect(await at.sync(source)).toBe(count);
    at.server.changePassword('marit', 'second');
    at.server.log.clear();
    await at.fold.close();
    for (let start = 0; start < 4; start += 1) {
      const fold = await openAt(path);
      await expect(fold.sync.run(source.id)).rejects.toMatchObject({ remedy: 'sign-in-again' });
      expect(await fold.connections.connect(source.id)).toMatchObject({ state: { status: 'needs-sign-in' } });
      await fold.close();
    }
    expect(at.server.log.to('/Users/AuthenticateByName')).toHaveLength(1);
    const again = await openAt(path);
    const context = await again.loginContext();
    const login = { ...context, url: at.server.url, username: 'marit', password: secret('second'), keepPassword: true };
    const { source: same } = await again.signIn.add(await signInWithPassword(login));
    expect(same.id).toBe(source.id);
    at.server.revokeTokens();
    await again.sync.run(source.id);
    expect(await idsIn(again, source)).toHaveLength(count);
  });

  test('what the user may not do, or not now, is no sign-out', async () => {
    const users = [{ name: 'marit', password: 'x', libraries: ['Films'] }];
    const at = await house(version, { users });
    const { server, fold } = at;
    const { source } = await fold.signIn.add(await at.signIn(0));
    expect(await at.sync(source)).toBe(count);
    const forbidden = { code: 'forbidden', remedy: 'never' };
    const look = async (which: string, kind: ItemKind): Promise<unknown> => {
      const library = server.libraries.find(({ name }) => name === which);
      if (library === undefined) throw new Error(`no library is called ${which}`);
      return fold.connections.use(source.id, (backend) => backend.listItems(libraryId(library.id), { kind }));
    };
    await expect(look('Shows', 'show')).rejects.toMatchObject(forbidden);
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'online' });
    // Outside the hours, or from a place, that the user is let in.
    server.faults.add({ path: /^\/(?!System)/, action: { kind: 'status', status: 403 } });
    await expect(look('Films', 'movie')).rejects.toMatchObject(forbidden);
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'online' });
    expect(await fold.connections.connect(source.id)).toMatchObject({ state: { status: 'offline' } });
    const [summary] = await fold.sources.list();
    expect(summary?.needsSignIn).toBeUndefined();
    server.faults.clear();
    expect(await at.sync(source)).toBe(count);
  });

  test('a whole session carries its token in one header, and in nothing else', async () => {
    const at = await house(version);
    const { server, fold } = at;
    const { source } = await fold.signIn.add(await at.signIn(0));
    await at.sync(source);
    const id = itemId(server.movieId(0));
    await fold.connections.use(source.id, async (backend) => {
      const item = await backend.getItem(id);
      await backend.search?.search(item.title);
      await backend.discovery?.candidates();
      await backend.serverInfo();
      await backend.watchState?.setPlayed(id, true);
      await backend.watchState?.setFavourite?.(id, true);
      await backend.watchState?.setPlayed(id, false);
      const url = backend.images?.url(item.images, 'poster', { width: 100, height: 150 }) ?? '';
      expect((await fetch(url)).status).toBe(200);
      await backend.credentials?.revoke?.();
    });
    const requests = server.log.all();
    expect(requests.length).toBeGreaterThan(12);
    expect(requests.filter(({ path }) => path.endsWith('/Sessions/Logout'))).toHaveLength(1);
    const { credential } = await at.signIn(1);
    expect(credential.type).toBe('jellyfin-token');
    for (const { path, query, headers, status } of requests) {
      expect([path, Object.keys(headers).filter((name) => /emby|mediabrowser|token/.test(name))]).toEqual([path, []]);
      expect([path, [...query.keys()].filter((name) => /api_?key|token/i.test(name))]).toEqual([path, []]);
      expect([path, status]).not.toEqual([path, 401]);
      const { authorization } = headers;
      if (authorization === undefined) expect(path).toMatch(/^\/(System\/Info\/Public|Items\/.*\/Images\/.*)$/);
      else expect(String(authorization)).toMatch(/^MediaBrowser (\w+="[\w%.!~*'()-]+"(, |$)){4,5}$/);
    }
  });
});
