import { afterAll, beforeAll, describe, test } from 'vitest';
import { jellyfinApiKeyAuth } from '../../../src/backends/jellyfin/auth/api-key-auth.ts';
import { jellyfinTokenAuth } from '../../../src/backends/jellyfin/auth/token-auth.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SignedInServer } from '../../../src/models/source.ts';
import { mediaBackendCases } from '../../../src/testing/conformance/cases.ts';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { candidateFor, openWith, signIn, startMock, tokenOf } from './setting.ts';

describe.each(['10.8.13', '10.10.7', '10.11.11', '12.0.0'] as const)('Jellyfin %s', (version) => {
  let mock: MockJellyfin;
  let server: SignedInServer;
  beforeAll(async () => {
    mock = await startMock({ version, basePath: '/jelly' });
    server = await signIn(mock);
  });
  afterAll(() => mock.close());

  describe.each(['token', 'API key'] as const)('with a %s', (carrier) => {
    const cases = mediaBackendCases({
      open: async () => {
        const { backend } = openWith(server, (context) =>
          carrier === 'token'
            ? jellyfinTokenAuth({ type: 'jellyfin-token', token: secret(tokenOf(server)) }, context)
            : jellyfinApiKeyAuth({ type: 'jellyfin-api-key', key: secret(mock.apiKey) }, context),
        );
        return { backend, close: () => backend.close() };
      },
      get candidate() {
        return candidateFor(mock);
      },
      facets: ['discovery', 'search', 'images'],
      get secrets() {
        return [tokenOf(server), mock.apiKey];
      },
    });
    for (const { name, run } of cases) test(name, run);
  });
});
