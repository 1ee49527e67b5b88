import { afterAll, beforeAll, describe, test } from 'vitest';
import { signInWithApiKey, signInWithPassword } from '../../src/backends/jellyfin/jellyfin.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import { mediaBackendCases } from '../../src/testing/conformance/cases.ts';
import type { ConformanceHarness } from '../../src/testing/conformance/harness.ts';
import { attic, createWorld, holdingsFor, type MockJellyfin, startMockJellyfin } from '../../src/testing/index.ts';
import { backendOf, loginContext } from './backend-of.ts';

const { jellyfin: holdings } = holdingsFor({ movies: 230, shows: 6 });

const worlds = {
  generated: {
    options: { world: createWorld(11), holdings },
    waive: { 'children: an album has tracks, with numbers and a way back': 'the generated world holds no music' },
  },
  attic: { options: attic(), waive: {} },
} as const;

/** Routes that came with 10.9; that they are missed with a good reason is tested with the backend. */
const before109 = {
  'watch state: a rating is read back as it was given, and can be taken away': '10.8 has no way to write a rating',
  'watch state: a position is read back as it was given, counts no play, and can be taken away':
    '10.8 takes positions from players only',
};

describe.each([
  { version: '12.0.0', by: 'password', basePath: '', world: 'generated' },
  { version: '12.0.0', by: 'password', basePath: '', world: 'attic' },
  { version: '12.0.0', by: 'API key', basePath: '/jellyfin', world: 'generated' },
  { version: '10.11.11', by: 'password', basePath: '', world: 'generated' },
  { version: '10.10.7', by: 'password', basePath: '', world: 'generated' },
  { version: '10.8.13', by: 'password', basePath: '', world: 'generated' },
] as const)('Jellyfin $version by $by, base path "$basePath", $world', ({ version, by, basePath, world }) => {
  const waive = { ...worlds[world].waive, ...(version === '10.8.13' ? before109 : {}) };
  let mock: MockJellyfin;
  let login: SignedInServer;

  beforeAll(async () => {
    mock = await startMockJellyfin({ ...worlds[world].options, version, basePath });
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
    facets: ['discovery', 'search', 'images', 'watchState'],
    allowWrites: true,
    get secrets() {
      const { credential } = login;
      const token = credential.type === 'jellyfin-token' ? [credential.token.reveal()] : [];
      return [mock.apiKey, ...token, ...mock.users.map(({ password }) => password)];
    },
  };
  for (const { name, skip, run } of mediaBackendCases(harness, { waive }))
    test(name, { skip: skip !== undefined }, run);
});
