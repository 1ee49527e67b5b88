import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaBackend } from '../../../../src/backends/media-backend.ts';
import {
  createPlexBackend,
  plexServerTokenAuth,
  signInWithPlexServerToken,
} from '../../../../src/backends/plex/plex.ts';
import { environment } from '../../../../src/models/environment.ts';
import { secret } from '../../../../src/models/secret.ts';
import type { SignedInServer } from '../../../../src/models/source.ts';
import { createWorld } from '../../../../src/testing/catalogue/world.ts';
import { type MockPlex, startMockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../../src/testing/plex/server/mock-server.ts';
import { contextOf, identity } from '../setting.ts';

const holdings = { movies: { from: 0, count: 2 }, shows: { from: 0, count: 0 } };
let mock: MockPlex;
let server: MockPlexServer;

beforeEach(async () => {
  mock = await startMockPlex({ world: createWorld(41), servers: [{ name: 'Shared', holdings, owned: false }] });
  const [only] = mock.servers;
  if (only === undefined) throw new Error('no server');
  server = only;
});

afterEach(() => mock.close());

const signIn = (token: string, url: string = server.url): Promise<SignedInServer> =>
  signInWithPlexServerToken({
    environment: environment(),
    identity,
    url,
    token: secret(token),
  });

function opened({ credential }: SignedInServer): MediaBackend {
  if (credential.type !== 'plex-server-token') throw new Error('a server token was expected');
  const context = contextOf(mock, server);
  const backend = createPlexBackend(plexServerTokenAuth(credential, context), context);
  backend.useConnection({ uri: server.url, kind: 'local', secure: false });
  return backend;
}

describe('a token of one server', () => {
  it('works while plex.tv cannot be reached', async () => {
    mock.plexTv.setReachable(false);
    const backend = opened(await signIn(server.accessToken));
    expect(await backend.libraries()).toHaveLength(2);
    expect(mock.plexTv.log.all()).toEqual([]);
  });

  it('is taken without the blanks around it, and refused with what no token has in it', async () => {
    const { credential } = await signIn(` ${server.accessToken}\n`);
    expect(credential.type === 'plex-server-token' && credential.token.reveal()).toBe(server.accessToken);
    for (const token of [`“${server.accessToken}”`, 'two words', 'a\u0001b', 'žeton']) {
      const failure = await signIn(token).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('Copy it again') });
      expect(inspect(failure)).not.toContain(token);
    }
  });

  it('can be ended by nobody here, and needs no ping', async () => {
    const { credential } = await signIn(server.accessToken);
    if (credential.type !== 'plex-server-token') throw new Error('a server token was expected');
    const auth = plexServerTokenAuth(credential, contextOf(mock, server));
    expect([auth.revoke, auth.keepAlive]).toEqual([undefined, undefined]);
    expect(await auth.renew(await auth.headers())).toBe(false);
  });

  it('waits for a sign-in when it is revoked, and the new one is of the same source', async () => {
    const before = await signIn(server.accessToken);
    const backend = opened(before);
    server.rotateAccessToken();
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized', remedy: 'sign-in-again' });
    expect(await backend.renewCredential()).toBe(false);
    const candidate = { uri: server.url, kind: 'local', secure: false, origin: 'typed' } as const;
    expect(await backend.probe(candidate, { timeoutMs: 5_000 })).toMatchObject({ outcome: 'unauthorized' });
    const again = await signIn(server.accessToken);
    expect(again).toMatchObject({ serverId: before.serverId, userId: before.userId, deviceId: before.deviceId });
    expect(await opened(again).libraries()).toHaveLength(2);
  });

  it.each<[string, () => string, string, string, RegExp]>([
    ['one that it does not know', () => 'px-unknown', 'unauthorized', 'sign-in-again', /does not accept the token/],
    ['the account’s own', () => mock.account.token, 'unauthorized', 'sign-in-again', /does not accept the token/],
    ['none', () => '', 'unauthorized', 'sign-in-again', /has an owner, so it takes nobody without a token/],
    ['a JWT', () => 'eyJhbGciOiJFZERTQSJ9.e30.c2ln', 'unsupported', 'never', /do not accept; it is for plex\.tv only/],
  ])('is refused with a reason: %s', async (_, token, code, remedy, message) => {
    const failure = await signIn(token()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, remedy, message: expect.stringMatching(message), status: 401 });
    if (token() !== '') expect(inspect(failure)).not.toContain(token());
  });

  it('is not to blame while the server is in maintenance', async () => {
    server.setStartUp('maintenance');
    await expect(signIn(server.accessToken)).rejects.toMatchObject({ code: 'unavailable', remedy: 'try-later' });
  });

  it('goes to no place that is not a Plex server', async () => {
    await expect(signIn(server.accessToken, mock.plexTv.url)).rejects.toMatchObject({ remedy: expect.any(String) });
    const sent = mock.plexTv.log.all().map(({ headers }) => headers['x-plex-token']);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.every((token) => token === undefined)).toBe(true);
  });
});
