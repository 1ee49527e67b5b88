import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPlexBackend, plexServersOf, plexTokenAuth } from '../../../src/backends/plex/plex.ts';
import type { Credential } from '../../../src/models/credential.ts';
import { itemId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import { type MockPlex, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';
import { contextOf, hurriedClock, login, opened } from './setting.ts';

const holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 1 } };
let mock: MockPlex;
let shared: MockPlexServer;

beforeEach(async () => {
  mock = await startMockPlex({ world: createWorld(9), servers: [{ name: 'Cellar', holdings, owned: false }] });
  const [server] = mock.servers;
  if (server === undefined) throw new Error('no server');
  shared = server;
});

afterEach(() => mock.close());

const resources = '/api/v2/resources';

describe('a server token that ran out', () => {
  it('is renewed once for all requests that met it, stored, and the requests go on', async () => {
    const { backend, stored } = await opened(mock, shared);
    const before = shared.accessToken;
    shared.rotateAccessToken();
    mock.plexTv.log.clear();
    const ids = [0, 1, 2].map((index) => itemId(shared.ratingKeys.movie(index)));
    const items = await Promise.all(ids.map((id) => backend.getItem(id)));
    expect(items.map(({ id }) => id)).toEqual(ids);
    expect(mock.plexTv.log.to(resources)).toHaveLength(1);
    expect(shared.accessToken).not.toBe(before);
    const tokens = stored.map((credential) => credential.type === 'plex-token' && credential.serverToken?.reveal());
    expect(tokens).toEqual([shared.accessToken]);
  });

  it('never sends the account token to the server', async () => {
    const { backend } = await opened(mock, shared);
    await backend.libraries();
    shared.rotateAccessToken();
    await backend.libraries();
    const sent = shared.log.all().map(({ headers }) => headers['x-plex-token']);
    expect(sent).not.toContain(mock.account.token);
    expect(shared.log.all().every(({ query }) => !query.has('X-Plex-Token'))).toBe(true);
  });

  it('surfaces when plex.tv has no other, and shows no token', async () => {
    const { backend, stored } = await opened(mock, shared);
    shared.faults.add({ path: '/library/sections', action: { kind: 'status', status: 401 } });
    const failure = await backend.libraries().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unauthorized', status: 401 });
    expect(await backend.renewCredential()).toBe(false);
    expect(stored).toEqual([]);
    const shown = inspect([failure, backend], { depth: 9, showHidden: true });
    expect(shown).not.toContain(mock.account.token);
    expect(shown).not.toContain(shared.accessToken);
  });

  it('is not a sign-out while plex.tv is away, and is one when the account is signed out', async () => {
    const { backend } = await opened(mock, shared);
    mock.plexTv.faults.add({ path: resources, times: 1, action: { kind: 'reset' } });
    await expect(backend.renewCredential()).rejects.toMatchObject({ code: 'unavailable' });
    mock.revokeAccountToken();
    expect(await backend.renewCredential()).toBe(false);
  });

  it('is not asked for again when it has moved on since', async () => {
    const { context, signedIn } = await opened(mock, shared);
    if (signedIn.credential.type !== 'plex-token') throw new Error('a plex token was expected');
    const auth = plexTokenAuth(signedIn.credential, context);
    const old = await auth.headers();
    shared.rotateAccessToken();
    expect(await auth.renew(old)).toBe(true);
    mock.plexTv.log.clear();
    expect(await auth.renew(old)).toBe(true);
    expect(mock.plexTv.log.all()).toHaveLength(0);
  });

  it('lets one caller leave without taking the others along', async () => {
    const { context, signedIn } = await opened(mock, shared);
    if (signedIn.credential.type !== 'plex-token') throw new Error('a plex token was expected');
    const auth = plexTokenAuth(signedIn.credential, context);
    const old = await auth.headers();
    shared.rotateAccessToken();
    const stop = new AbortController();
    const leaving = auth.renew(old, { signal: stop.signal });
    const staying = auth.renew(old);
    stop.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
    expect(await staying).toBe(true);
  });
});

describe('the account token in the place of the server token', () => {
  it('is refused on a shared server, and the right one found', async () => {
    const stored: Credential[] = [];
    const context = contextOf(mock, shared, {
      onRenewed: (credential) => {
        stored.push(credential);
      },
    });
    const accountToken = secret(mock.account.token);
    const auth = plexTokenAuth({ type: 'plex-token', accountToken, serverToken: accountToken }, context);
    const backend = createPlexBackend(auth, context);
    const candidate = { uri: shared.url, kind: 'local', secure: false, origin: 'typed' } as const;
    expect(await backend.probe(candidate, { timeoutMs: 5_000 })).toMatchObject({ outcome: 'unauthorized' });
    backend.useConnection(candidate);
    expect(await backend.libraries()).toHaveLength(2);
    const tokens = stored.map((credential) => credential.type === 'plex-token' && credential.serverToken?.reveal());
    expect(tokens).toEqual([shared.accessToken]);
  });
});

describe('a credential without a server token', () => {
  it('asks plex.tv for it before the first request', async () => {
    const stored: Credential[] = [];
    const context = contextOf(mock, shared, {
      onRenewed: (credential) => {
        stored.push(credential);
      },
    });
    const auth = plexTokenAuth({ type: 'plex-token', accountToken: secret(mock.account.token) }, context);
    const backend = createPlexBackend(auth, context);
    backend.useConnection({ uri: shared.url, kind: 'local', secure: false });
    const [libraries, again] = await Promise.all([backend.libraries(), backend.libraries()]);
    expect(libraries).toEqual(again);
    expect(stored).toHaveLength(1);
    expect(mock.plexTv.log.to(resources)).toHaveLength(1);
  });

  it('is of no use on a server that the account does not have', async () => {
    const [known] = await plexServersOf(secret(mock.account.token), login(mock.plexTv));
    if (known?.credential.type !== 'plex-token') throw new Error('a plex token was expected');
    const base = contextOf(mock, shared, login(mock.plexTv, { clock: hurriedClock() }));
    const source = { ...base.source, serverId: 'other' as typeof base.source.serverId };
    const auth = plexTokenAuth(
      { type: 'plex-token', accountToken: known.credential.accountToken },
      { ...base, source },
    );
    await expect(auth.headers()).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
