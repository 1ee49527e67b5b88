import { describe, expect, it } from 'vitest';
import type { PlexDeviceKeyCredential } from '../../../../src/models/credential.ts';
import { secret } from '../../../../src/models/secret.ts';
import type { MockPlexServer } from '../../../../src/testing/plex/server/mock-server.ts';
import { credentialFor, day, house, open, resources, signIn, switches } from './device-key-setting.ts';

const withDeadToken = (credential: PlexDeviceKeyCredential): PlexDeviceKeyCredential => ({
  ...credential,
  serverToken: secret('px-dead-since-yesterday'),
});

const tokensSentTo = (server: MockPlexServer): readonly unknown[] =>
  server.log.all().map(({ headers }) => headers['x-plex-token']);

const isJwt = (token: unknown): boolean => String(token).startsWith('eyJ');

describe('the ladder of tokens for a server', () => {
  it('begins with the stored one, which needs no plex.tv', async () => {
    const at = await house();
    const credential = credentialFor(await signIn(at), at.own);
    at.mock.plexTv.log.clear();
    expect(await open(at, at.own, credential).backend.libraries()).toHaveLength(2);
    expect(at.mock.plexTv.log.all()).toHaveLength(0);
  });

  it('goes on with what plex.tv gives for the server, without a switch', async () => {
    const at = await house();
    const credential = credentialFor(await signIn(at), at.shared);
    at.shared.rotateAccessToken();
    at.mock.plexTv.log.clear();
    const { backend, stored } = open(at, at.shared, credential);
    expect(await backend.libraries()).toHaveLength(2);
    expect(stored.map(({ serverToken }) => serverToken?.reveal())).toEqual([at.shared.accessToken]);
    expect([at.mock.plexTv.log.to(resources).length, at.mock.plexTv.log.to(switches).length]).toEqual([1, 0]);
  });

  it('takes a plain token that begins like a JWT by chance for what it is', async () => {
    const at = await house();
    const credential = withDeadToken(credentialFor(await signIn(at), at.own));
    const chance = { change: 'set', path: '*.accessToken', value: 'eyJsomewhatlikeone' } as const;
    at.mock.plexTv.faults.add({ path: resources, action: { kind: 'mutate', changes: [chance] } });
    const { auth, stored } = open(at, at.own, credential, { currentConnection: () => undefined });
    expect(await auth.renew(await auth.headers())).toBe(true);
    expect(stored.map(({ serverToken }) => serverToken?.reveal())).toEqual(['eyJsomewhatlikeone']);
  });

  it('then switches to the own user, where plex.tv only echoes the JWT', async () => {
    const at = await house();
    const credential = withDeadToken(credentialFor(await signIn(at), at.own));
    at.mock.plexTv.log.clear();
    const { backend, stored } = open(at, at.own, credential);
    const answers = await Promise.all(Array.from({ length: 20 }, () => backend.libraries()));
    expect(answers.map((libraries) => libraries.length)).toEqual(Array.from({ length: 20 }, () => 2));
    expect(at.mock.plexTv.log.to(switches)).toHaveLength(1);
    expect(stored).toHaveLength(1);
    expect(isJwt(stored[0]?.serverToken?.reveal())).toBe(false);
    expect(tokensSentTo(at.own).filter(isJwt)).toEqual([]);
  });

  it('passes over a token that the server refuses too, in one go', async () => {
    const at = await house();
    const credential = withDeadToken(credentialFor(await signIn(at), at.own));
    const bogus = { change: 'set', path: '*.accessToken', value: 'px-bogus' } as const;
    at.mock.plexTv.log.clear();
    at.mock.plexTv.faults.add({ path: resources, times: 1, action: { kind: 'mutate', changes: [bogus] } });
    const { backend, stored } = open(at, at.own, credential);
    expect(await backend.libraries()).toHaveLength(2);
    expect(stored).toHaveLength(1);
    expect(tokensSentTo(at.own)).toContain('px-bogus');
    expect(at.mock.plexTv.log.to(switches)).toHaveLength(1);
  });

  it('ends with the JWT, where a server takes it, and stores it nowhere', async () => {
    const holdings = { movies: { from: 0, count: 1 }, shows: { from: 0, count: 0 } };
    const at = await house({ servers: [{ name: 'Loft', holdings, jwtAccepted: true }] });
    const credential = withDeadToken(credentialFor(await signIn(at), at.own));
    at.mock.limitUserSwitches(true);
    const { auth, backend, stored } = open(at, at.own, credential);
    expect(await backend.libraries()).not.toHaveLength(0);
    expect(isJwt(tokensSentTo(at.own).at(-1))).toBe(true);
    expect(stored).toEqual([]);
    expect(auth.credential).toBe(credential);
    at.mock.plexTv.log.clear();
    await backend.libraries();
    expect(at.mock.plexTv.log.all()).toHaveLength(0);
  });

  it('never shows the JWT to a server that somebody else shares', async () => {
    const at = await house({ accountPin: '1357' });
    const credential = withDeadToken(credentialFor(await signIn(at), at.shared));
    const drop = { change: 'drop', path: '*.accessToken' } as const;
    at.mock.plexTv.faults.add({ path: resources, action: { kind: 'mutate', changes: [drop] } });
    const { backend } = open(at, at.shared, credential);
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(tokensSentTo(at.shared).filter(isJwt)).toEqual([]);
  });

  it('asks for a sign-in when every rung was refused, and goes round in no circle', async () => {
    const at = await house();
    const credential = credentialFor(await signIn(at), at.own);
    const { backend, stored } = open(at, at.own, credential);
    at.own.faults.add({ action: { kind: 'status', status: 401 } });
    for (let call = 0; call < 3; call += 1) {
      await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
    }
    expect(await backend.renewCredential()).toBe(false);
    expect(stored).toEqual([]);
    // Of the JWT too, the server heard once.
    expect(tokensSentTo(at.own).filter(isJwt)).toHaveLength(1);
    at.own.faults.clear();
    expect(await backend.libraries()).toHaveLength(2);
  });

  it.each([
    { trouble: 'many switches', code: 'rate-limited' },
    { trouble: 'a reset', code: 'unavailable' },
  ])('does not take $trouble for a sign-out', async ({ trouble, code }) => {
    const at = await house();
    const credential = withDeadToken(credentialFor(await signIn(at), at.own));
    if (trouble === 'a reset') at.mock.plexTv.faults.add({ path: switches, action: { kind: 'reset' } });
    else at.mock.limitUserSwitches(true);
    const { backend } = open(at, at.own, credential);
    await expect(backend.libraries()).rejects.toMatchObject({ code, remedy: 'try-later' });
    at.mock.plexTv.faults.clear();
    at.mock.limitUserSwitches(false);
    at.pass(day / 24);
    expect(await backend.libraries()).toHaveLength(2);
  });
});
