import { afterEach, describe, expect, test } from 'vitest';
import { jellyfinApiKeyAuth } from '../../../../src/backends/jellyfin/auth/api-key-auth.ts';
import { jellyfinPasswordAuth } from '../../../../src/backends/jellyfin/auth/password-auth.ts';
import { secret } from '../../../../src/models/secret.ts';
import type { MockJellyfin, MockJellyfinOptions } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import { candidateFor, type Opened, openBackend, openWith, person, signIn, startMock, tokenOf } from '../setting.ts';

let mock: MockJellyfin;
afterEach(() => mock.close());

async function openWithToken(options: Partial<MockJellyfinOptions> = {}): Promise<Opened> {
  mock = await startMock(options);
  const opened = await openBackend(mock);
  mock.log.clear();
  return opened;
}

async function openWithPassword(options: Partial<MockJellyfinOptions> = {}): Promise<Opened> {
  mock = await startMock(options);
  const server = await signIn(mock);
  const { username, password } = person(mock);
  const token = secret(tokenOf(server));
  const credential = { type: 'jellyfin-password', username, password: secret(password), token } as const;
  const opened = openWith(server, (context) => jellyfinPasswordAuth(credential, context));
  opened.backend.useConnection(candidateFor(mock));
  mock.log.clear();
  return opened;
}

/** What a client with this token is told. */
async function answerTo(authorization: string): Promise<number> {
  return (await fetch(`${mock.url}/Users/Me`, { headers: { authorization } })).status;
}

const logouts = () => mock.log.to(/\/Sessions\/Logout$/);
const logins = () => mock.log.to('/Users/AuthenticateByName');

describe.each(['10.8.13', '10.10.7', '10.11.11', '12.0.0'] as const)('signing out of %s', (version) => {
  test('ends the token, and it alone', async () => {
    const { backend, auth } = await openWithToken({ version, basePath: '/jelly' });
    const { authorization = '' } = await auth.headers();
    const [, warden] = mock.users;
    const login = await fetch(`${mock.url}/Users/AuthenticateByName`, {
      method: 'POST',
      headers: {
        authorization: 'MediaBrowser Client="c", Device="d", DeviceId="another", Version="1"',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ Username: warden?.name, Pw: warden?.password }),
    });
    const { AccessToken } = (await login.json()) as { AccessToken: string };
    expect(await answerTo(authorization)).toBe(200);
    await backend.credentials?.revoke?.();
    expect(await answerTo(authorization)).toBe(401);
    expect(await answerTo(`MediaBrowser Token="${AccessToken}"`)).toBe(200);
    expect(logouts().map(({ method, status }) => [method, status])).toEqual([['POST', 204]]);
  });

  test('twice is once', async () => {
    const { backend } = await openWithToken({ version });
    await backend.credentials?.revoke?.();
    await backend.credentials?.revoke?.();
    expect(logouts().map(({ status }) => status)).toEqual([204, 401]);
  });
});

describe('signing out', () => {
  test('of a server that is away or starting says so, and can be done later', async () => {
    const { backend, auth } = await openWithToken();
    const { authorization = '' } = await auth.headers();
    mock.faults.add({ path: '/Sessions/Logout', times: 1, action: { kind: 'status', status: 503 } });
    const busy = backend.credentials?.revoke?.();
    await expect(busy).rejects.toMatchObject({ code: 'unavailable', remedy: 'try-later' });
    expect(await answerTo(authorization)).toBe(200);
    await backend.credentials?.revoke?.();
    expect(await answerTo(authorization)).toBe(401);
  });

  test('a 401 of something in front of the server ends nothing', async () => {
    const { backend } = await openWithToken();
    const headers = { 'www-authenticate': 'Basic' };
    mock.faults.add({ path: '/Sessions/Logout', action: { kind: 'status', status: 401, headers } });
    await expect(backend.credentials?.revoke?.()).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('without an address in use is unavailable, and an aborted one is cancelled', async () => {
    mock = await startMock();
    const server = await signIn(mock);
    const { username, password } = person(mock);
    const credential = { type: 'jellyfin-password', username, password: secret(password), token: secret('t') } as const;
    const { backend } = openWith(server, (context) => jellyfinPasswordAuth(credential, context));
    await expect(backend.credentials?.revoke?.()).rejects.toMatchObject({ code: 'unavailable' });
    backend.useConnection(candidateFor(mock));
    const stopped = backend.credentials?.revoke?.({ signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('the token goes to no address where it could be read on the way', async () => {
    const { backend } = await openWithToken();
    backend.useConnection({ uri: 'http://198.51.100.7', kind: 'direct', secure: false });
    await expect(backend.credentials?.revoke?.()).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('an API key belongs to the administrator', async () => {
    mock = await startMock();
    const server = await signIn(mock);
    const credential = { type: 'jellyfin-api-key', key: secret(mock.apiKey) } as const;
    const { backend, auth } = openWith(server, (context) => jellyfinApiKeyAuth(credential, context));
    expect([auth.revoke, auth.keepAlive, backend.credentials]).toEqual([undefined, undefined, undefined]);
  });

  test('nothing dies of disuse', async () => {
    const { backend, auth } = await openWithToken();
    expect([auth.keepAlive, backend.credentials?.keepAlive]).toEqual([undefined, undefined]);
  });
});

describe('signing out of a stored password', () => {
  test('nobody signs in with it after that', async () => {
    const { backend, auth, renewed } = await openWithPassword();
    await backend.credentials?.revoke?.();
    expect(logouts().map(({ status }) => status)).toEqual([204]);
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await auth.renew(await auth.headers())).toBe(false);
    expect(logins()).toHaveLength(0);
    expect(renewed).toHaveLength(0);
  });

  test('a login that is under way is waited for, and its token ends', async () => {
    const { backend, auth } = await openWithPassword();
    mock.revokeTokens();
    mock.faults.add({ path: '/Users/AuthenticateByName', action: { kind: 'delay', ms: 60 } });
    const renewing = auth.renew(await auth.headers());
    while (logins().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await backend.credentials?.revoke?.();
    expect(await renewing).toBe(true);
    const { authorization = '' } = await auth.headers();
    expect(await answerTo(authorization)).toBe(401);
  });

  test('one that failed leaves everything as it was', async () => {
    const { backend } = await openWithPassword();
    mock.faults.add({ path: '/Sessions/Logout', action: { kind: 'status', status: 500 } });
    await expect(backend.credentials?.revoke?.()).rejects.toMatchObject({ code: 'unavailable' });
    mock.revokeTokens();
    expect(await backend.libraries()).not.toHaveLength(0);
  });
});
