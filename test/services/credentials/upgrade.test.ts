import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../../src/db/open-catalogue.ts';
import type { Credential } from '../../../src/models/credential.ts';
import { sourceId } from '../../../src/models/ids.ts';
import type { Source } from '../../../src/models/source.ts';
import { type PlexHome, plexHome } from '../plex-home.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt, plex, plexLogin } from '../setting.ts';

async function stored(path: string, sources: readonly Source[]): Promise<readonly (Credential | undefined)[]> {
  const catalogue = await openCatalogue({ path });
  const found = [];
  for (const { id } of sources) found.push(await catalogue.authTokens.load(id));
  await catalogue.close();
  return found;
}

const revealed = (credentials: readonly (Credential | undefined)[]): readonly string[] =>
  credentials.flatMap((credential) =>
    Object.values(credential ?? {}).map((value) => (typeof value === 'object' ? value.reveal() : String(value))),
  );

async function syncsAll({ fold, sources }: Pick<PlexHome, 'fold' | 'sources'>): Promise<void> {
  for (const { id } of sources) expect((await fold.sync.run(id)).status).toBe('completed');
}

describe('a source that goes while an upgrade waits for its turn', () => {
  test('stays signed out', async () => {
    const { fold, sources } = await plexHome();
    const [one, two] = sources;
    const signedOut = fold.signIn.signOut(one.id);
    const upgraded = fold.signIn.upgrade(two.id);
    await signedOut;
    expect((await upgraded).map(({ id }) => id)).toEqual([two.id]);
    expect(await fold.sources.list()).toMatchObject([
      { name: 'Lantern', needsSignIn: 'signed out' },
      { name: 'Attic', credential: 'plex-device-key' },
    ]);
    await syncsAll({ fold, sources: [two, two] });
  });

  test('stays removed, and the others get the credential', async () => {
    const { fold, sources } = await plexHome();
    const [one, two] = sources;
    const removed = fold.sources.remove(one.id);
    const upgraded = fold.signIn.upgrade(two.id);
    await removed;
    expect((await upgraded).map(({ id }) => id)).toEqual([two.id]);
    expect(await fold.sources.list()).toMatchObject([{ id: two.id, credential: 'plex-device-key' }]);
  });

  test('and the one that was meant is not there any more', async () => {
    const { fold, sources } = await plexHome();
    const [one] = sources;
    const removed = fold.sources.remove(one.id);
    const upgraded = fold.signIn.upgrade(one.id);
    await expect(upgraded).rejects.toMatchObject({ code: 'not-found' });
    await removed;
  });
});

test.each(['signOut', 'remove'] as const)(
  '%s of a source by another process in the middle of it stands',
  async (how) => {
    let middle: (() => Promise<void>) | undefined;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const work = String(input instanceof Request ? input.url : input).includes('/auth/token') ? middle : undefined;
      middle = work === undefined ? middle : undefined;
      await work?.();
      return globalThis.fetch(input, init);
    };
    const { fold, path, options, sources } = await plexHome({ environment: { fetch } });
    const [one, two] = sources;
    const elsewhere = await openAt(path, options);
    middle = async () => {
      await (how === 'remove' ? elsewhere.sources.remove(one.id) : elsewhere.signIn.signOut(one.id));
    };
    expect((await fold.signIn.upgrade(two.id)).map(({ id }) => id)).toEqual([two.id]);
    expect(middle).toBeUndefined();
    expect((await stored(path, sources)).map((credential) => credential?.type)).toEqual([undefined, 'plex-device-key']);
    await syncsAll({ fold, sources: [two, two] });
  },
);

describe('a stronger credential', () => {
  test('is exchanged for all sources of the account together, and they go on working', async () => {
    const home = await plexHome();
    const { fold, path, options, sources } = home;
    const [one, two] = sources;
    await syncsAll(home);
    const old = [await fold.connections.backend(one.id), await fold.connections.backend(two.id)];
    const upgraded = await fold.signIn.upgrade(two.id);
    expect(upgraded.map(({ id }) => id)).toEqual([two.id, one.id]);
    expect((await fold.sources.list()).map(({ credential }) => credential)).toEqual([
      'plex-device-key',
      'plex-device-key',
    ]);
    await syncsAll(home);
    for (const backend of old) await expect(backend.libraries()).rejects.toMatchObject({ code: 'unavailable' });
    const [first, second] = await stored(path, sources);
    expect(first).toMatchObject({ type: 'plex-device-key' });
    expect(second).toMatchObject({ type: 'plex-device-key' });
    await fold.close();
    await syncsAll({ fold: await openAt(path, options), sources });
  });

  test('is not overwritten by what the open backends renew in the middle of it', async () => {
    // As the key is first used, the servers forget their tokens, and both sources are at work.
    let middle: (() => Promise<void>) | undefined;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const work = String(input instanceof Request ? input.url : input).includes('/auth/token') ? middle : undefined;
      if (work !== undefined) {
        middle = undefined;
        await work();
      }
      return globalThis.fetch(input, init);
    };
    const home = await plexHome({ environment: { fetch } });
    const { account, servers, fold, path, sources } = home;
    await syncsAll(home);
    let between: readonly (Credential | undefined)[] = [];
    middle = async () => {
      for (const server of servers) server.rotateAccessToken();
      await syncsAll(home);
      between = await stored(path, sources);
    };
    await fold.signIn.upgrade(sources[0].id);
    expect(between).toMatchObject(sources.map(() => ({ type: 'plex-device-key', keyId: expect.any(String) })));
    expect(between.map((credential) => credential !== undefined && 'legacyToken' in credential)).toEqual([true, true]);
    expect(await stored(path, sources)).toMatchObject(sources.map(() => ({ type: 'plex-device-key' })));
    account.plexTv.log.clear();
    await syncsAll(home);
    // The final tokens are good as they are: nobody had to ask for others.
    expect(account.plexTv.log.to('/api/v2/resources')).toEqual([]);
  });

  test('is not there for servers that know one kind only', async () => {
    const server = await jellyfin(movies(3));
    const fold = await openAt(catalogueFile());
    const { source } = await fold.signIn.add(await jellyfinLogin(fold, server));
    await expect(fold.signIn.upgrade(source.id)).rejects.toMatchObject({ code: 'unsupported', sourceId: source.id });
    await expect(fold.signIn.upgrade(sourceId('nobody'))).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that cannot be proven anywhere is not asked for', async () => {
    const home = await plexHome();
    const { account, servers, fold, path, sources } = home;
    const before = await stored(path, sources);
    for (const server of servers) server.faults.add({ action: { kind: 'reset' } });
    account.plexTv.log.clear();
    await expect(fold.signIn.upgrade(sources[0].id)).rejects.toMatchObject({ code: 'unavailable' });
    expect(revealed(await stored(path, sources))).toEqual(revealed(before));
    expect(account.plexTv.log.all().filter(({ method }) => method !== 'GET')).toEqual([]);
    for (const server of servers) server.faults.clear();
    await syncsAll(home);
  });

  test('that plex.tv does not give leaves credentials that work', async () => {
    const home = await plexHome();
    const { account, fold, sources } = home;
    account.plexTv.faults.add({ path: '/api/v2/auth/token', action: { kind: 'status', status: 422 } });
    await expect(fold.signIn.upgrade(sources[0].id)).rejects.toMatchObject({ code: 'conflict' });
    account.plexTv.faults.clear();
    await syncsAll(home);
    expect((await fold.sources.list()).map(({ needsSignIn }) => needsSignIn)).toEqual([undefined, undefined]);
  });
});

test('a source of another login is not touched', async () => {
  const house = await plex(movies(3), { ownAccessToken: true });
  const plexTvUrl = house.account.plexTv.url;
  const fold = await openAt(catalogueFile(), { plexTvUrl });
  const { source } = await fold.signIn.add(await plexLogin(fold, house));
  const server = await jellyfin(movies(3));
  const { source: other } = await fold.signIn.add(await jellyfinLogin(fold, server));
  const backend = await fold.connections.backend(other.id);
  expect((await fold.signIn.upgrade(source.id)).map(({ id }) => id)).toEqual([source.id]);
  expect(await fold.connections.backend(other.id)).toBe(backend);
});
