import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ping, signOut } from '../../../../src/backends/plex/auth/account-requests.ts';
import { switchHomeUser } from '../../../../src/backends/plex/auth/home-requests.ts';
import {
  createPin,
  createPlexTv,
  listServers,
  type PlexTv,
  readAccount,
} from '../../../../src/backends/plex/auth/plex-tv.ts';
import { environment } from '../../../../src/models/environment.ts';
import { secret } from '../../../../src/models/secret.ts';
import { createWorld } from '../../../../src/testing/catalogue/world.ts';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import { type MockPlex, startMockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { hurriedClock, identity } from '../setting.ts';

const holdings = { movies: { from: 0, count: 1 }, shows: { from: 0, count: 0 } };
const user = '/api/v2/user';
let first: MockPlex;
let second: MockPlex;

// Of one world, so one token is good at both, as at the two names of the real service.
beforeEach(async () => {
  const start = (): Promise<MockPlex> =>
    startMockPlex({ world: createWorld(37), servers: [{ name: 'Mine', holdings }] });
  [first, second] = await Promise.all([start(), start()]);
});

afterEach(() => Promise.all([first.close(), second.close()]));

const token = (): ReturnType<typeof secret> => secret(first.account.token);

function plexTv(clock = hurriedClock(), retries = 0): PlexTv {
  const [plexTvUrl, plexTvFallbackUrl] = [first.plexTv.url, second.plexTv.url];
  const { deviceId } = identity;
  return createPlexTv({
    environment: environment({ clock }),
    identity,
    deviceId,
    plexTvUrl,
    plexTvFallbackUrl,
    retries,
  });
}

const asked = (): readonly number[] => [first, second].map((mock) => mock.plexTv.log.all().length);

describe('the second name of plex.tv', () => {
  it('is not needed while the first one answers', async () => {
    const tv = plexTv();
    await readAccount(tv, token(), {});
    await listServers(tv, token(), {});
    expect(asked()).toEqual([2, 0]);
  });

  it('is asked when nobody listens at the first, and stays in use', async () => {
    first.plexTv.setReachable(false);
    const tv = plexTv();
    expect(await readAccount(tv, token(), {})).toMatchObject({ uuid: first.account.uuid });
    first.plexTv.setReachable(true);
    await ping(tv, token());
    expect(asked()).toEqual([0, 2]);
    second.plexTv.setReachable(false);
    await ping(tv, token());
    expect(asked()).toEqual([1, 2]);
  });

  it.each([400, 401, 403, 404, 422, 429, 498, 500, 502, 503])('is not asked after an answer: %i', async (status) => {
    first.plexTv.faults.add({ path: user, action: { kind: 'status', status } });
    await expect(readAccount(plexTv(), token(), {})).rejects.toMatchObject({ status });
    expect(asked()).toEqual([1, 0]);
  });

  it('is not asked after a portal', async () => {
    first.plexTv.faults.add({ path: user, action: { kind: 'body', body: '<html>', contentType: 'text/html' } });
    await expect(readAccount(plexTv(), token(), {})).rejects.toMatchObject({ code: 'protocol' });
    expect(asked()).toEqual([1, 0]);
  });

  it('says what it has to say, and stays in use', async () => {
    first.plexTv.setReachable(false);
    const tv = plexTv();
    await expect(readAccount(tv, secret('nobody'), {})).rejects.toMatchObject({ code: 'unauthorized' });
    first.plexTv.setReachable(true);
    await ping(tv, token());
    expect(asked()).toEqual([0, 2]);
  });

  it('is asked when the first one never answers', async () => {
    const clock = new FakeClock();
    const { deviceId } = identity;
    const hosts = { plexTvUrl: first.plexTv.url, plexTvFallbackUrl: second.plexTv.url };
    const tv = createPlexTv({ environment: environment({ clock }), identity, deviceId, ...hosts, retries: 0 });
    first.plexTv.faults.add({ action: { kind: 'black-hole' } });
    const account = readAccount(tv, token(), {});
    while (asked()[0] === 0) await new Promise(setImmediate);
    await clock.advance(15_000);
    expect(await account).toMatchObject({ uuid: first.account.uuid });
  });

  it('does not get what may have been done already', async () => {
    first.plexTv.faults.add({ action: { kind: 'reset' } });
    const [, junior] = first.users;
    await expect(switchHomeUser(plexTv(), token(), junior?.uuid ?? '')).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked()).toEqual([1, 0]);
    first.plexTv.setReachable(false);
    expect((await switchHomeUser(plexTv(), token(), junior?.uuid ?? '')).reveal()).toMatch(/^px/);
    expect(asked()).toEqual([1, 1]);
  });

  it('gets what does no harm twice', async () => {
    first.plexTv.faults.add({ action: { kind: 'reset' } });
    expect((await createPin(plexTv(), false, {})).code).toHaveLength(4);
    await signOut(plexTv(), token());
    expect(asked()).toEqual([2, 2]);
  });

  it('leaves the failure to the first when both are away, after all tries', async () => {
    first.plexTv.setReachable(false);
    second.plexTv.setReachable(false);
    const clock = hurriedClock();
    await expect(readAccount(plexTv(clock, 2), token(), {})).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(first.plexTv.url),
    });
    expect(clock.pauses).toHaveLength(2);
  });

  it('is not asked for somebody who gave up', async () => {
    const stop = new AbortController();
    first.plexTv.faults.add({ action: { kind: 'black-hole' } });
    const over = expect(readAccount(plexTv(), token(), { signal: stop.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    while (asked()[0] === 0) await new Promise(setImmediate);
    stop.abort();
    await over;
    expect(asked()).toEqual([1, 0]);
  });

  it.each<[string, { plexTvUrl?: string; plexTvFallbackUrl?: string }, readonly string[]]>([
    ['nothing', {}, ['clients.plex.tv', 'plex.tv']],
    ['an address', { plexTvUrl: 'https://one.invalid' }, ['one.invalid']],
    [
      'two',
      { plexTvUrl: 'https://one.invalid', plexTvFallbackUrl: 'https://two.invalid' },
      ['one.invalid', 'two.invalid'],
    ],
  ])('is there by itself only where the first one is Plex’s own: given %s', async (_, given, expected) => {
    const hosts: string[] = [];
    const offline = environment({
      clock: hurriedClock(),
      fetch: async (input) => {
        hosts.push(new URL(input instanceof Request ? input.url : input).host);
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('no name'), { code: 'ENOTFOUND' }) });
      },
    });
    const tv = createPlexTv({ environment: offline, identity, deviceId: identity.deviceId, ...given, retries: 0 });
    await expect(ping(tv, secret('t'))).rejects.toMatchObject({ code: 'unavailable', problem: 'dns' });
    expect(hosts).toEqual(expected);
  });
});
