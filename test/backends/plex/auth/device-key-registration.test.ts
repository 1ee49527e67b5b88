import { describe, expect, it } from 'vitest';
import { makeDeviceKey } from '../../../../src/backends/plex/auth/device-key.ts';
import { registerDeviceKey } from '../../../../src/backends/plex/auth/device-key-token.ts';
import { createPlexTv, type PlexTv } from '../../../../src/backends/plex/auth/plex-tv.ts';
import { type Secret, secret } from '../../../../src/models/secret.ts';
import { login } from '../setting.ts';
import {
  clientId,
  credentialFor,
  type House,
  house,
  open,
  plainSignIn,
  registrations,
  signIn,
} from './device-key-setting.ts';

const asClient = ({ mock, environment }: House, deviceId: string): PlexTv =>
  createPlexTv({ ...login(mock.plexTv, environment), deviceId, retries: 0 });

async function legacyToken(at: House): Promise<Secret> {
  const [server] = await plainSignIn(at);
  if (server?.credential.type !== 'plex-token') throw new Error('a plain token was expected');
  return server.credential.accountToken;
}

describe('the registration of a device key', () => {
  it('goes on when this device has it already, as after an answer that was lost', async () => {
    const at = await house();
    const [legacy, { publicJwk }] = [await legacyToken(at), await makeDeviceKey()];
    const plexTv = asClient(at, clientId);
    await registerDeviceKey(plexTv, legacy, publicJwk);
    await registerDeviceKey(plexTv, legacy, publicJwk);
    expect(at.mock.plexTv.log.to(registrations).map(({ status }) => status)).toEqual([201, 422]);
  });

  it.each(['Thumbprint has already been taken', 'Already registered'])(
    'goes on whatever words that is said in: %s',
    async (message) => {
      const at = await house();
      const [legacy, { publicJwk }] = [await legacyToken(at), await makeDeviceKey()];
      const body = JSON.stringify({ errors: [{ code: 1000, message, status: 422 }] });
      at.mock.plexTv.faults.add({ path: registrations, action: { kind: 'status', status: 422, body } });
      await expect(registerDeviceKey(asClient(at, clientId), legacy, publicJwk)).resolves.toBeUndefined();
    },
  );

  it('is a conflict when another device has it', async () => {
    const at = await house();
    const [legacy, { publicJwk }] = [await legacyToken(at), await makeDeviceKey()];
    await registerDeviceKey(asClient(at, clientId), legacy, publicJwk);
    const other = registerDeviceKey(asClient(at, 'mock'), secret(at.mock.account.token), publicJwk);
    await expect(other).rejects.toMatchObject({ code: 'conflict', status: 422 });
  });

  it('needs a token of the same client', async () => {
    const at = await house();
    const { publicJwk } = await makeDeviceKey();
    const foreign = registerDeviceKey(asClient(at, clientId), secret(at.mock.account.token), publicJwk);
    await expect(foreign).rejects.toMatchObject({ code: 'unauthorized', status: 422 });
    const dead = registerDeviceKey(asClient(at, clientId), secret('px-dead'), publicJwk);
    await expect(dead).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
  });

  it('is refused for a key that cannot be one', async () => {
    const at = await house();
    const body = JSON.stringify({ errors: [{ code: 1000, message: 'The key is malformed', status: 422 }] });
    at.mock.plexTv.faults.add({ path: registrations, action: { kind: 'status', status: 422, body } });
    const { publicJwk } = await makeDeviceKey();
    const wrong = registerDeviceKey(asClient(at, clientId), secret(at.mock.account.token), publicJwk);
    await expect(wrong).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('a backend with a device key', () => {
  it('finds addresses and knows the others of the home', async () => {
    const at = await house();
    const { backend } = open(at, at.own, credentialFor(await signIn(at), at.own));
    expect(await backend.discovery?.candidates()).not.toHaveLength(0);
    const profiles = (await backend.profiles?.list()) ?? [];
    expect(profiles.map(({ name }) => name)).toEqual(at.mock.users.map(({ title }) => title));
    const junior = profiles.find(({ isAdmin, isProtected }) => !isAdmin && !isProtected);
    const servers = (junior && (await backend.profiles?.signIn(junior.id))) ?? [];
    expect(servers.map(({ credential }) => credential.type)).toContain('plex-token');
    await backend.close();
    await expect(backend.profiles?.list()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(backend.credentials?.revoke?.()).rejects.toMatchObject({ code: 'unavailable' });
  });
});
