/** Tokens that a person took from another app: ending them would sign that app out. */
import { describe, expect, test } from 'vitest';
import { signInWithToken } from '../../../src/backends/jellyfin/jellyfin.ts';
import { plexServersOf } from '../../../src/backends/plex/plex.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SignedInServer } from '../../../src/models/source.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt, type PlexHouse, plex, plexLogin } from '../setting.ts';

async function pasted(fold: Mediafold, { account }: PlexHouse): Promise<SignedInServer> {
  const context = { ...(await fold.loginContext()), plexTvUrl: account.plexTv.url };
  const [server] = await plexServersOf(secret(account.account.token), context);
  if (server === undefined) throw new Error('the account has no server');
  return server;
}

const isAlive = async ({ account }: PlexHouse): Promise<boolean> => {
  const headers = {
    accept: 'application/json',
    'x-plex-token': account.account.token,
    'x-plex-client-identifier': 'it',
  };
  return (await fetch(`${account.plexTv.url}/api/v2/user`, { headers })).ok;
};

const ends = ({ account }: PlexHouse): number =>
  account.plexTv.log.all().filter(({ method }) => method === 'DELETE').length;

const notEnded = { revoked: false, reason: expect.stringContaining('another app') };

describe('an account token of another app', () => {
  test.each([
    ['signed out', (fold: Mediafold, id: Parameters<Mediafold['signIn']['signOut']>[0]) => fold.signIn.signOut(id)],
    ['removed', (fold: Mediafold, id: Parameters<Mediafold['signIn']['signOut']>[0]) => fold.sources.remove(id)],
  ])('lives on when its source is %s, also after a restart', async (_, leave) => {
    const house = await plex(movies(2), { ownAccessToken: true });
    const path = catalogueFile();
    const options = { plexTvUrl: house.account.plexTv.url };
    const first = await openAt(path, options);
    const { source } = await first.signIn.add(await pasted(first, house));
    await first.close();
    const fold = await openAt(path, options);
    // Renewed on the way: what is stored then is still not ours.
    house.server.rotateAccessToken();
    expect((await fold.sync.run(source.id)).status).toBe('completed');
    await fold.close();
    const last = await openAt(path, options);
    expect(await leave(last, source.id)).toEqual(notEnded);
    expect(ends(house)).toBe(0);
    expect(await isAlive(house)).toBe(true);
  });

  test('lives on when a sign-in of our own takes its place', async () => {
    const house = await plex(movies(2), { ownAccessToken: true });
    const fold = await openAt(catalogueFile(), { plexTvUrl: house.account.plexTv.url });
    await fold.signIn.add(await pasted(fold, house));
    expect(await fold.signIn.add(await plexLogin(fold, house))).toMatchObject({ credential: 'replaced', isNew: false });
    expect(ends(house)).toBe(0);
    expect(await isAlive(house)).toBe(true);
    const [source] = await fold.sources.list();
    if (source === undefined) throw new Error('the source is gone');
    // What is stored now is ours to end.
    expect(await fold.signIn.signOut(source.id)).toEqual({ revoked: true });
    expect(await isAlive(house)).toBe(true);
  });

  test('cannot be exchanged for a device key, which is said before anything has changed', async () => {
    const house = await plex(movies(2), { ownAccessToken: true });
    const fold = await openAt(catalogueFile(), { plexTvUrl: house.account.plexTv.url });
    const { source } = await fold.signIn.add(await pasted(fold, house));
    const refused = { code: 'unsupported', remedy: 'never', message: expect.stringContaining('another app') };
    await expect(fold.signIn.upgrade(source.id)).rejects.toMatchObject(refused);
    expect(await fold.sources.list()).toMatchObject([{ credential: 'plex-token' }]);
    expect((await fold.sync.run(source.id)).status).toBe('completed');
    expect(await isAlive(house)).toBe(true);
  });
});

test('a user token of another app lives on when its source is signed out', async () => {
  const server = await jellyfin(movies(2));
  const other = await openAt(catalogueFile());
  const login = await jellyfinLogin(other, server);
  const { source: theirs } = await other.signIn.add(login);
  const { credential, deviceId } = login;
  if (credential.type !== 'jellyfin-token') throw new Error('no token');
  const fold = await openAt(catalogueFile());
  const { token } = credential;
  server.log.clear();
  const taken = await signInWithToken({ ...(await fold.loginContext()), url: server.url, token, deviceId });
  const { source } = await fold.signIn.add(taken);
  expect((await fold.sync.run(source.id)).status).toBe('completed');
  expect(await fold.signIn.signOut(source.id)).toEqual(notEnded);
  // The server writes a name or a version that comes with a token over those of the app that the token is of.
  const told = server.log.all().flatMap(({ headers }) => headers.authorization ?? []);
  expect(told.length).toBeGreaterThan(3);
  expect(told.filter((header) => /[ ,](Device|Version)=/.test(String(header)))).toEqual([]);
  expect((await other.sync.run(theirs.id)).status).toBe('completed');
  expect(server.log.to('/Sessions/Logout')).toEqual([]);
});
