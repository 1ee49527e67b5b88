import { describe, expect, test } from 'vitest';
import { signInWithApiKey, startQuickConnect } from '../../src/backends/jellyfin/jellyfin.ts';
import { signInWithPlexServerToken, startPlexDeviceKeyPin } from '../../src/backends/plex/plex.ts';
import { type Credential, type CredentialType, credentialTypes } from '../../src/models/credential.ts';
import { serverId, userId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import { type SignedInServer, type SourceType, sourceTypes } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import { holdingsFor } from '../../src/testing/index.ts';
import {
  catalogueFile,
  jellyfin,
  jellyfinLogin,
  openAt,
  type PlexHouse,
  plex,
  plexLogin,
  storedSource,
} from './setting.ts';

const holdings = holdingsFor({ movies: 30, shows: 2 });
const titles = 32;

/** A server that runs, and a way to sign in to it. */
interface Cell {
  readonly plexTvUrl?: string;
  readonly login: (fold: Mediafold) => Promise<SignedInServer>;
  /** What happens to the server between two runs of the app that the credential has to live through. */
  readonly inBetween?: () => void;
}

const serverTokenLogin =
  ({ server }: PlexHouse, token: string): Cell['login'] =>
  async (fold) =>
    signInWithPlexServerToken({ ...(await fold.loginContext()), url: server.url, token: secret(token) });

interface Row {
  readonly source: SourceType;
  readonly credential: CredentialType;
  readonly what: string;
  readonly start: () => Promise<Cell>;
}

const working: readonly Row[] = [
  {
    source: 'plex',
    credential: 'plex-token',
    what: 'whose server takes the account token',
    async start() {
      const house = await plex(holdings.plex);
      return { plexTvUrl: house.account.plexTv.url, login: (fold) => plexLogin(fold, house) };
    },
  },
  {
    source: 'plex',
    credential: 'plex-token',
    what: 'whose server has a token of its own, which is replaced',
    async start() {
      const house = await plex(holdings.plex, { ownAccessToken: true });
      return {
        plexTvUrl: house.account.plexTv.url,
        login: (fold) => plexLogin(fold, house),
        inBetween: () => house.server.rotateAccessToken(),
      };
    },
  },
  {
    source: 'plex',
    credential: 'plex-device-key',
    what: 'made by a PIN',
    async start() {
      const { account } = await plex(holdings.plex, { ownAccessToken: true });
      const plexTvUrl = account.plexTv.url;
      return {
        plexTvUrl,
        async login(fold) {
          const context = await fold.loginContext({ device: 'shared' });
          const flow = await startPlexDeviceKeyPin({ ...context, plexTvUrl });
          account.approvePin(flow.prompt.code);
          const [found] = await flow.wait();
          if (found === undefined) throw new Error('the account has no server');
          return found;
        },
      };
    },
  },
  {
    source: 'plex',
    credential: 'plex-server-token',
    what: 'of a server that has one',
    async start() {
      const house = await plex(holdings.plex, { ownAccessToken: true });
      expect(house.server.accessToken).not.toBe(house.account.account.token);
      return { login: serverTokenLogin(house, house.server.accessToken) };
    },
  },
  {
    source: 'plex',
    credential: 'plex-server-token',
    what: 'that is empty, of an unclaimed server',
    async start() {
      return { login: serverTokenLogin(await plex(holdings.plex, { claimed: false }), '') };
    },
  },
  {
    source: 'jellyfin',
    credential: 'jellyfin-token',
    what: 'by Quick Connect',
    async start() {
      const server = await jellyfin(holdings.jellyfin);
      return {
        async login(fold) {
          const flow = await startQuickConnect({ ...(await fold.loginContext()), url: server.url });
          server.approveQuickConnect(flow.prompt.code);
          const [found] = await flow.wait();
          if (found === undefined) throw new Error('nobody signed in');
          return found;
        },
      };
    },
  },
  {
    source: 'jellyfin',
    credential: 'jellyfin-password',
    what: 'whose token was revoked',
    async start() {
      const server = await jellyfin(holdings.jellyfin);
      return {
        login: (fold) => jellyfinLogin(fold, server, { keepPassword: true }),
        inBetween: () => server.revokeTokens(),
      };
    },
  },
  {
    source: 'jellyfin',
    credential: 'jellyfin-api-key',
    what: 'as a named user',
    async start() {
      const server = await jellyfin(holdings.jellyfin);
      return {
        login: async (fold) =>
          signInWithApiKey({
            ...(await fold.loginContext()),
            url: server.url,
            key: secret(server.apiKey),
            userName: server.users[0]?.name ?? '',
          }),
      };
    },
  },
];

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
