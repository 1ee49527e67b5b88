import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK, jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { MockPlex } from '../../../src/testing/plex/mock-plex.ts';
import { call, only, plexWith, small, type TestClock, testClock } from './harness.ts';

interface Device {
  readonly jwk: JWK;
  sign(claims: Record<string, unknown>): Promise<string>;
}

async function newDevice(clock: TestClock): Promise<Device> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'device-key', alg: 'EdDSA' };
  const now = Math.floor(clock.now() / 1000);
  return {
    jwk,
    sign: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', kid: 'device-key', typ: 'JWT' })
        .setIssuer('phone')
        .setAudience('plex.tv')
        .setIssuedAt(now)
        .setExpirationTime(now + 300)
        .sign(privateKey),
  };
}

const asJson = { 'content-type': 'application/json' };

async function signIn(plex: MockPlex, device: Device): Promise<string> {
  const pins = `${plex.plexTv.url}/api/v2/pins`;
  const body = JSON.stringify({ jwk: device.jwk, strong: true });
  const made = await call(pins, { method: 'POST', clientId: 'phone', headers: asJson, body });
  plex.approvePin(String(made.json.at('code').value));
  const proof = await device.sign({});
  const own = `${pins}/${String(made.json.at('id').value)}?deviceJWT=${proof}`;
  return String((await call(own, { clientId: 'phone' })).json.at('authToken').value);
}

describe('device keys', () => {
  it('give a JWT that the published keys verify', async () => {
    const clock = testClock();
    const plex = await plexWith({ clock });
    const token = await signIn(plex, await newDevice(clock));
    const { json } = await call(`${plex.plexTv.url}/api/v2/auth/keys`);
    const keys = createLocalJWKSet({ keys: json.at('keys').value } as JSONWebKeySet);
    const checked = await jwtVerify(token, keys, { audience: 'phone', currentDate: new Date(clock.now()) });
    expect(checked.payload).toMatchObject({ iss: 'plex.tv', thumbprint: 'device-key' });
    expect((await call(`${plex.plexTv.url}/api/v2/user`, { token })).status).toBe(200);
  });

  it('are refused by media servers, although resources echo the JWT', async () => {
    const clock = testClock();
    const plex = await plexWith({ clock, servers: [{ holdings: small }, { holdings: small, jwtAccepted: true }] });
    const token = await signIn(plex, await newDevice(clock));
    const { json } = await call(`${plex.plexTv.url}/api/v2/resources`, { token });
    expect(json.at(0, 'accessToken').value).toBe(token);
    const statuses = plex.servers.map(async ({ url }) => (await call(`${url}/`, { token })).status);
    expect(await Promise.all(statuses)).toEqual([401, 200]);
  });

  it('end the legacy token of the same client, and renew with a nonce that works once', async () => {
    const clock = testClock();
    const plex = await plexWith({ clock });
    const { url } = plex.plexTv;
    const made = await call(`${url}/api/v2/pins`, { method: 'POST', clientId: 'phone' });
    plex.approvePin(String(made.json.at('code').value));
    const claimed = await call(`${url}/api/v2/pins/${String(made.json.at('id').value)}`, { clientId: 'phone' });
    const legacy = String(claimed.json.at('authToken').value);

    const device = await newDevice(clock);
    const post = { method: 'POST', clientId: 'phone', headers: asJson };
    const register = { ...post, token: legacy, body: JSON.stringify({ jwk: device.jwk }) };
    expect((await call(`${url}/api/v2/auth/jwk`, register)).status).toBe(201);
    expect((await call(`${url}/api/v2/auth/jwk`, register)).status).toBe(422);
    expect((await call(`${url}/api/v2/auth/nonce`)).status).toBe(422);
    const { json } = await call(`${url}/api/v2/auth/nonce`, { clientId: 'phone' });
    const body = JSON.stringify({ jwt: await device.sign({ nonce: json.at('nonce').value }) });
    expect((await call(`${url}/api/v2/user`, { token: legacy })).status).toBe(200);
    const first = await call(`${url}/api/v2/auth/token`, { ...post, body });
    expect(first.json.at('auth_token').value).toMatch(/^eyJ/);
    expect((await call(`${url}/api/v2/user`, { token: legacy })).status).toBe(401);
    expect((await call(`${url}/api/v2/auth/token`, { ...post, body })).status).toBe(422);
  });

  it('run out after seven days with status 498; switching to oneself gives a legacy token', async () => {
    const clock = testClock();
    const plex = await plexWith({ clock });
    const token = await signIn(plex, await newDevice(clock));
    const self = `${plex.plexTv.url}/api/v2/home/users/${plex.account.uuid}/switch`;
    const switched = await call(self, { method: 'POST', token, clientId: 'phone' });
    const legacy = String(switched.json.at('authToken').value);
    expect((await call(`${only(plex.servers).url}/`, { token: legacy })).status).toBe(200);
    clock.pass(7 * 86_400_000);
    expect((await call(`${plex.plexTv.url}/api/v2/user`, { token })).status).toBe(498);
  });
});
