/** What cannot work, and how it is said. Nothing is stored of any of it. */
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  signInWithApiKey,
  signInWithPassword,
  signInWithToken,
  startQuickConnect,
} from '../../src/backends/jellyfin/jellyfin.ts';
import {
  plexServersOf,
  signInWithPlexServerToken,
  startPlexDeviceKeyPin,
  startPlexPin,
} from '../../src/backends/plex/plex.ts';
import type { ErrorCode, Remedy } from '../../src/errors.ts';
import { isMediafoldError } from '../../src/errors.ts';
import { type Credential, type CredentialType, credentialTypes } from '../../src/models/credential.ts';
import { secret } from '../../src/models/secret.ts';
import { type SourceType, sourceTypes } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { MockPlexOptions } from '../../src/testing/index.ts';
import { startMockPlex } from '../../src/testing/index.ts';
import { catalogueFile, jellyfin, jellyfinLogin, movies, openAt, plex, plexLogin, world } from '../services/setting.ts';

/** What a login that fails says. */
async function failureOf(work: Promise<unknown>): Promise<{ readonly code: ErrorCode; readonly remedy: Remedy }> {
  const error = await work.then(
    () => new Error('it worked'),
    (failure: unknown) => failure,
  );
  if (!isMediafoldError(error)) throw error;
  return { code: error.code, remedy: error.remedy };
}

async function plexAccount(options: Partial<MockPlexOptions> = {}) {
  const account = await startMockPlex({ world, servers: [{ holdings: movies(3) }], ...options });
  onTestFinished(() => account.close());
  const plexTvUrl = account.plexTv.url;
  return { account, server: account.servers[0], plexTvUrl };
}

type Attempt = (fold: Mediafold) => Promise<unknown>;

const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

/** Each makes its own server, then tries. */
const rows: readonly (readonly [what: string, code: ErrorCode, remedy: Remedy, attempt: Attempt])[] = [
  [
    'Plex, a device key, where a PIN protects the own user of the Home and the server is their own',
    'unsupported',
    'never',
    async (fold) => {
      const { account, plexTvUrl } = await plexAccount({ accountPin: '1234' });
      const flow = await startPlexDeviceKeyPin({ ...(await fold.loginContext({ device: 'shared' })), plexTvUrl });
      account.approvePin(flow.prompt.code);
      return flow.wait();
    },
  ],
  [
    'Plex, an account without servers',
    'not-found',
    'never',
    async (fold) => {
      const { account, plexTvUrl } = await plexAccount({ servers: [] });
      const flow = await startPlexPin({ ...(await fold.loginContext({ device: 'shared' })), plexTvUrl });
      account.approvePin(flow.prompt.code);
      return flow.wait();
    },
  ],
  [
    'Plex, an account token that plex.tv does not know',
    'unauthorized',
    'sign-in-again',
    async (fold) => {
      const { plexTvUrl } = await plexAccount();
      return plexServersOf(secret('unknown'), { ...(await fold.loginContext()), plexTvUrl });
    },
  ],
  [
    'Plex, a JWT as the token of a server',
    'unsupported',
    'never',
    async (fold) => {
      const { server } = await plexAccount();
      return signInWithPlexServerToken({ ...(await fold.loginContext()), url: server?.url ?? '', token: secret(jwt) });
    },
  ],
  [
    'Plex, no token for a server that has an owner',
    'unauthorized',
    'sign-in-again',
    async (fold) => {
      const { server } = await plexAccount();
      return signInWithPlexServerToken({ ...(await fold.loginContext()), url: server?.url ?? '', token: secret('') });
    },
  ],
  [
    'Jellyfin, Quick Connect that is switched off',
    'unsupported',
    'never',
    async (fold) => {
      const { url } = await jellyfin(movies(1), { quickConnect: false });
      return startQuickConnect({ ...(await fold.loginContext()), url });
    },
  ],
  [
    'Jellyfin, an API key as the token of a user',
    'invalid-argument',
    'never',
    async (fold) => {
      const { url, apiKey } = await jellyfin(movies(1));
      return signInWithToken({ ...(await fold.loginContext()), url, token: secret(apiKey) });
    },
  ],
  [
    'Jellyfin, an API key that the server does not know',
    'unauthorized',
    'sign-in-again',
    async (fold) => {
      const { url } = await jellyfin(movies(1));
      return signInWithApiKey({ ...(await fold.loginContext()), url, key: secret('0'.repeat(32)) });
    },
  ],
  [
    'Jellyfin, an API key for a user that the server does not have',
    'invalid-argument',
    'never',
    async (fold) => {
      const { url, apiKey } = await jellyfin(movies(1));
      return signInWithApiKey({ ...(await fold.loginContext()), url, key: secret(apiKey), userName: 'nobody' });
    },
  ],
  [
    'Jellyfin, a wrong password',
    'unauthorized',
    'sign-in-again',
    async (fold) => {
      const { url, users } = await jellyfin(movies(1));
      const username = users[0]?.name ?? '';
      return signInWithPassword({ ...(await fold.loginContext()), url, username, password: secret('wrong') });
    },
  ],
  [
    'Jellyfin, a user who is disabled',
    'forbidden',
    'never',
    async (fold) => {
      const server = await jellyfin(movies(1));
      server.disableUser(server.users[0]?.name ?? '');
      return jellyfinLogin(fold, server);
    },
  ],
  [
    'a Plex server asked for a Jellyfin login',
    'protocol',
    'try-later',
    async (fold) => {
      const { server } = await plexAccount();
      return signInWithPassword({
        ...{ ...(await fold.loginContext()), url: server?.url ?? '', username: 'x', password: secret('y') },
      });
    },
  ],
];

describe('a sign-in that cannot work says so, and nothing is stored', () => {
  test.each(rows)('%s: %s, %s', async (_, code, remedy, attempt) => {
    const fold = await openAt(catalogueFile());
    expect(await failureOf(attempt(fold))).toEqual({ code, remedy });
    expect(await fold.sources.list()).toEqual([]);
  });
});

const examples: Readonly<Record<CredentialType, Credential>> = {
  'plex-token': { type: 'plex-token', accountToken: secret('a') },
  'plex-device-key': { type: 'plex-device-key', keyId: 'k', privateJwk: secret('{}') },
  'plex-server-token': { type: 'plex-server-token', token: secret('t') },
  'jellyfin-token': { type: 'jellyfin-token', token: secret('t') },
  'jellyfin-password': { type: 'jellyfin-password', username: 'u', password: secret('p') },
  'jellyfin-api-key': { type: 'jellyfin-api-key', key: secret('k') },
};

const pairs: readonly (readonly [SourceType, CredentialType])[] = sourceTypes.flatMap((type) =>
  credentialTypes.filter((credential) => !credential.startsWith(type)).map((credential) => [type, credential] as const),
);

describe('a pair of source and credential that cannot exist', () => {
  test.each(pairs)('%s with a %s is refused, and what was stored stays', async (type, credential) => {
    const house = type === 'plex' ? await plex(movies(1)) : undefined;
    const options = house === undefined ? {} : { plexTvUrl: house.account.plexTv.url };
    const fold = await openAt(catalogueFile(), options);
    const login =
      house === undefined ? await jellyfinLogin(fold, await jellyfin(movies(1))) : await plexLogin(fold, house);
    const wrong = { ...login, credential: examples[credential] };
    expect(await failureOf(fold.signIn.add(wrong))).toEqual({ code: 'unsupported', remedy: 'never' });
    expect(await fold.sources.list()).toEqual([]);
    const { source } = await fold.signIn.add(login);
    expect(await failureOf(fold.signIn.add(wrong))).toEqual({ code: 'unsupported', remedy: 'never' });
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });
});
