import { expect, onTestFinished, test } from 'vitest';
import {
  signInWithApiKey,
  signInWithPassword,
  signInWithToken,
  startQuickConnect,
} from '../../../src/backends/jellyfin/jellyfin.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SignedInServer, Source } from '../../../src/models/source.ts';
import type { LoginOptions, Mediafold } from '../../../src/services/mediafold.ts';
import type { MockJellyfin } from '../../../src/testing/index.ts';
import { catalogueFile, jellyfin, movies, openAt } from '../setting.ts';

const versions = ['10.8.13', '10.10.7', '10.11.11', '12.0.0'] as const;

interface Home {
  readonly server: MockJellyfin;
  readonly fold: Mediafold;
  /** Of the first user. */
  readonly source: Source;
}

async function home(version: (typeof versions)[number] = '12.0.0'): Promise<Home> {
  const server = await jellyfin(movies(2), { version });
  const fold = await openAt(catalogueFile());
  const { source } = await fold.signIn.add(await byPassword({ server, fold }, 0));
  return { server, fold, source };
}

type Place = Pick<Home, 'server' | 'fold'>;

async function byPassword({ server, fold }: Place, user: number, login: LoginOptions = {}): Promise<SignedInServer> {
  const { name: username = '', password = '' } = server.users[user] ?? {};
  return signInWithPassword({
    ...(await fold.loginContext(login)),
    url: server.url,
    username,
    password: secret(password),
  });
}

function tokenOf({ credential }: SignedInServer): string {
  if (credential.type !== 'jellyfin-token') throw new Error('no token');
  return credential.token.reveal();
}

async function syncsBoth({ fold }: Place): Promise<void> {
  const sources = await fold.sources.list();
  expect(new Set(sources.map(({ deviceId }) => deviceId)).size).toBe(2);
  for (const { id } of [...sources, ...sources]) expect((await fold.sync.run(id)).status).toBe('completed');
}

test.each(versions)('on %s, a password of another user than the source gets a device of its own', async (version) => {
  const at = await home(version);
  const login = await byPassword(at, 1, { source: at.source.id });
  expect(login.deviceId).not.toBe(at.source.deviceId);
  expect((await at.fold.signIn.add(login)).isNew).toBe(true);
  // The one that was begun on the source's device is ended.
  expect(at.server.log.to('/Sessions/Logout').map(({ status }) => status)).toEqual([204]);
  await at.fold.signIn.add(await byPassword(at, 0, { source: at.source.id }));
  await syncsBoth(at);
});

test('the user of the source keeps its device, and logs in once', async () => {
  const at = await home();
  at.server.log.clear();
  expect((await byPassword(at, 0, { source: at.source.id })).deviceId).toBe(at.source.deviceId);
  expect(at.server.log.to('/Users/AuthenticateByName')).toHaveLength(1);
  expect(at.server.log.to('/Sessions/Logout')).toHaveLength(0);
});

test('Quick Connect that another user than the source agrees to is refused, and leaves no session', async () => {
  const { server, fold, source } = await home();
  const flow = await startQuickConnect({ ...(await fold.loginContext({ source: source.id })), url: server.url });
  onTestFinished(flow.on(({ type }) => type === 'waiting' && server.approveQuickConnect(flow.prompt.code, 'warden')));
  await expect(flow.wait()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Start again'),
  });
  expect(server.log.to('/Sessions/Logout').map(({ status }) => status)).toEqual([204]);
  expect((await fold.sync.run(source.id)).status).toBe('completed');
});

test('a key or a token for another user than the source gets a device of its own', async () => {
  const at = await home();
  const { server, fold, source } = at;
  const token = secret(tokenOf(await byPassword(at, 1)));
  const context = { ...(await fold.loginContext({ source: source.id })), url: server.url };
  const key = { ...context, key: secret(server.apiKey) };
  for (const login of [
    await signInWithApiKey({ ...key, userName: 'warden' }),
    await signInWithToken({ ...context, token }),
  ]) {
    expect(login.deviceId).not.toBe(source.deviceId);
    await fold.signIn.add(login);
    await syncsBoth(at);
  }
  expect((await signInWithApiKey({ ...key, userName: 'marit' })).deviceId).toBe(source.deviceId);
});
