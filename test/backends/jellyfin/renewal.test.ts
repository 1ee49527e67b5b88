import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jellyfinApiKeyAuth } from '../../../src/backends/jellyfin/auth/api-key-auth.ts';
import { jellyfinPasswordAuth } from '../../../src/backends/jellyfin/auth/password-auth.ts';
import { StorageError } from '../../../src/errors.ts';
import { secret } from '../../../src/models/secret.ts';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import {
  candidateFor,
  identity,
  type Opened,
  openBackend,
  openWith,
  person,
  signIn,
  startMock,
  tokenOf,
} from './setting.ts';

let mock: MockJellyfin;
beforeEach(async () => {
  mock = await startMock();
});
afterEach(() => mock.close());

/** @param token absent: as if only the password had been stored */
async function openWithPassword(more: { password?: string; token?: false; connected?: false } = {}): Promise<Opened> {
  const server = await signIn(mock);
  const { username, password } = person(mock);
  const credential = {
    type: 'jellyfin-password',
    username,
    password: secret(more.password ?? password),
    ...(more.token === false ? {} : { token: secret(tokenOf(server)) }),
  } as const;
  const opened = openWith(server, (context) => jellyfinPasswordAuth(credential, context));
  if (more.connected !== false) opened.backend.useConnection(candidateFor(mock));
  mock.log.clear();
  return opened;
}

const logins = () => mock.log.to('/Users/AuthenticateByName');

describe('a revoked token', () => {
  test('is renewed once with the password, however many requests failed together', async () => {
    const { backend, auth, renewed } = await openWithPassword();
    mock.revokeTokens();
    const answers = await Promise.all([backend.libraries(), backend.libraries(), backend.libraries()]);
    expect(answers.every((libraries) => libraries.length > 0)).toBe(true);
    expect(logins()).toHaveLength(1);
    expect(String(logins()[0]?.headers.authorization)).toContain(`DeviceId="${identity.deviceId}"`);
    expect(renewed).toHaveLength(1);
    expect(renewed[0]).toBe(auth.credential);
    await backend.libraries();
    expect(logins()).toHaveLength(1);
  });

  test('with a wrong password it is a sign-out, after one login', async () => {
    const { backend, renewed } = await openWithPassword({ password: 't0ps3cret' });
    mock.revokeTokens();
    const error: unknown = await backend.libraries().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unauthorized' });
    expect(inspect([error, backend], { depth: 9, showHidden: true })).not.toContain('t0ps3cret');
    expect(await backend.renewCredential()).toBe(false);
    expect(logins()).toHaveLength(1);
    // Stored from now on: a token that is dead, and no password that would be tried at the next start.
    expect(renewed).toMatchObject([{ type: 'jellyfin-token' }]);
  });

  test('a server that is away while renewing is no sign-out', async () => {
    const { backend } = await openWithPassword();
    mock.revokeTokens();
    mock.faults.add({ path: '/Users/AuthenticateByName', action: { kind: 'status', status: 503 } });
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('who stops waiting does not stop the renewal of the others', async () => {
    const { backend } = await openWithPassword();
    mock.revokeTokens();
    const stop = new AbortController();
    const impatient = backend.libraries({ signal: stop.signal });
    const patient = backend.libraries();
    const outcome = expect(impatient).rejects.toMatchObject({ code: 'cancelled' });
    while (logins().length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await outcome;
    expect(await patient).not.toHaveLength(0);
  });

  test('a proxy that asks for a login of its own does not cost the stored password', async () => {
    const { backend, renewed } = await openWithPassword();
    mock.revokeTokens();
    const action = { kind: 'status', status: 401, headers: { 'www-authenticate': 'Basic' } } as const;
    mock.faults.add({ path: '/Users/AuthenticateByName', action, times: 1 });
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(renewed).toHaveLength(0);
    expect(await backend.libraries()).not.toHaveLength(0);
  });

  test('a name that is another user by now is a sign-out', async () => {
    const { backend, renewed } = await openWithPassword();
    mock.revokeTokens();
    const body = JSON.stringify({ AccessToken: 'x', ServerId: mock.serverId, User: { Id: 'somebody-else' } });
    mock.faults.add({
      path: '/Users/AuthenticateByName',
      action: { kind: 'body', body, contentType: 'application/json' },
    });
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(renewed).toMatchObject([{ type: 'jellyfin-token' }]);
    // Nobody uses the session that was begun as them.
    const ended = mock.log.to('/Sessions/Logout').map(({ headers }) => String(headers.authorization));
    expect(ended).toEqual([expect.stringContaining('Token="x"')]);
  });

  test('another server at the address hears no password, and is no sign-out', async () => {
    const { backend, renewed } = await openWithPassword();
    const other = await startMock({ name: 'Elsewhere' });
    backend.useConnection(candidateFor(other));
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'wrong-server', remedy: 'try-later' });
    expect(other.log.to('/Users/AuthenticateByName')).toHaveLength(0);
    await other.close();
    backend.useConnection(candidateFor(mock));
    mock.revokeTokens();
    expect(await backend.libraries()).not.toHaveLength(0);
    expect(renewed).toHaveLength(1);
  });

  test('a refused password that cannot be forgotten is still a sign-out, and is written down', async () => {
    const warnings: unknown[][] = [];
    const note = (...line: unknown[]): void => void warnings.push(line);
    const logger = { trace: () => undefined, debug: () => undefined, info: () => undefined, warn: note, error: note };
    const server = await signIn(mock);
    const { username } = person(mock);
    const credential = { type: 'jellyfin-password', username, password: secret('no'), token: secret('dead') } as const;
    const full = new StorageError('full', 'save the credential: the disk is full');
    const onRenewed = (): Promise<void> => Promise.reject(full);
    const { backend } = openWith(server, (context) => jellyfinPasswordAuth(credential, { ...context, onRenewed }), {
      logger,
    });
    backend.useConnection(candidateFor(mock));
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(warnings).toEqual([[expect.objectContaining({ error: full.message }), expect.any(String)]]);
  });

  test('the password goes to no address where it could be read on the way', async () => {
    const { backend, auth } = await openWithPassword();
    backend.useConnection({ uri: 'http://198.51.100.7', kind: 'direct', secure: false });
    await expect(auth.renew(await auth.headers())).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('without a password there is nobody to ask', async () => {
    const { backend } = await openBackend(mock);
    mock.revokeTokens();
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await backend.renewCredential()).toBe(false);
  });
});

describe('a password without a token', () => {
  test('signs in before the first request', async () => {
    const { backend, renewed } = await openWithPassword({ token: false });
    expect(await backend.libraries()).not.toHaveLength(0);
    expect(renewed).toHaveLength(1);
    expect(mock.log.to('/UserViews').map(({ status }) => status)).toEqual([200]);
  });

  test('a probe before there is a connection says that a login is needed', async () => {
    const { backend } = await openWithPassword({ token: false, connected: false });
    expect(await backend.probe(candidateFor(mock), { timeoutMs: 5_000 })).toMatchObject({ outcome: 'unauthorized' });
    expect(logins()).toHaveLength(0);
  });
});

describe('a probe', () => {
  test.each([
    ['a revoked token', () => mock.revokeTokens(), 'unauthorized'],
    ['a starting server', () => mock.setStartUp('loading'), 'starting'],
    ['its set-up server', () => mock.setStartUp('setup'), 'starting'],
    [
      'a web page',
      () => mock.faults.add({ action: { kind: 'body', body: '<html>', contentType: 'text/html' } }),
      'not-a-media-server',
    ],
    [
      'an Emby server',
      () =>
        mock.faults.add({
          action: { kind: 'body', body: '{"Id":"x","Version":"4.8.0"}', contentType: 'application/json' },
        }),
      'not-a-media-server',
    ],
    [
      'a set-up server that does not know its id yet',
      () =>
        mock.faults.add({
          action: {
            kind: 'body',
            body: '{"id":null,"productName":"Jellyfin Server"}',
            contentType: 'application/json',
          },
        }),
      'starting',
    ],
    ['a failing server', () => mock.faults.add({ action: { kind: 'status', status: 500 } }), 'http-status'],
  ] as const)('%s', async (_, spoil, outcome) => {
    const { backend } = await openBackend(mock);
    spoil();
    mock.log.clear();
    expect(await backend.probe(candidateFor(mock), { timeoutMs: 5_000 })).toMatchObject({ outcome });
    expect(mock.log.all().length).toBeLessThanOrEqual(2);
  });

  test('another server is told the name of nobody', async () => {
    const { backend } = await openBackend(mock);
    const other = await startMock({ name: 'Elsewhere' });
    const result = await backend.probe(candidateFor(other), { timeoutMs: 5_000 });
    expect(result).toMatchObject({ outcome: 'wrong-server', serverName: 'Elsewhere' });
    expect(other.log.all().map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/System/Info/Public', undefined],
    ]);
    await other.close();
  });

  test('a refused token is not renewed by it', async () => {
    const { backend } = await openWithPassword();
    mock.revokeTokens();
    expect(await backend.probe(candidateFor(mock), { timeoutMs: 5_000 })).toMatchObject({ outcome: 'unauthorized' });
    expect(logins()).toHaveLength(0);
  });

  test('an API key asks about its user, and needs another one when that is gone', async () => {
    const server = await signIn(mock);
    const { backend } = openWith(server, (context) =>
      jellyfinApiKeyAuth({ type: 'jellyfin-api-key', key: secret(mock.apiKey) }, context),
    );
    mock.log.clear();
    expect(await backend.probe(candidateFor(mock), { timeoutMs: 5_000 })).toMatchObject({ outcome: 'ok' });
    expect(mock.log.all().map(({ path }) => path)).toEqual(['/System/Info/Public', `/Users/${person(mock).id}`]);
    mock.deleteUser(person(mock).username);
    expect(await backend.probe(candidateFor(mock), { timeoutMs: 5_000 })).toMatchObject({
      outcome: 'unauthorized',
      reason: expect.stringContaining('does not have this user any more'),
    });
  });
});
