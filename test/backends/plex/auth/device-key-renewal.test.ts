import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { PlexAuth } from '../../../../src/backends/plex/auth/plex-auth.ts';
import { readAccount } from '../../../../src/backends/plex/auth/plex-tv.ts';
import type { PlexDeviceKeyCredential } from '../../../../src/models/credential.ts';
import { secret } from '../../../../src/models/secret.ts';
import { until } from '../../../until.ts';
import {
  account,
  clientId,
  credentialFor,
  day,
  exchanges,
  type House,
  house,
  nonces,
  type Opened,
  open,
  signIn,
} from './device-key-setting.ts';

const ask = (auth: PlexAuth): Promise<unknown> | undefined =>
  auth.account?.ask((plexTv, token) => readAccount(plexTv, token, {}));

const count = (at: House, path: string): number => at.mock.plexTv.log.to(path).length;

interface Scene extends Opened {
  readonly at: House;
  readonly credential: PlexDeviceKeyCredential;
}

async function signedIn(options: Parameters<typeof house>[0] = {}): Promise<Scene> {
  const at = await house(options);
  const credential = credentialFor(await signIn(at), at.own);
  at.mock.plexTv.log.clear();
  return { at, credential, ...open(at, at.own, credential) };
}

describe('the seven-day token', () => {
  it('is renewed in the background when less than a day is left, and stored before it is used', async () => {
    const { at, auth, stored, credential } = await signedIn();
    at.pass(6 * day - 60_000);
    await ask(auth);
    await ask(auth);
    expect(count(at, exchanges)).toBe(0);
    at.pass(120_000);
    await ask(auth);
    await until(() => stored.length === 1);
    expect(stored[0]?.accountToken?.equals(credential.accountToken ?? secret(''))).toBe(false);
    expect(stored[0]?.accountTokenExpiresAt).toBeGreaterThan((credential.accountTokenExpiresAt ?? 0) + 5 * day);
    expect(stored[0]?.serverToken).toBe(credential.serverToken);
    await ask(auth);
    await ask(auth);
    expect(count(at, exchanges)).toBe(1);
    const tokens = at.mock.plexTv.log.to(account).map(({ headers }) => headers['x-plex-token']);
    expect(tokens.at(-1)).toBe(stored[0]?.accountToken?.reveal());
  });

  it('goes on with the old one when renewing ahead fails, and does not try at every call', async () => {
    const { at, auth, stored } = await signedIn();
    await ask(auth);
    at.pass(6.5 * day);
    at.mock.plexTv.faults.add({ path: nonces, action: { kind: 'status', status: 500 } });
    for (let call = 0; call < 5; call += 1) await ask(auth);
    await until(() => at.warnings().length === 1);
    await ask(auth);
    expect([count(at, nonces), stored.length, at.warnings().length]).toEqual([2, 0, 1]);
    at.mock.plexTv.faults.clear();
    at.pass(600_000);
    await ask(auth);
    await until(() => stored.length === 1);
  });

  it.each([0, 3_600_000, -3_600_000, 365 * day, -365 * day])(
    'is renewed after ten days of sleep, with a clock that is %i ms ahead',
    async (ahead) => {
      const { at, auth, backend, stored } = await signedIn({ ahead });
      await ask(auth);
      at.pass(10 * day);
      expect(await ask(auth)).toMatchObject({ uuid: at.mock.account.uuid });
      expect(count(at, exchanges)).toBe(1);
      // It was known to be over before plex.tv had to say so.
      expect(at.mock.plexTv.log.to(account).map(({ status }) => status)).toEqual([200, 200]);
      expect(stored).toHaveLength(1);
      expect(await backend.libraries()).toHaveLength(2);
    },
  );

  it('is not thought to be over because the machine thinks so', async () => {
    const { at, auth } = await signedIn({ ahead: 365 * day });
    await ask(auth);
    await ask(auth);
    expect(count(at, exchanges)).toBe(0);
  });

  it('is made first when there is none, by a program that was just started', async () => {
    const { at, credential } = await signedIn();
    const { accountToken: _, accountTokenExpiresAt: __, ...rest } = credential;
    const { auth, stored } = open(at, at.own, rest);
    expect(await ask(auth)).toMatchObject({ uuid: at.mock.account.uuid });
    expect(stored).toHaveLength(1);
  });
});

describe('200 requests that meet a 498', () => {
  it('cause one exchange', async () => {
    const { at, credential } = await signedIn();
    at.pass(8 * day);
    const { auth, stored } = open(at, at.own, credential);
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(auth)));
    expect(answers).toHaveLength(200);
    expect([count(at, nonces), count(at, exchanges), stored.length]).toEqual([1, 1, 1]);
  });

  it('are all rejected alike when it fails, also those whose refusal comes late', async () => {
    const { at, credential } = await signedIn();
    at.pass(8 * day);
    at.mock.plexTv.faults.add({ path: exchanges, action: { kind: 'status', status: 503 } });
    const { auth, stored } = open(at, at.own, credential);
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => ask(auth)));
    const reasons = new Set(outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : 'none')));
    expect(reasons.size).toBe(1);
    expect([...reasons][0]).toMatchObject({ code: 'unavailable', status: 503 });
    // One exchange, which was made anew once.
    expect(count(at, exchanges)).toBe(2);
    expect(stored).toEqual([]);
    at.mock.plexTv.faults.clear();
    expect(await ask(auth)).toMatchObject({ uuid: at.mock.account.uuid });
  });

  it('reach nobody with a token that could not be stored', async () => {
    const { at, credential } = await signedIn();
    at.pass(8 * day);
    const { auth } = open(at, at.own, credential, {
      onRenewed: () => {
        throw new Error('disk full');
      },
    });
    await expect(ask(auth)).rejects.toThrow('disk full');
    expect(auth.credential).toBe(credential);
  });
});

const error422 = (message: string): string => JSON.stringify({ errors: [{ code: 1000, message, status: 422 }] });

describe('a refused exchange', () => {
  it.each([
    { says: 'Signature verification failed', code: 'unauthorized', remedy: 'sign-in-again', asked: 2 },
    { says: 'Invalid token', code: 'unauthorized', remedy: 'sign-in-again', asked: 2 },
    { says: 'Thumbprint has already been taken', code: 'conflict', remedy: 'never', asked: 1 },
    { says: 'X-Plex-Client-Identifier is missing', code: 'invalid-argument', remedy: 'never', asked: 2 },
  ])('that says "$says" is $code', async ({ says, code, remedy, asked }) => {
    const { at, credential } = await signedIn();
    at.pass(8 * day);
    at.mock.plexTv.faults.add({ path: exchanges, action: { kind: 'status', status: 422, body: error422(says) } });
    const { auth } = open(at, at.own, credential);
    const failure = await ask(auth)?.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, remedy, status: 422 });
    expect(count(at, exchanges)).toBe(asked);
    const secrets = [JSON.parse(credential.privateJwk.reveal()).d, credential.accountToken?.reveal()];
    for (const planted of secrets)
      expect(inspect([failure, auth], { depth: 9, showHidden: true })).not.toContain(planted);
  });

  it('for a device that was removed is a sign-out', async () => {
    const { at, auth, backend, stored } = await signedIn();
    at.mock.removeDevice(clientId);
    await expect(ask(auth)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await backend.renewCredential()).toBe(false);
    expect(stored).toEqual([]);
  });

  it('for want of the network is none', async () => {
    const { at, auth, backend } = await signedIn();
    at.pass(8 * day);
    at.mock.plexTv.setReachable(false);
    await expect(ask(auth)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(backend.renewCredential()).rejects.toMatchObject({ code: 'unavailable' });
    at.mock.plexTv.setReachable(true);
    expect(await ask(auth)).toMatchObject({ uuid: at.mock.account.uuid });
  });

  it('for too many nonces leaves plex.tv alone for a while, and is no sign-out', async () => {
    const { at, auth, backend } = await signedIn();
    await ask(auth);
    at.pass(8 * day);
    at.mock.limitNonces(true);
    await expect(ask(auth)).rejects.toMatchObject({ code: 'rate-limited', remedy: 'try-later' });
    const before = count(at, nonces);
    const again = await ask(auth)?.catch((error: unknown) => error);
    expect(again).toMatchObject({ code: 'rate-limited' });
    expect(again).toHaveProperty('retryAfterMs', expect.any(Number));
    await expect(backend.renewCredential()).rejects.toMatchObject({ code: 'rate-limited' });
    expect(count(at, nonces)).toBe(before);
    at.mock.limitNonces(false);
    at.pass(61_000);
    expect(await ask(auth)).toMatchObject({ uuid: at.mock.account.uuid });
  });

  it('lets one caller leave without taking the others along', async () => {
    const { at, credential } = await signedIn();
    at.pass(8 * day);
    const { auth } = open(at, at.own, credential);
    const stop = new AbortController();
    const leaving = auth.account?.ask(
      async (plexTv, token) => {
        if (token.equals(credential.accountToken ?? secret(''))) queueMicrotask(() => stop.abort());
        return readAccount(plexTv, token, {});
      },
      { signal: stop.signal },
    );
    const staying = ask(auth);
    await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
    expect(await staying).toMatchObject({ uuid: at.mock.account.uuid });
  });
});

describe('signing out', () => {
  it('ends the tokens at plex.tv, and dead ones count as ended', async () => {
    const { at, auth, backend, credential } = await signedIn();
    await backend.credentials?.revoke?.();
    const ended = at.mock.plexTv.log.to('/api/v2/users/signout').map(({ headers }) => headers['x-plex-token']);
    expect(ended).toEqual([credential.serverToken?.reveal(), credential.accountToken?.reveal()]);
    // What the account's own server takes opens the account, too.
    const headers = { 'x-plex-token': credential.serverToken?.reveal() ?? '' };
    expect((await fetch(`${at.own.url}/library/sections`, { headers })).status).toBe(401);
    at.mock.removeDevice(clientId);
    await auth.revoke?.();
    at.mock.plexTv.setReachable(false);
    await expect(auth.revoke?.()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('leaves a token that is for one shared server alone', async () => {
    const at = await house();
    const credential = credentialFor(await signIn(at), at.shared);
    at.mock.plexTv.log.clear();
    await open(at, at.shared, credential).auth.revoke?.();
    const ended = at.mock.plexTv.log.to('/api/v2/users/signout').map(({ headers }) => headers['x-plex-token']);
    expect(ended).toEqual([credential.accountToken?.reveal()]);
  });

  it('ends the token from before the key, in the middle of an upgrade', async () => {
    const { at, credential } = await signedIn();
    const { accountToken: _, accountTokenExpiresAt: __, ...rest } = credential;
    const legacyToken = secret(at.mock.account.token);
    await open(at, at.own, { ...rest, legacyToken }).auth.revoke?.();
    const headers = { 'x-plex-token': legacyToken.reveal() };
    expect((await fetch(`${at.mock.plexTv.url}${account}`, { headers })).status).toBe(401);
  });
});
