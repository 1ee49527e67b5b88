import { afterAll, beforeAll, describe, test } from 'vitest';
import { signInWithApiKey, signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import { mediaBackendCases } from '../../src/testing/conformance/cases.ts';
import type { ConformanceHarness } from '../../src/testing/conformance/harness.ts';
import { createWorld, holdingsFor, type MockJellyfin, startMockJellyfin } from '../../src/testing/index.ts';
import { backendOf, loginContext } from './backend-of.ts';

describe.each([
  { version: '12.0.0', by: 'password', basePath: '' },
  { version: '12.0.0', by: 'API key', basePath: '/jellyfin' },
  { version: '10.11.11', by: 'password', basePath: '' },
  { version: '10.10.7', by: 'password', basePath: '' },
  { version: '10.8.13', by: 'password', basePath: '' },
] as const)('Jellyfin $version by $by, base path "$basePath"', ({ version, by, basePath }) => {
  let mock: MockJellyfin;
  let login: SignedInServer;

  beforeAll(async () => {
    const { jellyfin: holdings } = holdingsFor({ movies: 230, shows: 6 });
    mock = await startMockJellyfin({ world: createWorld(11), holdings, version, basePath });
    const [user] = mock.users;
    if (user === undefined) throw new Error('the server has no user');
    const options = { ...loginContext, url: mock.url };
    login =
      by === 'password'
        ? await signInWithPassword({ ...options, username: user.name, password: secret(user.password) })
        : await signInWithApiKey({ ...options, key: secret(mock.apiKey), userName: user.name });
  });
  afterAll(() => mock.close());

  const harness: ConformanceHarness = {
    open: async () => {
      const backend = backendOf(login);
      return { backend, close: () => backend.close() };
    },
    get candidate() {
      return { uri: mock.url, kind: 'local' as const, secure: false, origin: 'typed' as const };
    },
    facets: ['discovery', 'search', 'images'],
    get secrets() {
      const { credential } = login;
      const token = credential.type === 'jellyfin-token' ? [credential.token.reveal()] : [];
      return [mock.apiKey, ...token, ...mock.users.map(({ password }) => password)];
    },
  };
  for (const { name, run } of mediaBackendCases(harness)) test(name, run);
});
