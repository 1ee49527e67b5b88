import { describe, expect, onTestFinished, test } from 'vitest';
import { signInWithApiKey } from '../../../../src/backends/jellyfin/auth/api-key-login.ts';
import { jellyfinPasswordAuth } from '../../../../src/backends/jellyfin/auth/password-auth.ts';
import { signInWithPassword } from '../../../../src/backends/jellyfin/auth/password-login.ts';
import { startQuickConnect } from '../../../../src/backends/jellyfin/auth/quick-connect-login.ts';
import { signInWithToken } from '../../../../src/backends/jellyfin/auth/token-login.ts';
import type { ErrorCode, Remedy } from '../../../../src/errors.ts';
import { itemId } from '../../../../src/models/ids.ts';
import { secret } from '../../../../src/models/secret.ts';
import type { FaultAction } from '../../../../src/testing/http/faults.ts';
import type { MockJellyfin, MockJellyfinOptions } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import {
  candidateFor,
  hurriedClock,
  loginContext,
  type Opened,
  openBackend,
  openWith,
  person,
  signIn,
  startMock,
} from '../setting.ts';

async function mockOf(options: Partial<MockJellyfinOptions> = {}): Promise<MockJellyfin> {
  const mock = await startMock(options);
  onTestFinished(() => mock.close());
  return mock;
}

const failing = (status: number, more: { body?: string; headers?: Record<string, string> } = {}): FaultAction => ({
  kind: 'status',
  status,
  ...more,
});
const text = { body: 'Error processing request.' };
const versions = ['10.8.13', '10.10.7', '10.11.11', '12.0.0'] as const;

describe('what a failed call is for the person', () => {
  const item = itemId('0123456789abcdef0123456789abcdef');
  const read = ({ backend }: Opened): Promise<unknown> => backend.getItem(item);
  const mark = async ({ backend }: Opened): Promise<unknown> => backend.watchState?.setPlayed(item, true);

  test.each<readonly [name: string, FaultAction, code: ErrorCode, remedy: Remedy]>([
    ['401 and nothing else is about the token', failing(401), 'unauthorized', 'sign-in-again'],
    ['401 with a text is about a permission', failing(401, text), 'forbidden', 'never'],
    ['401 with a JSON text, too', failing(401, { body: '"no"' }), 'forbidden', 'never'],
    ['401 of a proxy', failing(401, { headers: { 'www-authenticate': 'Basic realm="x"' } }), 'forbidden', 'never'],
    ['403 and nothing else: the hour, or the place', failing(403), 'forbidden', 'never'],
    ['403 with a text: another user', failing(403, text), 'forbidden', 'never'],
    ['404', failing(404), 'not-found', 'never'],
    ['429', failing(429), 'rate-limited', 'try-later'],
    ['500', failing(500, text), 'unavailable', 'try-later'],
    ['502 of a proxy', failing(502, { body: '<html>' }), 'unavailable', 'try-later'],
    [
      '503 while it starts',
      failing(503, { body: '<html>', headers: { 'retry-after': '005' } }),
      'unavailable',
      'try-later',
    ],
    ['a portal', { kind: 'body', body: '<html>', contentType: 'text/html' }, 'protocol', 'try-later'],
    ['a redirect', { kind: 'redirect', location: 'https://elsewhere.example' }, 'protocol', 'try-later'],
    ['a closed socket', { kind: 'reset' }, 'unavailable', 'try-later'],
  ])('%s', async (_, action, code, remedy) => {
    const mock = await mockOf();
    const opened = await openBackend(mock);
    mock.faults.add({ action });
    for (const work of [read, ...(action.kind === 'body' ? [] : [mark])]) {
      await expect(work(opened)).rejects.toMatchObject({ code, remedy });
    }
  });

  test('nothing listens', async () => {
    const mock = await mockOf();
    const opened = await openBackend(mock);
    mock.setReachable(false);
    await expect(read(opened)).rejects.toMatchObject({ code: 'unavailable', remedy: 'try-later' });
  });
});

describe.each(versions)('what %s does to a user', (version) => {
  const withPassword = async (mock: MockJellyfin): Promise<Opened> => {
    const { username, password } = person(mock);
    const options = { ...loginContext(), url: mock.url, username, password: secret(password), keepPassword: true };
    const server = await signInWithPassword(options);
    const { credential } = server;
    if (credential.type !== 'jellyfin-password') throw new Error('the password was not kept');
    const opened = openWith(server, (context) => jellyfinPasswordAuth(credential, context));
    opened.backend.useConnection(candidateFor(mock));
    return opened;
  };

  test.each([
    ['disabled', (mock: MockJellyfin) => mock.disableUser('marit')],
    ['another password', (mock: MockJellyfin) => mock.changePassword('marit', 'another one')],
    ['deleted', (mock: MockJellyfin) => mock.deleteUser('marit')],
  ] as const)('%s: only a person can help', async (_, spoil) => {
    for (const open of [openBackend, withPassword]) {
      const mock = await mockOf({ version });
      const { backend } = await open(mock);
      expect(await backend.libraries()).not.toHaveLength(0);
      spoil(mock);
      await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized', remedy: 'sign-in-again' });
      expect(await backend.renewCredential()).toBe(false);
      expect(await backend.probe(candidateFor(mock), { timeoutMs: 5_000 })).toMatchObject({ outcome: 'unauthorized' });
    }
  });

  test('an account that is enabled again works with its stored password', async () => {
    const mock = await mockOf({ version });
    const { backend, renewed } = await withPassword(mock);
    mock.disableUser('marit');
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
    mock.enableUser('marit');
    expect(await backend.libraries()).not.toHaveLength(0);
    expect(renewed).toMatchObject([{ type: 'jellyfin-password' }]);
  });

  test('a wrong stored password never locks the account', async () => {
    const mock = await mockOf({ version, users: [{ name: 'marit', password: 'first', lockoutAfter: 3 }] });
    const { backend, renewed, auth } = await withPassword(mock);
    mock.changePassword('marit', 'second');
    mock.log.clear();
    for (let call = 0; call < 6; call += 1) {
      await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
      expect(await backend.renewCredential()).toBe(false);
      expect(await auth.renew(await auth.headers())).toBe(false);
    }
    expect(mock.log.to('/Users/AuthenticateByName')).toHaveLength(1);
    // What the next start of the app reads has no password to try.
    expect(renewed).toMatchObject([{ type: 'jellyfin-token' }]);
    expect(await signIn(mock)).toMatchObject({ userName: 'marit' });
  });
});

describe('what a failed login is for the person', () => {
  const at = (mock: MockJellyfin) => ({ ...loginContext({ clock: hurriedClock() }), url: mock.url });
  const login = (mock: MockJellyfin, username = 'marit', password = person(mock).password): Promise<unknown> =>
    signInWithPassword({ ...at(mock), username, password: secret(password) });
  const byToken = (mock: MockJellyfin, token: string): Promise<unknown> =>
    signInWithToken({ ...at(mock), token: secret(token) });
  const byKey = (mock: MockJellyfin, key: string, userName = 'marit'): Promise<unknown> =>
    signInWithApiKey({ ...at(mock), key: secret(key), userName });
  const byCode = (mock: MockJellyfin): Promise<unknown> => startQuickConnect(at(mock));

  test.each<readonly [name: string, (mock: MockJellyfin) => Promise<unknown>, code: ErrorCode, remedy: Remedy]>([
    ['wrong password', (mock) => login(mock, 'marit', 'no'), 'unauthorized', 'sign-in-again'],
    ['unknown user', (mock) => login(mock, 'nobody'), 'unauthorized', 'sign-in-again'],
    ['empty name', (mock) => login(mock, ''), 'invalid-argument', 'never'],
    ['unknown token', (mock) => byToken(mock, 'nonsense'), 'unauthorized', 'sign-in-again'],
    ['a key given as a token', (mock) => byToken(mock, mock.apiKey), 'invalid-argument', 'never'],
    ['unknown key', (mock) => byKey(mock, 'nonsense'), 'unauthorized', 'sign-in-again'],
    ['a key, and an unknown user', (mock) => byKey(mock, mock.apiKey, 'nobody'), 'invalid-argument', 'never'],
  ])('%s', async (_, attempt, code, remedy) => {
    for (const version of versions) {
      await expect(attempt(await mockOf({ version }))).rejects.toMatchObject({ code, remedy });
    }
  });

  test('a disabled account, and Quick Connect that is switched off', async () => {
    for (const version of versions) {
      const mock = await mockOf({ version, quickConnect: false });
      mock.disableUser('marit');
      await expect(login(mock)).rejects.toMatchObject({ code: 'forbidden', remedy: 'never' });
      await expect(byCode(mock)).rejects.toMatchObject({ code: 'unsupported', remedy: 'never' });
    }
  });

  test.each<readonly [name: string, (mock: MockJellyfin) => void]>([
    ['loading', (mock) => mock.setStartUp('loading')],
    ['set-up', (mock) => mock.setStartUp('setup')],
    ['away', (mock) => mock.setReachable(false)],
  ])('every login at a server that is %s is for later', async (_, spoil) => {
    const mock = await mockOf();
    spoil(mock);
    const attempts = [login(mock), byToken(mock, 'nonsense'), byKey(mock, 'nonsense'), byCode(mock)];
    for (const outcome of await Promise.allSettled(attempts)) {
      expect(outcome).toMatchObject({ reason: { code: 'unavailable', remedy: 'try-later' } });
    }
  });
});
