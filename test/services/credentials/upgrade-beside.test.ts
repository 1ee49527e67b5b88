/** What goes on beside an exchange of credentials, in this process and in others. */
import { expect, test } from 'vitest';
import { startPlexPin } from '../../../src/backends/plex/plex.ts';
import { openCatalogue } from '../../../src/db/open-catalogue.ts';
import type { Credential } from '../../../src/models/credential.ts';
import type { Source } from '../../../src/models/source.ts';
import { type PlexHome, plexHome } from '../plex-home.ts';
import { openAt } from '../setting.ts';

type Plan = (path: string, work: () => Promise<unknown>) => void;

interface GatedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Done once, when a request to this path is about to be sent. */
  readonly before: Plan;
  /** And once when it was answered, before anybody hears of it. */
  readonly after: Plan;
}

function gatedFetch(): GatedFetch {
  const plans = { before: new Map<string, () => Promise<unknown>>(), after: new Map<string, () => Promise<unknown>>() };
  async function pass(waiting: Map<string, () => Promise<unknown>>, url: string): Promise<void> {
    for (const [path, work] of [...waiting]) {
      if (!url.includes(path)) continue;
      waiting.delete(path);
      await work();
    }
  }
  return {
    async fetch(input, init) {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      await pass(plans.before, pathname);
      const answer = await globalThis.fetch(input, init);
      await pass(plans.after, pathname);
      return answer;
    },
    before: (path, work) => void plans.before.set(path, work),
    after: (path, work) => void plans.after.set(path, work),
  };
}

async function gated(): Promise<PlexHome & GatedFetch> {
  const gate = gatedFetch();
  return { ...(await plexHome({ environment: { fetch: gate.fetch } })), ...gate };
}

async function stored(path: string, sources: readonly Source[]): Promise<readonly (Credential | undefined)[]> {
  const catalogue = await openCatalogue({ path });
  const found = await Promise.all(sources.map(({ id }) => catalogue.authTokens.load(id)));
  await catalogue.close();
  return found;
}

interface Synced extends Pick<PlexHome, 'fold'> {
  readonly sources: readonly Source[];
}

async function syncsAll({ fold, sources }: Synced): Promise<void> {
  for (const { id } of sources) expect((await fold.sync.run(id)).status).toBe('completed');
}

test('a search for the server does not close the backend that does it', async () => {
  const home = await gated();
  const { fold, sources, path, before } = home;
  before('/auth/token', () => fold.connections.connect(sources[0].id));
  expect(await fold.signIn.upgrade(sources[0].id)).toHaveLength(2);
  expect(await stored(path, sources)).toMatchObject(sources.map(() => ({ type: 'plex-device-key', accountToken: {} })));
  await syncsAll(home);
});

test('closing takes half an exchange back, and the sign-in goes on', async () => {
  const { fold, sources, path, options, before } = await gated();
  let closed: Promise<void> | undefined;
  before('/auth/token', async () => {
    closed = fold.close();
  });
  await expect(fold.signIn.upgrade(sources[0].id)).rejects.toMatchObject({ code: 'cancelled' });
  await closed;
  expect(await stored(path, sources)).toMatchObject(sources.map(() => ({ type: 'plex-token' })));
  await syncsAll({ fold: await openAt(path, options), sources });
});

test('two processes that exchange the same sign-in leave one that works', async () => {
  const home = await gated();
  const { account, servers, fold, path, sources, before, after } = home;
  const other = gatedFetch();
  const elsewhere = await openAt(path, { plexTvUrl: account.plexTv.url, environment: { fetch: other.fetch } });
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: isAtKey, resolve: atKey } = Promise.withResolvers<void>();
  other.before('/auth/jwk', async () => {
    atKey();
    await mayGoOn;
  });
  const second = elsewhere.signIn.upgrade(sources[1].id).catch((error: unknown) => error);
  await isAtKey;
  // The first one is not given a token, hears that the old one is alive, and is about to put it back.
  before('/auth/token', async () => {
    account.plexTv.faults.add({ path: '/api/v2/auth/token', action: { kind: 'status', status: 422 } });
    after('/api/v2/user', async () => {
      account.plexTv.faults.clear();
      goOn();
      await second;
    });
  });
  await expect(fold.signIn.upgrade(sources[0].id)).rejects.toMatchObject({ code: 'conflict' });
  expect(await second).toMatchObject({ code: 'busy', remedy: 'try-later' });
  for (const server of servers) server.rotateAccessToken();
  await syncsAll(home);
  await syncsAll({ fold: elsewhere, sources });
  expect((await fold.sources.list()).map(({ needsSignIn }) => needsSignIn)).toEqual([undefined, undefined]);
});

test('a member of the Home who signs in on the same device in the middle of it is not signed out by it', async () => {
  const home = await gated();
  const { fold, sources, before } = home;
  const [{ id }] = sources;
  const members: Source[] = [];
  before('/auth/jwk', async () => {
    const junior = (await fold.signIn.profiles(id)).find(({ name }) => name === 'Junior');
    if (junior === undefined) throw new Error('Junior is not at home');
    for (const login of await fold.signIn.signInAs(id, junior.id)) members.push((await fold.signIn.add(login)).source);
  });
  const failure = await fold.signIn.upgrade(id).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'conflict', explanation: expect.stringContaining('as Junior') });
  expect(members).toHaveLength(2);
  for (const server of home.servers) server.rotateAccessToken();
  await syncsAll({ fold, sources: [sources[0], ...members.slice(0, 1)] });
});

test('a person who signs in elsewhere in the middle of it stays signed in so', async () => {
  const { account, fold, path, options, sources, before } = await gated();
  const elsewhere = await openAt(path, options);
  before('/auth/nonce', async () => {
    const context = await elsewhere.loginContext({ device: 'own' });
    const flow = await startPlexPin({ ...context, plexTvUrl: account.plexTv.url });
    account.approvePin(flow.prompt.code);
    const login = (await flow.wait()).find(({ serverId }) => serverId === sources[1].serverId);
    if (login === undefined) throw new Error('the server is gone');
    await elsewhere.signIn.add(login);
  });
  await fold.signIn.upgrade(sources[0].id);
  expect(await stored(path, sources)).toMatchObject([{ type: 'plex-device-key' }, { type: 'plex-token' }]);
  await syncsAll({ fold, sources });
});
