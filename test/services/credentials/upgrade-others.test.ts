/** Who else lives on the device whose sign-in is exchanged for a key of it. */
import { expect, test } from 'vitest';
import { plexServersOf, signInWithPlexServerToken, startPlexPin } from '../../../src/backends/plex/plex.ts';
import { secret } from '../../../src/models/secret.ts';
import type { Source } from '../../../src/models/source.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import { type PlexHome, plexHome } from '../plex-home.ts';

async function junior({ fold, sources }: PlexHome): Promise<readonly Source[]> {
  const [{ id }] = sources;
  const profile = (await fold.signIn.profiles(id)).find(({ name }) => name === 'Junior');
  if (profile === undefined) throw new Error('Junior is not at home');
  const added: Source[] = [];
  for (const login of await fold.signIn.signInAs(id, profile.id)) added.push((await fold.signIn.add(login)).source);
  return added;
}

async function lists(fold: Mediafold, sources: readonly Source[]): Promise<void> {
  for (const { id } of sources) {
    expect(await fold.connections.use(id, async (backend) => (await backend.libraries()).length)).toBe(2);
  }
}

test('a member of the Home is not signed out by it, nor is the account by a member’s', async () => {
  const home = await plexHome();
  const { account, servers, fold, sources } = home;
  const members = await junior(home);
  account.plexTv.log.clear();
  for (const { id, name } of [sources[0], ...members]) {
    const failure = await fold.signIn.upgrade(id).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'conflict', sourceId: id });
    expect(String(failure)).toContain(name === 'Lantern' && id === sources[0].id ? 'Attic as Junior' : 'as Robin');
  }
  // Nothing was even begun.
  expect(account.plexTv.log.all().filter(({ method }) => method !== 'GET')).toEqual([]);
  for (const server of servers) server.rotateAccessToken();
  await lists(fold, [...sources, ...members]);
});

test('and once they are signed out, it goes on, and they can sign in through it', async () => {
  const home = await plexHome();
  const { fold, sources } = home;
  for (const { id } of await junior(home)) await fold.signIn.signOut(id);
  expect(await fold.signIn.upgrade(sources[0].id)).toHaveLength(2);
  const members = await junior(home);
  await lists(fold, [...sources, ...members]);
  expect((await fold.sources.list()).map(({ needsSignIn }) => needsSignIn)).toEqual(
    [...sources, ...members].map(() => undefined),
  );
});

test('what does not belong to the device does not stand in its way', async () => {
  const { account, servers, fold, sources } = await plexHome();
  const [one, two] = sources;
  await fold.sources.remove(two.id);
  const context = await fold.loginContext({ device: 'shared' });
  const token = secret(servers[1].accessToken);
  await fold.signIn.add(await signInWithPlexServerToken({ ...context, url: servers[1].url, token }));
  expect((await fold.signIn.upgrade(one.id)).map(({ id }) => id)).toEqual([one.id]);

  const plexTvUrl = account.plexTv.url;
  const [pasted] = await plexServersOf(secret(account.account.token), { ...context, plexTvUrl });
  if (pasted === undefined) throw new Error('the account has no server');
  await fold.sources.remove(one.id);
  await fold.signIn.add(pasted);
  const own = await fold.loginContext({ device: 'own' });
  const flow = await startPlexPin({ ...own, plexTvUrl });
  account.approvePin(flow.prompt.code);
  const login = (await flow.wait()).find(({ serverId }) => serverId !== pasted.serverId);
  if (login === undefined) throw new Error('the account has no other server');
  const { source } = await fold.signIn.add(login);
  expect(await fold.signIn.upgrade(source.id)).toHaveLength(1);
});
