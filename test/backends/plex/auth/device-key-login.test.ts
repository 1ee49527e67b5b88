import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { factsOf, makeDeviceKey, signDeviceJwt } from '../../../../src/backends/plex/auth/device-key.ts';
import { secret } from '../../../../src/models/secret.ts';
import {
  clientId,
  credentialFor,
  day,
  exchanges,
  house,
  keyOf,
  open,
  signIn,
  startLogin,
  switches,
} from './device-key-setting.ts';

describe('a device key', () => {
  it('signs what its public half verifies, and names itself by its thumbprint', async () => {
    const key = await makeDeviceKey();
    const now = Date.UTC(2026, 4, 5, 6, 7, 8, 999);
    const signed = await signDeviceJwt(key, { clientId: 'phone', now, nonce: 'once', scope: 'username' });
    const keys = createLocalJWKSet({ keys: [key.publicJwk] });
    const { payload, protectedHeader } = await jwtVerify(signed.reveal(), keys, { currentDate: new Date(now) });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: key.keyId, typ: 'JWT' });
    const iat = Math.floor(now / 1000);
    const claims = { aud: 'plex.tv', iss: 'phone', iat, exp: iat + 300, nonce: 'once', scope: 'username' };
    expect(payload).toEqual(claims);
    expect(JSON.stringify([key, key.publicJwk])).not.toContain(JSON.parse(key.privateJwk.reveal()).d);
    expect((await makeDeviceKey()).keyId).not.toBe(key.keyId);
  });

  it('that cannot be read asks for a sign-in, and shows nothing of it', async () => {
    const key = { keyId: 'k', privateJwk: secret('{"d":"planted-private-part"') };
    const failure = await signDeviceJwt(key, { clientId: 'phone', now: 0 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unauthorized' });
    expect(String(failure) + JSON.stringify(failure)).not.toContain('planted');
  });

  it('reads nothing out of tokens that say nothing', () => {
    for (const token of ['', 'px123', 'eyJ.eyJ.x', `e30.${btoa('{"user":null,"exp":"soon"}')}.x`]) {
      expect(factsOf(secret(token))).toEqual({});
    }
  });

  it.each(['0', '-5', '1e306', '8640000000001', 'null', '[]'])('reads no end out of one that says %s', (exp) => {
    expect(factsOf(secret(`e30.${btoa(`{"exp":${exp},"iat":${exp}}`)}.x`))).toEqual({});
  });
});

describe('a PIN login with a device key', () => {
  it.each([false, true])('ends in credentials that the servers take (strong: %s)', async (strong) => {
    const at = await house();
    const flow = await startLogin(at, strong);
    const waiting = flow.wait();
    at.mock.approvePin(flow.prompt.code);
    const servers = await waiting;
    expect(servers.map(({ name }) => name).sort()).toEqual(['Cellar', 'Loft']);
    for (const server of [at.own, at.shared]) {
      const { backend } = open(at, server, credentialFor(servers, server));
      expect(await backend.libraries()).toHaveLength(2);
    }
    const [first] = servers.map(keyOf);
    expect(first?.accountToken?.reveal()).toMatch(/^eyJ/);
    expect(first?.accountTokenExpiresAt).toBe(factsOf(first?.accountToken ?? secret('')).expiresAt);
    expect(decodeProtectedHeader(first?.accountToken?.reveal() ?? '')).toMatchObject({ typ: 'JWT' });
    expect(decodeJwt(first?.accountToken?.reveal() ?? '')).toMatchObject({ thumbprint: first?.keyId });
  });

  it('never stores the JWT as the token of a server, and sends it to none', async () => {
    const at = await house();
    const servers = await signIn(at);
    expect(servers).toHaveLength(2);
    for (const { serverToken = secret('') } of servers.map(keyOf)) expect(serverToken.reveal()).toMatch(/^(?!eyJ)./);
    for (const server of [at.own, at.shared])
      await open(at, server, credentialFor(servers, server)).backend.libraries();
    const sent = [at.own, at.shared].flatMap(({ log }) => log.all()).map(({ headers }) => headers['x-plex-token']);
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.filter((token) => String(token).startsWith('eyJ'))).toEqual([]);
  });

  it('proves itself with each look, and leaves no switch untried only where it is needed', async () => {
    const at = await house({
      servers: [
        { name: 'Cellar', holdings: { movies: { from: 0, count: 1 }, shows: { from: 0, count: 0 } }, owned: false },
      ],
    });
    await signIn(at);
    const looks = at.mock.plexTv.log.to(/\/pins\/\d+$/);
    expect(looks.length).toBeGreaterThan(0);
    for (const { query } of looks) {
      const claims = decodeJwt(query.get('deviceJWT') ?? '');
      expect(claims).toEqual({ aud: 'plex.tv', iss: clientId, iat: claims.iat, exp: (claims.iat ?? 0) + 300 });
    }
    expect(at.mock.plexTv.log.to(switches)).toHaveLength(0);
    expect(at.mock.plexTv.log.to(exchanges)).toHaveLength(0);
  });

  it.each([3_600_000, -3_600_000, 365 * day, -365 * day])('works with a clock that is %i ms ahead', async (ahead) => {
    const at = await house({ ahead });
    const servers = await signIn(at);
    const { backend } = open(at, at.own, credentialFor(servers, at.own));
    expect(await backend.libraries()).toHaveLength(2);
  });

  describe('when the way over the own user is closed', () => {
    it('by a PIN, keeps the servers that need it not', async () => {
      const at = await house({ accountPin: '1357' });
      const servers = await signIn(at);
      expect(servers.map(({ name }) => name)).toEqual(['Cellar']);
      expect(await open(at, at.shared, credentialFor(servers, at.shared)).backend.libraries()).toHaveLength(2);
    });

    it('by too many switches, keeps them too', async () => {
      const at = await house();
      at.mock.limitUserSwitches(true);
      expect((await signIn(at)).map(({ name }) => name)).toEqual(['Cellar']);
    });

    it('says what to do when no server is left', async () => {
      const at = await house({
        accountPin: '1357',
        servers: [{ name: 'Loft', holdings: { movies: { from: 0, count: 1 }, shows: { from: 0, count: 0 } } }],
      });
      const failure = await signIn(at).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'unsupported' });
      expect(String(failure)).toMatch(/Sign in with a plain PIN/);
      expect(String(failure)).not.toMatch(/eyJ/);
    });
  });

  it('tries again later when the network failed at the end', async () => {
    const at = await house();
    at.mock.plexTv.faults.add({ path: switches, times: 1, action: { kind: 'reset' } });
    const flow = await startLogin(at);
    at.mock.approvePin(flow.prompt.code);
    await expect(flow.wait()).rejects.toMatchObject({ code: 'unavailable' });
    // The code has done its work: what it gave is kept.
    at.mock.expirePins();
    expect(await flow.wait()).toHaveLength(2);
  });

  it('says so when plex.tv does not believe the device', async () => {
    const at = await house();
    const flow = await startLogin(at);
    at.mock.plexTv.faults.add({ path: /\/pins\/\d+$/, action: { kind: 'status', status: 422 } });
    await expect(flow.wait()).rejects.toMatchObject({ code: 'unsupported', status: 422 });
  });

  it('takes a plain token for what it is when plex.tv ignores the key', async () => {
    const at = await house();
    const flow = await startLogin(at);
    at.mock.plexTv.faults.add({
      path: /\/pins\/\d+$/,
      action: { kind: 'mutate', changes: [{ change: 'set', path: 'authToken', value: at.mock.account.token }] },
    });
    expect((await flow.wait()).map(({ credential }) => credential.type)).toEqual(['plex-token', 'plex-token']);
  });
});
