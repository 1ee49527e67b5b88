import { expect, test } from 'vitest';
import { signInWithApiKey, signInWithToken } from '../../../src/backends/jellyfin/jellyfin.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SignedInServer, Source } from '../../../src/models/source.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import type { MockJellyfin } from '../../../src/testing/index.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from '../setting.ts';

async function linked(): Promise<{ server: MockJellyfin; fold: Mediafold; source: Source; token: string }> {
  const server = await jellyfin(movies(2));
  const fold = await openAt(catalogueFile());
  const login = await jellyfinLogin(fold, server);
  const { source } = await fold.signIn.add(login);
  return { server, fold, source, token: tokenOf(login) };
}

function tokenOf({ credential }: SignedInServer): string {
  if (credential.type !== 'jellyfin-token') throw new Error('no token');
  return credential.token.reveal();
}

async function byKey(fold: Mediafold, { url, apiKey, users }: MockJellyfin, source?: Source): Promise<SignedInServer> {
  const context = await fold.loginContext({ source: source?.id });
  return signInWithApiKey({ ...context, url, key: secret(apiKey), userName: users[0]?.name ?? '' });
}

async function isAlive({ url }: MockJellyfin, token: string): Promise<boolean> {
  const headers = { authorization: `MediaBrowser Token="${token}"` };
  return (await fetch(`${url}/Users/Me`, { headers })).ok;
}

test.each(['the same device', 'another device'])('on %s it takes the place of a session, which ends', async (which) => {
  const { server, fold, source, token } = await linked();
  const login = await byKey(fold, server, which === 'the same device' ? source : undefined);
  expect(await fold.signIn.add(login)).toMatchObject({
    source: { id: source.id },
    isNew: false,
    credential: 'replaced',
  });
  expect(await isAlive(server, token)).toBe(false);
  expect((await fold.sync.run(source.id)).status).toBe('completed');
  // Nobody's sign-out ends the administrator's key.
  expect(await fold.signIn.signOut(source.id)).toMatchObject({ revoked: false });
  expect((await fold.signIn.add(await byKey(fold, server, source))).credential).toBe('replaced');
});

test("another app's token takes the place of a session of the same device, which ends", async () => {
  const { server, fold, source, token } = await linked();
  const other = tokenOf(await jellyfinLogin(await openAt(catalogueFile()), server));
  const context = await fold.loginContext({ source: source.id });
  await fold.signIn.add(await signInWithToken({ ...context, url: server.url, token: secret(other) }));
  expect([await isAlive(server, token), await isAlive(server, other)]).toEqual([false, true]);
});

test('whoever pastes the token of the source itself keeps it', async () => {
  const { server, fold, source, token } = await linked();
  const context = await fold.loginContext({ source: source.id });
  await fold.signIn.add(await signInWithToken({ ...context, url: server.url, token: secret(token) }));
  expect(await isAlive(server, token)).toBe(true);
});

test('a key whose user is gone waits for its person, and says so', async () => {
  const { server, fold } = await linked();
  const { source } = await fold.signIn.add(await byKey(fold, server));
  server.deleteUser(server.users[0]?.name ?? '');
  const { state, results } = await fold.connections.connect(source.id);
  expect(state.status).toBe('needs-sign-in');
  expect(results[0]?.reason).toContain('does not have this user any more');
  await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unauthorized', remedy: 'sign-in-again' });
});
