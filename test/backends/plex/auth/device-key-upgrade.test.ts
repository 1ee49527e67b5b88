import { describe, expect, it } from 'vitest';
import type { ServerId } from '../../../../src/models/ids.ts';
import type { FaultAction } from '../../../../src/testing/http/faults.ts';
import { exchanges, keyOf, open, registrations, switches } from './device-key-setting.ts';
import { legacyOf, scene, types } from './device-key-upgrade-scene.ts';

describe('the exchange of a plain sign-in for a device key', () => {
  it('ends with a key, its token and a token for each server, and without the old one', async () => {
    const at = await scene();
    const legacy = legacyOf(at);
    await at.upgrade();
    expect(at.history).toEqual(['plex-device-key', 'plex-device-key']);
    for (const credential of [...at.stored.values()].map((one) => keyOf({ credential: one }))) {
      expect(credential.accountToken?.reveal()).toMatch(/^eyJ/);
      expect(credential.serverToken?.reveal()).toMatch(/^(px|sv)/);
      expect(credential.serverToken?.reveal()).not.toBe(legacy);
      expect(credential.legacyToken).toBeUndefined();
    }
    expect(await at.works()).toEqual([2, 2]);
  });

  it('is offered to plain tokens of an account only', async () => {
    const at = await scene();
    const [, plain] = at.stored.values();
    if (plain === undefined) throw new Error('no credential');
    expect(open(at.at, at.at.own, plain).backend.credentials?.upgrade).toBeDefined();
    await at.upgrade();
    const [key] = at.stored.values();
    if (key === undefined) throw new Error('no credential');
    expect(open(at.at, at.at.own, key).backend.credentials?.upgrade).toBeUndefined();
  });

  it.each([
    { when: 'a PIN protects the own user', options: { accountPin: '1357' }, code: 'forbidden' },
    { when: 'plex.tv wants fewer switches', options: {}, code: 'rate-limited' },
    { when: 'no server can be reached', options: {}, code: 'unavailable' },
  ])('changes nothing when $when', async ({ options, code }) => {
    const at = await scene(options);
    if (code === 'rate-limited') at.at.mock.limitUserSwitches(true);
    if (code === 'unavailable') for (const server of at.at.mock.servers) server.setReachable(false);
    await expect(at.upgrade()).rejects.toMatchObject({ code });
    expect(at.history).toEqual([]);
    expect(at.at.mock.plexTv.log.to(registrations)).toHaveLength(0);
    expect(at.at.mock.plexTv.log.to(exchanges)).toHaveLength(0);
    for (const server of at.at.mock.servers) server.setReachable(true);
    expect(await at.works()).toEqual([2, 2]);
  });

  it('goes on without a server that was away before', async () => {
    const at = await scene();
    at.at.shared.setReachable(false);
    await at.upgrade();
    at.at.shared.setReachable(true);
    expect(types(at)).toEqual(['plex-device-key', 'plex-device-key']);
    expect(await at.works()).toEqual([2, 2]);
  });

  it.each(['dies at once', 'seems to be alive for a moment'])(
    'puts a plain sign-in back when a server does not take the new one, and the old token %s',
    async (how) => {
      const at = await scene({}, ({ prove }) => ({
        prove: async (server, credential) =>
          credential.type === 'plex-device-key' ? 'refused' : prove(server, credential),
      }));
      const legacy = legacyOf(at);
      const { uuid } = at.at.mock.account;
      const alive = { kind: 'body', body: JSON.stringify({ uuid }), contentType: 'application/json' } as const;
      if (how !== 'dies at once') at.at.mock.plexTv.faults.add({ path: '/api/v2/user', action: alive });
      await expect(at.upgrade()).rejects.toMatchObject({ code: 'conflict' });
      expect(at.history).toEqual(['plex-device-key', 'plex-token']);
      expect(legacyOf(at)).not.toBe(legacy);
      expect(await at.works()).toEqual([2, 2]);
    },
  );

  it('heals a sign-in that stopped after the old token had died', async () => {
    let calls = 0;
    const at = await scene({}, ({ store }) => ({
      store: async (credentials) => {
        calls += 1;
        if (calls === 2) throw new Error('the process is gone');
        await store(credentials);
      },
    }));
    await expect(at.upgrade()).rejects.toThrow('the process is gone');
    const staged = [...at.stored.values()].map((credential) => keyOf({ credential }));
    expect(staged.map(({ accountToken }) => accountToken)).toEqual([undefined, undefined]);
    expect(staged.map(({ legacyToken }) => legacyToken === undefined)).toEqual([false, false]);
    expect(await at.works()).toEqual([2, 2]);
    // The own server needed another token; the neighbour's has its own, and keeps what it has until it is asked for.
    const own = at.stored.get(
      [...at.stored.keys()].find((id) => id === at.at.own.machineIdentifier) ?? ('' as ServerId),
    );
    expect(own).toMatchObject({ type: 'plex-device-key' });
    expect(own).not.toHaveProperty('legacyToken');
  });

  it('leaves one alone that stopped with the key registered, and can be begun again', async () => {
    let ends = 1;
    const at = await scene({}, ({ store }) => ({
      store: async (credentials) => {
        ends -= 1;
        if (ends === 0) throw new Error('the process is gone');
        await store(credentials);
      },
    }));
    await expect(at.upgrade()).rejects.toThrow('the process is gone');
    expect(at.at.mock.plexTv.log.to(exchanges)).toHaveLength(0);
    expect(types(at)).toEqual(['plex-token', 'plex-token']);
    expect(await at.works()).toEqual([2, 2]);
    await at.upgrade();
    expect(types(at)).toEqual(['plex-device-key', 'plex-device-key']);
    expect(await at.works()).toEqual([2, 2]);
  });

  it('needs no exchange for one that stopped before', async () => {
    const at = await scene();
    at.at.mock.plexTv.faults.add({ path: /auth\/(nonce|token)/, action: { kind: 'status', status: 503 } });
    at.at.mock.plexTv.faults.add({ path: '/api/v2/user', skip: 1, action: { kind: 'status', status: 503 } });
    await expect(at.upgrade()).rejects.toMatchObject({ code: 'conflict' });
    expect(at.history).toEqual(['plex-device-key']);
    expect(await at.works()).toEqual([2, 2]);
    expect(at.at.mock.plexTv.log.to(exchanges)).toHaveLength(0);
  });

  it('is told apart from giving up, which leaves no half way behind', async () => {
    const stop = new AbortController();
    const at = await scene({}, ({ store }) => ({
      store: async (credentials) => {
        await store(credentials);
        stop.abort();
      },
    }));
    await expect(at.upgrade({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(types(at)).toEqual(['plex-token', 'plex-token']);
    expect(await at.works()).toEqual([2, 2]);
  });
});

const faults: readonly (readonly [name: string, action: FaultAction])[] = [
  ['a failure', { kind: 'status', status: 500 }],
  ['a reset', { kind: 'reset' }],
  ['a lost answer', { kind: 'empty' }],
  ['a refusal', { kind: 'status', status: 401 }],
  ['too many requests', { kind: 'status', status: 429 }],
];

describe('whatever fails on the way', () => {
  it.each(faults)('%s at any call leaves sign-ins that the servers take', async (_, action) => {
    const untroubled = await scene();
    await untroubled.upgrade();
    const calls = untroubled.at.mock.plexTv.log.all().length;
    expect(calls).toBeGreaterThan(7);
    let failed = 0;
    for (let skip = 0; skip < calls; skip += 1) {
      for (const times of [1, 2, 99]) {
        const at = await scene();
        at.at.mock.plexTv.faults.add({ skip, times, action });
        const outcome = await at.upgrade().then(
          () => 'done',
          (error: unknown) => error,
        );
        if (outcome !== 'done') {
          failed += 1;
          expect(outcome).toHaveProperty('remedy');
        }
        if (at.history.length === 0) expect(types(at)).toEqual(['plex-token', 'plex-token']);
        at.at.mock.plexTv.faults.clear();
        at.at.pass(61_000);
        expect(await at.works(), `after call ${skip}, ${times} times`).toEqual([2, 2]);
      }
    }
    expect(failed).toBeGreaterThan(calls);
  });

  it('the switch is tried before anything is registered', async () => {
    const at = await scene();
    await at.upgrade();
    const paths = at.at.mock.plexTv.log.all().map(({ path }) => path);
    expect(paths.findIndex((path) => switches.test(path))).toBeLessThan(paths.indexOf(registrations));
  });
});
