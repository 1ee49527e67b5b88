import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { signInWithApiKey } from '../../../src/backends/jellyfin/auth/api-key-login.ts';
import { signInWithPassword } from '../../../src/backends/jellyfin/auth/password-login.ts';
import { signInWithToken } from '../../../src/backends/jellyfin/auth/token-login.ts';
import { secret } from '../../../src/models/secret.ts';
import type { MockJellyfin, MockJellyfinOptions } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { identity, loginContext, openBackend, person, signIn, startMock, tokenOf } from './setting.ts';

const mocks: MockJellyfin[] = [];
async function mockOf(options: Partial<MockJellyfinOptions> = {}): Promise<MockJellyfin> {
  const mock = await startMock(options);
  mocks.push(mock);
  return mock;
}
afterEach(async () => {
  for (const mock of mocks.splice(0)) await mock.close();
});

const versions = ['10.8.13', '10.10.7', '10.11.11', '12.0.0'] as const;

describe('with a password', () => {
  test.each(versions)('on %s, behind a base path', async (version) => {
    const mock = await mockOf({ version, basePath: '/jelly' });
    const server = await signIn(mock);
    expect(server).toMatchObject({
      type: 'jellyfin',
      name: mock.name,
      serverId: mock.serverId,
      userId: person(mock).id,
      userName: person(mock).username,
      deviceId: identity.deviceId,
      credential: { type: 'jellyfin-token' },
      candidates: [{ uri: mock.url, kind: 'local', secure: false, origin: 'typed' }],
    });
    const { backend } = await openBackend(mock);
    expect(await backend.libraries()).not.toHaveLength(0);
  });

  test.each(versions)('on %s, whatever the name and the password are, in any case', async (version) => {
    const users = [
      { name: 'Ŀuïsa Øst', password: '' },
      { name: '居間 "x", y=1', password: 'pâß wörd+%"\\😀' },
      { name: 'ann+b@example.org', password: ' blanks around ' },
    ];
    const mock = await mockOf({ version, users });
    for (const { name, password } of users) {
      for (const username of [name, name.toUpperCase(), name.toLowerCase()]) {
        const server = await signInWithPassword({
          ...loginContext(),
          url: mock.url,
          username,
          password: secret(password),
        });
        expect(server.userName).toBe(name);
        const wrong = signInWithPassword({
          ...loginContext(),
          url: mock.url,
          username,
          password: secret(`${password} `),
        });
        await expect(wrong).rejects.toMatchObject({ code: 'unauthorized' });
      }
    }
  });

  test('the device is told by its name, and no request before the login holds the password', async () => {
    const mock = await mockOf();
    await signIn(mock);
    const [who, login] = mock.log.all();
    expect(who).toMatchObject({ path: '/System/Info/Public', method: 'GET' });
    expect(who?.headers.authorization).toBeUndefined();
    expect(decodeURIComponent(String(login?.headers.authorization))).toContain(identity.deviceName);
  });

  test('the password is kept only when asked for', async () => {
    const mock = await mockOf();
    const { username, password } = person(mock);
    const options = { ...loginContext(), url: mock.url, username, password: secret(password) };
    const { credential } = await signInWithPassword({ ...options, keepPassword: true });
    expect(credential).toMatchObject({ type: 'jellyfin-password', username });
    if (credential.type !== 'jellyfin-password') throw new Error('no password');
    expect(credential.password.reveal()).toBe(password);
    expect(credential.token).toBeDefined();
  });

  test('a wrong one is unauthorized, and is asked once', async () => {
    const mock = await mockOf();
    const { username } = person(mock);
    const login = signInWithPassword({ ...loginContext(), url: mock.url, username, password: secret('t0ps3cret') });
    await expect(login).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('user name or password is wrong'),
    });
    expect(mock.log.to('/Users/AuthenticateByName')).toHaveLength(1);
    const shown = await login.catch((error: unknown) => inspect(error, { depth: 9, showHidden: true }));
    expect(shown).not.toContain('t0ps3cret');
  });

  test('a proxy that asks for a login of its own is not called a wrong password', async () => {
    const mock = await mockOf();
    const action = { kind: 'status', status: 401, headers: { 'www-authenticate': 'Basic' } } as const;
    mock.faults.add({ method: 'POST', action });
    await expect(signIn(mock)).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('proxy') });
  });

  test('a disabled account is forbidden', async () => {
    const users = [{ name: 'ivo', password: 'x', disabled: true }];
    const mock = await mockOf({ users });
    const login = signInWithPassword({ ...loginContext(), url: mock.url, username: 'ivo', password: secret('x') });
    await expect(login).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('disabled') });
  });

  test('a login that fails on the way is not sent twice', async () => {
    const mock = await mockOf();
    mock.faults.add({ method: 'POST', action: { kind: 'reset' } });
    await expect(signIn(mock)).rejects.toMatchObject({ code: 'unavailable' });
    expect(mock.log.to('/Users/AuthenticateByName')).toHaveLength(1);
  });

  test('a login that another server answers is refused', async () => {
    const mock = await mockOf();
    const body = JSON.stringify({ AccessToken: 't0ps3cret', ServerId: 'elsewhere', User: { Id: 'u' } });
    mock.faults.add({ method: 'POST', action: { kind: 'body', body, contentType: 'application/json' } });
    await expect(signIn(mock)).rejects.toMatchObject({ code: 'wrong-server' });
  });
});

describe('with an API key', () => {
  const options = (mock: MockJellyfin, key = mock.apiKey) => ({ ...loginContext(), url: mock.url, key: secret(key) });

  test.each(versions)('on %s, as a user who is named', async (version) => {
    const mock = await mockOf({ version });
    const { username, id } = person(mock);
    // Copied with what stood around it.
    const given = options(mock, ` ${mock.apiKey}\n`);
    const server = await signInWithApiKey({ ...given, userName: ` ${username.toUpperCase()}` });
    expect(server).toMatchObject({ userId: id, userName: username, credential: { type: 'jellyfin-api-key' } });
    const { credential } = server;
    expect(credential.type === 'jellyfin-api-key' && credential.key.reveal()).toBe(mock.apiKey);
  });

  test.each(versions)('on %s, without a name: the only administrator', async (version) => {
    const mock = await mockOf({ version });
    expect(await signInWithApiKey(options(mock))).toMatchObject({ userName: 'warden' });
  });

  test('without a name: the only user', async () => {
    const mock = await mockOf({ users: [{ name: 'ivo', password: 'x' }] });
    expect(await signInWithApiKey(options(mock))).toMatchObject({ userName: 'ivo' });
  });

  test('two administrators have to be told apart, by the names that are listed', async () => {
    const user = { password: 'x', admin: true };
    const mock = await mockOf({
      users: [
        { ...user, name: 'ann' },
        { ...user, name: 'bob' },
      ],
    });
    await expect(signInWithApiKey(options(mock))).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(/"ann", "bob"/),
    });
  });

  test('an unknown name gets the names that there are', async () => {
    const mock = await mockOf();
    await expect(signInWithApiKey({ ...options(mock), userName: 'zed' })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(/"zed".*"marit"/),
    });
  });

  test.each(versions)("on %s, a user's token is told so, and is taken for nobody else's", async (version) => {
    const mock = await mockOf({ version });
    const token = tokenOf(await signIn(mock));
    await expect(signInWithApiKey({ ...options(mock, token), userName: 'warden' })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('token of a user'),
    });
  });

  test('a wrong key is unauthorized', async () => {
    const mock = await mockOf();
    await expect(signInWithApiKey(options(mock, 'nonsense'))).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('with a token', () => {
  test('of a user: whose it is', async () => {
    const mock = await mockOf();
    const token = tokenOf(await signIn(mock));
    const given = secret(` ${token}\n`);
    const server = await signInWithToken({ ...loginContext(), url: mock.url, token: given, deviceId: 'older-device' });
    expect(tokenOf(server)).toBe(token);
    expect(server).toMatchObject({
      userId: person(mock).id,
      deviceId: 'older-device',
      credential: { type: 'jellyfin-token' },
    });
  });

  test.each(versions)('of %s that is an API key is told so', async (version) => {
    const mock = await mockOf({ version });
    const login = signInWithToken({ ...loginContext(), url: mock.url, token: secret(mock.apiKey) });
    await expect(login).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('API key'),
    });
  });

  test('that is unknown is unauthorized', async () => {
    const mock = await mockOf();
    const login = signInWithToken({ ...loginContext(), url: mock.url, token: secret('nonsense') });
    await expect(login).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
