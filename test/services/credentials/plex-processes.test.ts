/** Two processes on one catalogue, an app and a worker, and one Plex account. */
import { expect, test } from 'vitest';
import { startPlexPin } from '../../../src/backends/plex/plex.ts';
import { openCatalogue } from '../../../src/db/open-catalogue.ts';
import type { CredentialType } from '../../../src/models/credential.ts';
import type { Source } from '../../../src/models/source.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import { type PlexHome, plexHome } from '../plex-home.ts';
import { openAt } from '../setting.ts';

interface Shared extends PlexHome {
  readonly worker: Mediafold;
}

/** Both are in use. */
async function shared(): Promise<Shared> {
  const home = await plexHome();
  const worker = await openAt(home.path, home.options);
  for (const fold of [home.fold, worker]) await lists(fold, home.sources);
  return { ...home, worker };
}

async function lists(fold: Mediafold, sources: readonly Source[]): Promise<void> {
  for (const { id } of sources) {
    expect(await fold.connections.use(id, async (backend) => (await backend.libraries()).length)).toBe(2);
  }
}

/** A call that is under way as its backend is replaced ends with it; the next one goes on. What never happens is a sign-out. */
async function goesOn(fold: Mediafold, sources: readonly Source[]): Promise<void> {
  for (let left = 9; left > 0; left -= 1) {
    const failure = await lists(fold, sources).catch((error: unknown) => error);
    if (failure === undefined) return;
    expect(failure).toMatchObject({ code: 'unavailable' });
  }
  await lists(fold, sources);
}

function signOutsIn(folds: readonly Mediafold[]): readonly string[] {
  const seen: string[] = [];
  for (const fold of folds)
    fold.connections.onState((_, state) => state.status === 'needs-sign-in' && seen.push(state.reason));
  return seen;
}

async function types({ path, sources }: PlexHome): Promise<readonly (CredentialType | undefined)[]> {
  const catalogue = await openCatalogue({ path });
  const found = await Promise.all(sources.map(({ id }) => catalogue.authTokens.load(id)));
  await catalogue.close();
  return found.map((credential) => credential?.type);
}

const keys = ['plex-device-key', 'plex-device-key'];

test('both make a new token of the same key at the same moment, and both go on', async () => {
  const at = await shared();
  const { account, servers, fold, worker, sources, path, options } = at;
  await fold.signIn.upgrade(sources[0].id);
  const third = await openAt(path, options);
  const folds = [fold, worker, third];
  for (const each of folds) await lists(each, sources);
  const signOuts = signOutsIn(folds);
  for (let round = 0; round < 3; round += 1) {
    account.revokeAccountToken();
    for (const server of servers) server.rotateAccessToken();
    await Promise.all(folds.map((each) => goesOn(each, sources)));
    for (const each of folds) expect(await each.signIn.profiles(sources[1].id)).not.toHaveLength(0);
  }
  expect(await types(at)).toEqual(keys);
  expect(signOuts).toEqual([]);
  await lists(await openAt(path, options), sources);
});

test('a worker goes on after the app has exchanged the sign-in, and puts the old one back nowhere', async () => {
  const at = await shared();
  const { servers, fold, worker, sources } = at;
  await fold.signIn.upgrade(sources[0].id);
  const signOuts = signOutsIn([fold, worker]);
  for (const server of servers) server.rotateAccessToken();
  await goesOn(worker, sources);
  await goesOn(fold, sources);
  expect(await types(at)).toEqual(keys);
  expect(signOuts).toEqual([]);
});

test('a worker that renews in the middle of the exchange does not undo it', async () => {
  const at = await shared();
  const { servers, fold, worker, sources } = at;
  const signOuts = signOutsIn([fold, worker]);
  for (const server of servers) server.rotateAccessToken();
  await Promise.all([fold.signIn.upgrade(sources[0].id), goesOn(worker, sources), goesOn(worker, sources)]);
  expect(await types(at)).toEqual(keys);
  await goesOn(worker, sources);
  await goesOn(fold, sources);
  expect(await types(at)).toEqual(keys);
  expect(signOuts).toEqual([]);
});

test('signing out the key leaves a later plain sign-in alone that holds the same token', async () => {
  const { account, fold, sources, options } = await plexHome();
  const [one, two] = sources;
  await fold.sources.remove(two.id);
  await fold.signIn.upgrade(one.id);
  const flow = await startPlexPin({ ...(await fold.loginContext({ device: 'shared' })), plexTvUrl: options.plexTvUrl });
  account.approvePin(flow.prompt.code);
  const login = (await flow.wait()).find(({ serverId }) => serverId === two.serverId);
  if (login === undefined) throw new Error('the server is gone');
  const { source } = await fold.signIn.add(login);
  await fold.signIn.signOut(one.id);
  expect(await fold.signIn.profiles(source.id)).not.toHaveLength(0);
});
