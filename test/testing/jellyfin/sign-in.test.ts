import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { call, clientWith, type Json, login, signedIn, startSmall, who } from './mock-client.ts';
import { stillClock } from './still-clock.ts';

let mock: MockJellyfin;
const clock = stillClock();
beforeEach(async () => {
  mock = await startSmall({ clock });
});
afterEach(() => mock.close());

const post = (path: string, authorization: string, body?: string): ReturnType<typeof call> =>
  call(`${mock.url}${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
const me = (token: string): Promise<number> =>
  clientWith(mock, token)
    .get('/Users/Me')
    .then(({ status }) => status);

/** Signs in as marit. */
async function enter({ url }: MockJellyfin, password: string): Promise<number> {
  const body = JSON.stringify({ Username: 'marit', Pw: password });
  const headers = { authorization: who, 'content-type': 'application/json' };
  return (await call(`${url}/Users/AuthenticateByName`, { method: 'POST', headers, body })).status;
}

describe('password', () => {
  test('an answer holds the token, the user and the session', async () => {
    const answer = (await login(mock)).json() as {
      AccessToken: string;
      User: Json;
      SessionInfo: Json;
      ServerId: string;
    };
    expect(answer.AccessToken).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.User).toMatchObject({ Name: 'marit', ServerId: mock.serverId });
    expect(answer.SessionInfo).toMatchObject({ Client: 'Tests', DeviceName: 'Bench', DeviceId: 'bench-1' });
    expect(await me(answer.AccessToken)).toBe(200);
  });

  test.each([
    ['a wrong password', who, '{"Username":"marit","Pw":"no"}', 401, 'text/plain'],
    ['an unknown user', who, '{"Username":"nobody","Pw":"no"}', 401, 'text/plain'],
    ['no name', who, '{}', 400, 'text/plain'],
    ['no device id', 'MediaBrowser Client="a", Device="b", Version="1"', '{"Username":"marit"}', 400, 'text/plain'],
    ['no body', who, undefined, 415, 'application/json; charset=utf-8'],
  ])('%s is refused', async (_, authorization, body, status, type) => {
    const answer = await post('/Users/AuthenticateByName', authorization, body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
  });

  test('names compare in any case', async () => {
    const answer = await post('/Users/AuthenticateByName', who, '{"username":"MARIT","pw":"kites over water"}');
    expect(answer.status).toBe(200);
  });

  test('a disabled account is told apart only with its password', async () => {
    const other = await startSmall({ users: [{ name: 'gone', password: 'p', disabled: true }] });
    expect((await login(other)).status).toBe(403);
    await other.close();
  });
});

describe('tokens and devices', () => {
  test('a new login ends the older token of the same user and device, and no other', async () => {
    const first = await signedIn(mock);
    const elsewhere = await signedIn(mock, 0, who.replace('bench-1', 'bench-2'));
    const other = await signedIn(mock, 1);
    const second = await signedIn(mock);
    expect(await Promise.all([first, elsewhere, other, second].map(({ token }) => me(token)))).toEqual([
      401, 200, 200, 200,
    ]);
  });

  test('10.8 takes the device away from other users and gives the same token again', async () => {
    const old = await startSmall({ version: '10.8.13' });
    const first = await signedIn(old);
    expect((await signedIn(old)).token).toBe(first.token);
    await signedIn(old, 1);
    expect((await first.get('/Users/Me')).status).toBe(401);
    await old.close();
  });

  test('logging out revokes the token; a key stays', async () => {
    const client = await signedIn(mock);
    expect((await client.send('POST', '/Sessions/Logout')).status).toBe(204);
    const after = await client.get('/Users/Me');
    expect([after.status, after.text]).toEqual([401, '']);
    const key = clientWith(mock, mock.apiKey);
    expect((await key.send('POST', '/Sessions/Logout')).status).toBe(204);
    expect((await key.get('/System/Info')).status).toBe(200);
  });

  test('revoked from outside', async () => {
    const [one, two] = [await signedIn(mock, 0), await signedIn(mock, 1)];
    mock.revokeTokens('marit');
    expect([await me(one.token), await me(two.token)]).toEqual([401, 200]);
  });

  test('a disabled user has no token any more, also when enabled again', async () => {
    const [one, two] = [await signedIn(mock, 0), await signedIn(mock, 1)];
    mock.disableUser('marit');
    expect([await me(one.token), await me(two.token), (await login(mock)).status]).toEqual([401, 200, 403]);
    mock.enableUser('marit');
    expect([await me(one.token), (await login(mock)).status]).toEqual([401, 200]);
  });

  test('another password ends the tokens of the old one', async () => {
    const one = await signedIn(mock);
    mock.changePassword('MARIT', 'boats under bridges');
    expect(await me(one.token)).toBe(401);
    expect(await enter(mock, 'kites over water')).toBe(401);
    expect(await enter(mock, 'boats under bridges')).toBe(200);
  });

  test('a deleted user is unknown', async () => {
    const [one, two] = [await signedIn(mock, 0), await signedIn(mock, 1)];
    mock.deleteUser('marit');
    expect([await me(one.token), await enter(mock, 'kites over water')]).toEqual([401, 401]);
    expect((await two.get('/Users')).json()).toMatchObject([{ Name: 'warden' }]);
    expect(() => mock.disableUser('marit')).toThrow(TypeError);
  });

  test.each([
    ['12.0.0', 403],
    ['10.11.11', 200],
    ['10.10.7', 403],
  ] as const)('wrong passwords in a row, on %s: %d', async (version, last) => {
    const users = [{ name: 'marit', password: 'kites over water', lockoutAfter: 3 }];
    const other = await startSmall({ users, version });
    const good = 'kites over water';
    const tries = ['a', 'b', good, 'a', 'b', 'c', good];
    const answers: number[] = [];
    for (const password of tries) answers.push(await enter(other, password));
    expect(answers).toEqual([401, 401, 200, 401, 401, 401, last]);
    other.enableUser('marit');
    expect(await enter(other, good)).toBe(200);
    await other.close();
  });

  test('two users on one client and device share a session, which belongs to the last', async () => {
    const first = await signedIn(mock);
    await signedIn(mock, 1);
    expect((await first.get('/Sessions')).json()).toEqual([]);
  });
});

describe('quick connect', () => {
  const initiate = async (): Promise<{ Secret: string; Code: string }> =>
    (await post('/QuickConnect/Initiate', who)).json() as { Secret: string; Code: string };
  const poll = (secret: string): ReturnType<typeof call> => call(`${mock.url}/QuickConnect/Connect?secret=${secret}`);
  const exchange = (secret: string): ReturnType<typeof call> =>
    post('/Users/AuthenticateWithQuickConnect', who, JSON.stringify({ Secret: secret }));

  test('from the code to the token', async () => {
    const { Secret, Code } = await initiate();
    expect(Secret).toMatch(/^[0-9A-F]{64}$/);
    expect(Code).toMatch(/^\d{6}$/);
    expect((await poll(Secret)).json()).toMatchObject({ Authenticated: false });
    expect((await exchange(Secret)).status).toBe(404);
    mock.approveQuickConnect(Code);
    expect((await poll(Secret)).json()).toMatchObject({ Authenticated: true });
    const { AccessToken } = (await exchange(Secret)).json() as { AccessToken: string };
    expect(await me(AccessToken)).toBe(200);
    // The secret is not used up.
    expect((await exchange(Secret)).json()).toMatchObject({ AccessToken });
  });

  test('a signed-in user agrees, once', async () => {
    const { Code } = await initiate();
    const client = await signedIn(mock, 0, who.replace('bench-1', 'web'));
    expect((await client.send('POST', '/QuickConnect/Authorize?code=000000')).status).toBe(404);
    expect((await client.send('POST', `/QuickConnect/Authorize?code=${Code}`)).json()).toBe(true);
    expect((await client.send('POST', `/QuickConnect/Authorize?code=${Code}`)).status).toBe(500);
  });

  test('ends after ten minutes', async () => {
    const { Secret } = await initiate();
    clock.pass(10 * 60_000);
    expect((await poll(Secret)).status).toBe(200);
    clock.pass(1);
    const late = await poll(Secret);
    expect([late.status, late.json()]).toEqual([404, 'Unknown secret']);
  });

  test('the one who approves must be there', async () => {
    const { Code } = await initiate();
    expect(() => mock.approveQuickConnect(Code, 'nobody')).toThrow(TypeError);
    mock.expireQuickConnect();
    expect(() => mock.approveQuickConnect(Code)).toThrow(TypeError);
  });

  test.each([
    ['10.8.13', 200, 405],
    ['10.10.7', 200, 200],
    ['10.11.11', 200, 200],
    ['12.0.0', 405, 200],
  ] as const)('%s begins by GET %i, by POST %i', async (version, byGet, byPost) => {
    const other = await startSmall({ version });
    const url = `${other.url}/QuickConnect/Initiate`;
    const headers = { authorization: who };
    const statuses = [(await call(url, { headers })).status, (await call(url, { headers, method: 'POST' })).status];
    await other.close();
    expect(statuses).toEqual([byGet, byPost]);
  });

  test('switched off', async () => {
    const other = await startSmall({ quickConnect: false });
    expect((await call(`${other.url}/QuickConnect/Enabled`)).json()).toBe(false);
    const answer = await call(`${other.url}/QuickConnect/Initiate`, {
      method: 'POST',
      headers: { authorization: who },
    });
    expect([answer.status, answer.json()]).toEqual([401, 'Quick connect is disabled']);
    await other.close();
  });
});
