import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serversOfAccount } from '../../../../src/backends/plex/auth/account-servers.ts';
import type { PlexAuth } from '../../../../src/backends/plex/auth/plex-auth.ts';
import { createPlexTv } from '../../../../src/backends/plex/auth/plex-tv.ts';
import { plexTokenAuth } from '../../../../src/backends/plex/plex.ts';
import { environment } from '../../../../src/models/environment.ts';
import { secret } from '../../../../src/models/secret.ts';
import { createWorld } from '../../../../src/testing/catalogue/world.ts';
import type { FaultAction } from '../../../../src/testing/http/faults.ts';
import { type MockPlex, startMockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { contextOf, hurriedClock, identity, login } from '../setting.ts';
import { keptLog } from './kept-log.ts';

const holdings = { movies: { from: 0, count: 2 }, shows: { from: 0, count: 0 } };
const signout = '/api/v2/users/signout';
const ping = '/api/v2/ping';
const resources = '/api/v2/resources';
const user = '/api/v2/user';
let mock: MockPlex;

beforeEach(async () => {
  mock = await startMockPlex({
    world: createWorld(35),
    servers: [
      { name: 'Mine', holdings },
      { name: 'Theirs', holdings, owned: false },
    ],
  });
});

afterEach(() => mock.close());

function authOf(index = 0, more: Parameters<typeof contextOf>[2] = {}): PlexAuth {
  const server = mock.servers[index];
  if (server === undefined) throw new Error('no server');
  const serverToken = secret(server.accessToken);
  const accountToken = secret(mock.account.token);
  return plexTokenAuth({ type: 'plex-token', accountToken, serverToken }, contextOf(mock, server, more));
}

const json = (body: unknown, status = 200): FaultAction => ({
  kind: 'status',
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

/** What plex.tv may say of a token, and what follows. `dead`: the only ones that end a sign-in. */
const sayings: readonly (readonly [string, FaultAction, 'dead' | string])[] = [
  ['401', json({ errors: [{ code: 1001, message: 'no', status: 401 }] }, 401), 'dead'],
  ['401 without a body', { kind: 'status', status: 401 }, 'dead'],
  ['422 for the token', json({ error: 'Invalid token' }, 422), 'dead'],
  ['422 for the token, in a list', json({ errors: [{ code: 1000, message: 'Invalid token' }] }, 422), 'dead'],
  ['422 for something else', json({ errors: [{ message: 'thumbprint taken' }] }, 422), 'invalid-argument'],
  ['400', { kind: 'status', status: 400 }, 'invalid-argument'],
  ['403', { kind: 'status', status: 403 }, 'forbidden'],
  ['404', { kind: 'status', status: 404 }, 'not-found'],
  ['429', json({ errors: [{ code: 1003 }] }, 429), 'rate-limited'],
  ['500', { kind: 'status', status: 500 }, 'unavailable'],
  ['503', { kind: 'status', status: 503 }, 'unavailable'],
  ['a portal', { kind: 'body', body: '<html>', contentType: 'text/html' }, 'protocol'],
  ['a portal that sends elsewhere', { kind: 'redirect', location: 'http://portal.invalid/' }, 'protocol'],
  ['a reset', { kind: 'reset' }, 'unavailable'],
];

describe('the ping', () => {
  it('goes to plex.tv with the account’s token', async () => {
    await authOf(1).keepAlive?.();
    const [sent] = mock.plexTv.log.all();
    expect(mock.plexTv.log.all()).toHaveLength(1);
    expect(sent).toMatchObject({ method: 'GET', path: ping, status: 200 });
    expect(sent?.headers['x-plex-token']).toBe(mock.account.token);
    expect(mock.servers.flatMap(({ log }) => log.all())).toEqual([]);
  });

  it.each(sayings)('tells a dead token from everything else: %s', async (_, action, outcome) => {
    mock.plexTv.faults.add({ path: ping, action });
    const failure = await authOf()
      .keepAlive?.()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: outcome === 'dead' ? 'unauthorized' : outcome });
    expect((failure as { remedy?: string }).remedy === 'sign-in-again').toBe(outcome === 'dead');
    expect(inspect(failure)).not.toContain(mock.account.token);
  });

  it('needs no word for it', async () => {
    mock.plexTv.faults.add({ path: ping, action: json({ ping: 'pong' }) });
    await expect(authOf().keepAlive?.()).resolves.toBeUndefined();
  });
});

describe('signing out', () => {
  it('ends the token for everything that it opened', async () => {
    const auth = authOf();
    await auth.revoke?.();
    expect(mock.plexTv.log.all()).toMatchObject([{ method: 'DELETE', path: signout, status: 204 }]);
    await expect(auth.keepAlive?.()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await auth.renew(await auth.headers())).toBe(false);
  });

  it('is done with one that is dead already, and with an answer that got lost', async () => {
    const auth = authOf(0, { retries: 1 });
    mock.plexTv.faults.add({ path: signout, times: 1, action: { kind: 'empty' } });
    await auth.revoke?.();
    await auth.revoke?.();
    expect(mock.plexTv.log.to(signout).map(({ status }) => status)).toEqual([204, 401]);
  });

  it('is asked for again after a reset', async () => {
    const clock = hurriedClock();
    mock.plexTv.faults.add({ path: signout, times: 1, action: { kind: 'reset' } });
    await authOf(0, { ...login(mock.plexTv, { clock }), retries: 1 }).revoke?.();
    expect(mock.plexTv.log.to(signout)).toHaveLength(2);
  });

  it.each(sayings)('is over only when it is: %s', async (_, action, outcome) => {
    mock.plexTv.faults.add({ path: signout, action });
    const ended = authOf().revoke?.();
    if (outcome === 'dead') await expect(ended).resolves.toBeUndefined();
    else await expect(ended).rejects.toMatchObject({ code: outcome });
  });

  it('says that Plex is away, and can be given up', async () => {
    mock.plexTv.setReachable(false);
    await expect(authOf().revoke?.()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(authOf().revoke?.({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a token', () => {
  it.each(sayings)('is good or not by the account’s answer alone: %s', async (_, action, outcome) => {
    mock.plexTv.faults.add({ path: user, action });
    const plexTv = createPlexTv({ ...login(mock.plexTv), deviceId: identity.deviceId, retries: 0 });
    const asked = serversOfAccount(plexTv, secret(mock.account.token), { deviceId: identity.deviceId });
    await expect(asked).rejects.toMatchObject({ code: outcome === 'dead' ? 'unauthorized' : outcome });
  });

  it.each([...sayings, ['498', { kind: 'status', status: 498 }, 'dead'] as const])(
    'for a server is looked up again, and only a dead account ends it: %s',
    async (_, action, outcome) => {
      const auth = authOf(1);
      const refused = await auth.headers();
      mock.plexTv.faults.add({ path: resources, action });
      if (outcome === 'dead') expect(await auth.renew(refused)).toBe(false);
      else await expect(auth.renew(refused)).rejects.toMatchObject({ code: outcome });
    },
  );

  it('for a shared server is that server’s; while plex.tv gives none, nobody has to sign in', async () => {
    const auth = authOf(1);
    const refused = await auth.headers();
    mock.plexTv.faults.add({
      path: resources,
      action: { kind: 'mutate', changes: [{ path: '*.accessToken', change: 'set', value: null }] },
    });
    const waiting = authOf(1, login(mock.plexTv, { clock: hurriedClock() }));
    await expect(waiting.renew(refused)).rejects.toMatchObject({ code: 'unavailable', remedy: 'try-later' });
    for (const each of [auth, waiting]) {
      expect(Object.values(await each.headers())).toEqual([mock.servers[1]?.accessToken]);
    }
  });

  it('is in no log and no error, at any level', async () => {
    const log = keptLog();
    const base = { ...environment({ clock: hurriedClock() }), logger: log.logger };
    const auth = authOf(1, { environment: base });
    mock.plexTv.faults.add({ path: resources, times: 1, action: { kind: 'status', status: 503 } });
    const failures = [
      await auth.renew(await auth.headers()).catch((error: unknown) => error),
      await auth.keepAlive?.(),
      await auth.revoke?.(),
      await auth.keepAlive?.().catch((error: unknown) => error),
    ];
    expect(log.text()).toContain(ping);
    const shown = `${log.text()} ${inspect([failures, auth], { depth: 9, showHidden: true })}`;
    for (const token of [mock.account.token, mock.servers[1]?.accessToken ?? 'none'])
      expect(shown).not.toContain(token);
  });
});
