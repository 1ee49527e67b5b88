import { afterAll, beforeAll, describe, test } from 'vitest';
import { plexServersOf } from '../../src/backends/plex/plex.ts';
import { secret } from '../../src/models/secret.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import { mediaBackendCases } from '../../src/testing/conformance/cases.ts';
import type { ConformanceHarness } from '../../src/testing/conformance/harness.ts';
import { createWorld, holdingsFor, type MockPlex, startMockPlex } from '../../src/testing/index.ts';
import { backendOf, loginContext } from './backend-of.ts';

const waive = {
  'children: an album has tracks, with numbers and a way back': 'the mock server holds no music',
  'watch state: a favourite is one until it is none': 'Plex has no favourites',
};

describe.each([
  { what: 'an own server', owned: true },
  { what: 'a shared server', owned: false },
])('Plex, $what', ({ owned }) => {
  let mock: MockPlex;
  let login: SignedInServer;

  beforeAll(async () => {
    const { plex: holdings } = holdingsFor({ movies: 230, shows: 6 });
    mock = await startMockPlex({ world: createWorld(11), servers: [{ holdings, owned }] });
    const found = await plexServersOf(secret(mock.account.token), { ...loginContext, plexTvUrl: mock.plexTv.url });
    if (found[0] === undefined) throw new Error('the account has no server');
    login = found[0];
  });
  afterAll(() => mock.close());

  const harness: ConformanceHarness = {
    open: async () => {
      const backend = backendOf(login, { plexTvUrl: mock.plexTv.url });
      return { backend, close: () => backend.close() };
    },
    get candidate() {
      return { uri: mock.servers[0]?.url ?? '', kind: 'local' as const, secure: false, origin: 'typed' as const };
    },
    facets: ['discovery', 'search', 'images', 'watchState'],
    allowWrites: true,
    get secrets() {
      return [mock.account.token, mock.servers[0]?.accessToken ?? ''];
    },
  };
  for (const { name, skip, run } of mediaBackendCases(harness, { waive }))
    test(name, { skip: skip !== undefined }, run);
});
