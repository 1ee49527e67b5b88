import { describe, expect, test } from 'vitest';
import { type Credential, type CredentialType, credentialTypes } from '../../src/models/credential.ts';
import { serverId, userId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import { type SignedInServer, type SourceType, sourceTypes } from '../../src/models/source.ts';
import { holdings, titles, working } from './factory-rows.ts';
import { catalogueFile, jellyfin, jellyfinLogin, openAt, plex, plexLogin, storedSource } from './setting.ts';

describe('sign in, store, close, reopen, sync', () => {
  test.each(working)('$source with a $credential $what', async ({ source: type, credential, start }) => {
    const { plexTvUrl, login, inBetween } = await start();
    const options = plexTvUrl === undefined ? {} : { plexTvUrl };
    const path = catalogueFile();

    const first = await openAt(path, options);
    const found = await login(first);
    expect([found.type, found.credential.type]).toEqual([type, credential]);
    const { source } = await first.signIn.add(found);
    await first.close();

    inBetween?.();
    const second = await openAt(path, options);
    expect(await second.sync.run(source.id)).toMatchObject({ status: 'completed', removed: 0, rejected: 0 });
    expect(await second.library.countTitles()).toBe(titles);
    expect((await second.library.titles({ kind: 'movie', limit: 500 })).titles).toHaveLength(30);
    await second.close();

    const third = await openAt(path, options);
    expect(await third.library.countTitles()).toBe(titles);
    expect(await third.sync.run(source.id)).toMatchObject({ status: 'completed', added: 0, changed: 0, removed: 0 });
  });
});

describe('what was renewed is what is stored', () => {
  test('a password signs in once after its token was revoked, and not again after another start', async () => {
    const server = await jellyfin(holdings.jellyfin);
    const logins = () => server.log.to('/Users/AuthenticateByName').length;
    const path = catalogueFile();
    const first = await openAt(path);
    const { source } = await first.signIn.add(await jellyfinLogin(first, server, { keepPassword: true }));
    await first.close();
    server.revokeTokens();
    expect(logins()).toBe(1);

    for (const reopened of ['once', 'twice']) {
      const fold = await openAt(path);
      expect((await fold.sync.run(source.id)).status).toBe('completed');
      await fold.close();
      expect(logins(), `reopened ${reopened}`).toBe(2);
    }
  });

  test('plex.tv is asked once for the new token of a server, and not again after another start', async () => {
    const house = await plex(holdings.plex, { ownAccessToken: true });
    const options = { plexTvUrl: house.account.plexTv.url };
    const asked = () => house.account.plexTv.log.to('/api/v2/resources').length;
    const path = catalogueFile();
    const first = await openAt(path, options);
    const { source } = await first.signIn.add(await plexLogin(first, house));
    await first.close();
    house.server.rotateAccessToken();
    const before = asked();

    const second = await openAt(path, options);
    expect((await second.sync.run(source.id)).status).toBe('completed');
    await second.close();
    const after = asked();
    expect(after).toBeGreaterThan(before);

    house.server.log.clear();
    const third = await openAt(path, options);
    expect((await third.sync.run(source.id)).status).toBe('completed');
    expect(asked()).toBe(after);
    const tokens = house.server.log.all().map(({ headers }) => headers['x-plex-token']);
    expect(new Set(tokens)).toEqual(new Set([undefined, house.server.accessToken]));
  });
});

const samples: Readonly<Record<CredentialType, Credential>> = {
  'plex-token': { type: 'plex-token', accountToken: secret('a') },
  'plex-device-key': { type: 'plex-device-key', keyId: 'k', privateJwk: secret('{}') },
  'plex-server-token': { type: 'plex-server-token', token: secret('s') },
  'jellyfin-token': { type: 'jellyfin-token', token: secret('t') },
  'jellyfin-password': { type: 'jellyfin-password', username: 'u', password: secret('p') },
  'jellyfin-api-key': { type: 'jellyfin-api-key', key: secret('k') },
};

const works = (source: SourceType, credential: CredentialType): boolean =>
  working.some((row) => row.source === source && row.credential === credential);
const impossible = sourceTypes.flatMap((source) =>
  credentialTypes.filter((credential) => !works(source, credential)).map((credential) => ({ source, credential })),
);

describe('pairs that cannot be', () => {
  test('are the rest of the table', () => {
    expect(impossible).toHaveLength(6);
  });

  const samplesOf = (type: SourceType, credential: CredentialType): SignedInServer => ({
    type,
    name: 'Anything',
    serverId: serverId('s'),
    userId: userId('u'),
    deviceId: 'd',
    credential: samples[credential],
    candidates: [],
  });

  test.each(impossible)('$source with a $credential is not stored', async ({ source, credential }) => {
    const fold = await openAt(catalogueFile());
    const error = await fold.signIn.add(samplesOf(source, credential)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unsupported', remedy: 'never' });
    expect(error).toHaveProperty('message', expect.stringContaining(source));
    expect(error).toHaveProperty('message', expect.stringContaining(credential));
    expect(await fold.sources.list()).toEqual([]);
  });

  test.each(impossible)('$source with a $credential, stored all the same', async ({ source: type, credential }) => {
    const path = catalogueFile();
    const source = await storedSource(path, samplesOf(type, credential));
    const fold = await openAt(path);
    for (const failing of [() => fold.connections.connect(source.id), () => fold.sync.run(source.id)]) {
      const error = await failing().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'unsupported', sourceId: source.id });
      expect(error).toHaveProperty('message', expect.stringContaining(type));
      expect(error).toHaveProperty('message', expect.stringContaining(credential));
    }
    expect(await fold.sources.list()).toHaveLength(1);
  });
});
