import { expect, test } from 'vitest';
import { userId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import { plexHome } from './plex-home.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from './setting.ts';

test('another user of the account becomes sources of their own, and the first stays who they are', async () => {
  const { fold, sources, servers } = await plexHome();
  const [one] = sources;
  servers[0].faults.add({ action: { kind: 'reset' } });
  const profiles = await fold.signIn.profiles(one.id);
  servers[0].faults.clear();
  const careful = profiles.find(({ name }) => name === 'Careful');
  expect(careful).toMatchObject({ isProtected: true });
  const id = careful?.id ?? userId('nobody');

  await expect(fold.signIn.signInAs(one.id, id)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(fold.signIn.signInAs(one.id, id, { pin: secret('0000') })).rejects.toMatchObject({ code: 'forbidden' });
  const logins = await fold.signIn.signInAs(one.id, id, { pin: secret('2580') });
  expect(logins.length).toBeGreaterThan(0);
  expect(await fold.sources.list()).toHaveLength(2);

  for (const login of logins) {
    const added = await fold.signIn.add(login);
    expect(added).toMatchObject({ isNew: true, credential: 'new', source: { userId: id } });
    expect(added.reason).toBeUndefined();
    expect((await fold.sync.run(added.source.id)).status).toBe('completed');
  }
  expect((await fold.sync.run(one.id)).status).toBe('completed');
  // Signing out one of the two users leaves the other.
  const theirs = (await fold.sources.list()).filter((source) => source.userId === id);
  expect(theirs).toHaveLength(logins.length);
  for (const source of theirs) await fold.sources.remove(source.id);
  expect((await fold.sync.run(one.id)).status).toBe('completed');
});

test.each(['plex-token', 'plex-device-key'] as const)(
  'who picks themselves stays who they are, with a %s',
  async (credential) => {
    const { fold, sources } = await plexHome();
    const [one] = sources;
    if (credential === 'plex-device-key') await fold.signIn.upgrade(one.id);
    const logins = await fold.signIn.signInAs(one.id, one.userId);
    expect(logins).toHaveLength(2);
    for (const login of logins) expect((await fold.signIn.add(login)).credential).toBe('replaced');
    for (const summary of await fold.sources.list()) {
      expect(summary).toMatchObject({ userId: one.userId, credential });
      expect(summary.isProfile).toBeUndefined();
      expect((await fold.sync.run(summary.id)).status).toBe('completed');
    }
  },
);

test('a member who picks themselves is still one', async () => {
  const { fold, sources } = await plexHome();
  const junior = (await fold.signIn.profiles(sources[0].id)).find(({ name }) => name === 'Junior')?.id;
  const [login] = await fold.signIn.signInAs(sources[0].id, junior ?? userId('nobody'));
  if (login === undefined) throw new Error('no server');
  const { source } = await fold.signIn.add(login);
  const again = await fold.signIn.signInAs(source.id, source.userId);
  expect(again[0]?.credential).toMatchObject({ isProfile: true });
});

test('an unknown profile is refused', async () => {
  const { fold, sources } = await plexHome();
  await expect(fold.signIn.signInAs(sources[0].id, userId('nobody'))).rejects.toMatchObject({ code: 'not-found' });
});

test('servers without profiles say so', async () => {
  const server = await jellyfin(movies(3));
  const fold = await openAt(catalogueFile());
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
  const refused = { code: 'unsupported', sourceId: source.id, message: expect.stringContaining('no profiles') };
  await expect(fold.signIn.profiles(source.id)).rejects.toMatchObject(refused);
  await expect(fold.signIn.signInAs(source.id, userId('x'))).rejects.toMatchObject(refused);
});
