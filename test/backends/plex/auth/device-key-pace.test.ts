/** How often plex.tv is asked for a token, whatever it and the clocks say. */
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../../src/backends/plex/auth/plex-tv.ts';
import type { PlexDeviceKeyCredential } from '../../../../src/models/credential.ts';
import { secret } from '../../../../src/models/secret.ts';
import { until } from '../../../until.ts';
import {
  account,
  credentialFor,
  day,
  exchanges,
  type House,
  house,
  nonces,
  type Opened,
  open,
  signIn,
  switches,
} from './device-key-setting.ts';

const ask = ({ auth }: Opened): Promise<unknown> =>
  auth.account?.ask((plexTv, token) => readAccount(plexTv, token, {})) ?? Promise.reject(new Error('no account'));

async function asks(opened: Opened, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await ask(opened);
}

const count = ({ mock }: House, path: string): number => mock.plexTv.log.to(path).length;

interface Scene extends Opened {
  readonly at: House;
  readonly credential: PlexDeviceKeyCredential;
}

async function signedIn(at: House): Promise<Scene> {
  const credential = credentialFor(await signIn(at), at.own);
  at.mock.plexTv.log.clear();
  return { at, credential, ...open(at, at.own, credential) };
}

describe('after too many requests', () => {
  it.each([-365 * day, -1])('plex.tv is asked again when the clock is put back by %i ms', async (ms) => {
    const scene = await signedIn(await house());
    const { at } = scene;
    at.pass(8 * day);
    at.mock.limitNonces(true);
    await expect(ask(scene)).rejects.toMatchObject({ code: 'rate-limited' });
    at.mock.limitNonces(false);
    await expect(ask(scene)).rejects.toMatchObject({ code: 'rate-limited' });
    at.turn(ms);
    expect(await ask(scene)).toMatchObject({ uuid: at.mock.account.uuid });
  });

  it.each([
    ['0', 61_000],
    ['0x10', 61_000],
    ['90', 91_000],
    ['999999999', day + 1],
  ])('it is left alone for as long as it asks for, within reason: Retry-After %s', async (text, ms) => {
    const scene = await signedIn(await house());
    const { at } = scene;
    at.pass(8 * day);
    at.mock.plexTv.faults.add({
      path: nonces,
      times: 1,
      action: { kind: 'status', status: 429, headers: { 'retry-after': text } },
    });
    await expect(ask(scene)).rejects.toMatchObject({ code: 'rate-limited' });
    at.pass(ms - 2_000);
    const early = await ask(scene).catch((error: unknown) => error);
    expect(early).toMatchObject({ code: 'rate-limited', retryAfterMs: expect.any(Number) });
    expect(count(at, nonces)).toBe(1);
    at.pass(2_000);
    expect(await ask(scene)).toMatchObject({ uuid: at.mock.account.uuid });
  });
});

describe('a renewal ahead of time that failed', () => {
  it('is tried again although the clock was put back', async () => {
    const scene = await signedIn(await house());
    const { at, stored } = scene;
    await ask(scene);
    at.pass(6.5 * day);
    at.mock.plexTv.faults.add({ path: nonces, action: { kind: 'status', status: 500 } });
    await ask(scene);
    await until(() => at.warnings().length === 1);
    at.mock.plexTv.faults.clear();
    at.turn(-1000 * day);
    await asks(scene, 2);
    await until(() => stored.length === 1);
  });
});

/** The same plex.tv, which gives tokens with another end. */
function withEnd(seconds: number | undefined): typeof globalThis.fetch {
  const real = new Map<string, string>();
  return async (input, init) => {
    const request = new Request(input, init);
    const known = real.get(request.headers.get('x-plex-token') ?? '');
    if (known !== undefined) request.headers.set('x-plex-token', known);
    const answer = await globalThis.fetch(request);
    if (!request.url.endsWith(exchanges) || !answer.ok) return answer;
    const { auth_token } = (await answer.json()) as { readonly auth_token: string };
    const { iat, user } = JSON.parse(atob(auth_token.split('.')[1]?.replaceAll(/[-_]/g, 'A') ?? ''));
    const claims = { iat, user, ...(seconds === undefined ? {} : { exp: iat + seconds }) };
    const token = `eyJhbGciOiJFZERTQSJ9.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.${real.size}`;
    real.set(token, auth_token);
    return Response.json({ auth_token: token }, { headers: { date: answer.headers.get('date') ?? '' } });
  };
}

describe('a token', () => {
  it('that names no end is used until it is refused', async () => {
    const at = await house();
    const { credential } = await signedIn(at);
    at.pass(8 * day);
    const changed = { ...at, environment: { ...at.environment, fetch: withEnd(undefined) } };
    const opened = open(changed, at.own, credential);
    await asks(opened, 3);
    at.pass(day);
    await asks(opened, 3);
    expect(count(at, exchanges)).toBe(1);
    expect(opened.stored).toHaveLength(1);
    expect(opened.stored[0]).not.toHaveProperty('accountTokenExpiresAt');
    at.pass(7 * day);
    await asks(opened, 3);
    expect(count(at, exchanges)).toBe(2);
  });

  it('that lives for half a day is renewed after half of that, and not with each request', async () => {
    const at = await house();
    const { credential } = await signedIn(at);
    const { accountToken: _, accountTokenExpiresAt: __, ...rest } = credential;
    const changed = { ...at, environment: { ...at.environment, fetch: withEnd(43_200) } };
    const opened = open(changed, at.own, rest);
    await asks(opened, 5);
    at.pass(5 * 3_600_000);
    await asks(opened, 5);
    expect(count(at, exchanges)).toBe(1);
    at.pass(2 * 3_600_000);
    await ask(opened);
    await until(() => opened.stored.length === 2);
    await asks(opened, 5);
    expect(count(at, exchanges)).toBe(2);
  });

  it.each([-3_600, 0, 1])('that ends %i s after it was made is used until it is refused', async (seconds) => {
    const at = await house();
    const { credential } = await signedIn(at);
    at.pass(8 * day);
    const changed = { ...at, environment: { ...at.environment, fetch: withEnd(seconds) } };
    const opened = open(changed, at.own, credential);
    await ask(opened);
    at.pass(2_000);
    await asks(opened, 10);
    expect(count(at, exchanges)).toBe(1);
  });

  it('is not made anew at each request because something on the way tells a wrong time', async () => {
    const scene = await signedIn(await house());
    const { at } = scene;
    at.mock.plexTv.faults.add({ path: account, action: { kind: 'clock-skew', ms: 30 * day } });
    await asks(scene, 10);
    expect(count(at, exchanges)).toBe(1);
  });
});

it.each([404, 422])('what is said before the key was shown says nothing about it: %i', async (status) => {
  const scene = await signedIn(await house());
  const { at, backend } = scene;
  at.pass(8 * day);
  at.mock.plexTv.faults.add({ path: nonces, action: { kind: 'status', status, body: '<html>' } });
  const failure = await ask(scene).catch((error: unknown) => error);
  expect(failure).toMatchObject({ status, remedy: 'never' });
  await expect(backend.renewCredential()).rejects.toMatchObject({ status });
});

it('a token that a server refused is shown again when the clock was put back since', async () => {
  const at = await house();
  const credential = { ...credentialFor(await signIn(at), at.own), serverToken: secret('px-dead-since-yesterday') };
  const { backend } = open(at, at.own, credential);
  at.own.faults.add({ action: { kind: 'status', status: 401 } });
  await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
  at.own.faults.clear();
  await expect(backend.libraries()).rejects.toMatchObject({ code: 'unauthorized' });
  at.turn(-365 * day);
  expect(await backend.libraries()).toHaveLength(2);
  expect(at.mock.plexTv.log.to(switches).length).toBeGreaterThan(0);
});
