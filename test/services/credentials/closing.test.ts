import { setImmediate as breathe } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt } from '../setting.ts';

async function signedIn() {
  const server = await jellyfin(movies(2));
  const path = catalogueFile();
  const fold = await openAt(path);
  const { source } = await fold.signIn.add(await jellyfinLogin(fold, server, { keepPassword: true }));
  return { server, path, fold, id: source.id };
}

test.each([0, 1, 5, 20, 60])(
  'an app that ends while a person signs out has forgotten the credential: after %i turns of the event loop',
  async (turns) => {
    const { path, fold, id } = await signedIn();
    const signingOut = fold.signIn.signOut(id);
    for (let turn = 0; turn < turns; turn += 1) await breathe();
    await fold.close();
    expect(await signingOut).toMatchObject({ revoked: expect.any(Boolean) });
    const [source] = await (await openAt(path)).sources.list();
    expect(source).toMatchObject({ id, needsSignIn: 'signed out' });
    expect(source?.credential).toBeUndefined();
  },
);

test('one that ends while a source is removed has removed it', async () => {
  const { path, fold, id } = await signedIn();
  await fold.sync.run(id);
  const removing = fold.sources.remove(id);
  await fold.close();
  await removing;
  expect(await (await openAt(path)).sources.list()).toEqual([]);
});

test('what is asked for afterwards is told that the catalogue is closed', async () => {
  const { fold, id } = await signedIn();
  await fold.close();
  await expect(fold.signIn.signOut(id)).rejects.toMatchObject({ code: 'storage', problem: 'cannot-open' });
});
