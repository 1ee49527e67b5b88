import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { startQuickConnect } from '../../../src/backends/jellyfin/auth/quick-connect-login.ts';
import { jellyfinTokenAuth } from '../../../src/backends/jellyfin/auth/token-auth.ts';
import { secret } from '../../../src/models/secret.ts';
import type { MockJellyfin, MockJellyfinOptions } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { candidateFor, hurriedClock, identity, loginContext, openWith, person, startMock, tokenOf } from './setting.ts';

let mock: MockJellyfin;
afterEach(() => mock.close());

async function start(options: Partial<MockJellyfinOptions> = {}) {
  mock = await startMock(options);
  const clock = hurriedClock();
  const flow = await startQuickConnect({ ...loginContext({ clock }), url: mock.url });
  return { flow, clock };
}

/** Runs as soon as the server has been asked so often whether the code was entered. */
async function afterPolls(count: number, then: () => void): Promise<void> {
  while (mock.log.to(/\/QuickConnect\/Connect$/).length < count) await new Promise((resolve) => setImmediate(resolve));
  then();
}

describe.each(['10.8.13', '10.10.7', '10.11.11', '12.0.0'] as const)('Quick Connect on %s', (version) => {
  test('from the code to a listing', async () => {
    const { flow, clock } = await start({ version, basePath: '/jelly' });
    expect(flow.prompt).toEqual({
      code: expect.stringMatching(/^\d{6}$/),
      url: `${mock.url}/web/#/quickconnect`,
      qr: `${mock.url}/web/#/quickconnect`,
      expiresAt: Date.UTC(2026, 0, 1) + 600_000,
    });
    const waiting = flow.wait();
    await afterPolls(3, () => mock.approveQuickConnect(flow.prompt.code));
    const [server] = await waiting;
    if (server === undefined) throw new Error('no server came of it');
    expect(clock.pauses.every((ms) => ms === 5_000)).toBe(true);
    expect(server).toMatchObject({
      userId: person(mock).id,
      deviceId: identity.deviceId,
      candidates: [{ uri: mock.url, origin: 'typed' }],
    });
    const { credential } = server;
    if (credential.type !== 'jellyfin-token') throw new Error('no token');
    const { backend } = openWith(server, (context) => jellyfinTokenAuth(credential, context));
    expect(await backend.probe(candidateFor(mock), { timeoutMs: 5_000 })).toMatchObject({ outcome: 'ok' });
    backend.useConnection(candidateFor(mock));
    const [library] = await backend.libraries();
    const [kind] = library?.itemKinds ?? [];
    if (library === undefined || kind === undefined) throw new Error('no library');
    expect((await backend.listItems(library.id, { kind })).items).not.toHaveLength(0);
  });
});

describe('Quick Connect', () => {
  test('switched off: says what to do', async () => {
    await expect(start({ quickConnect: false })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/password.*switch it on/),
    });
  });

  test('a code that the server forgot has run out', async () => {
    const { flow } = await start();
    mock.expireQuickConnect();
    await expect(flow.wait()).rejects.toMatchObject({ code: 'token-expired', status: 404 });
  });

  test('a code that nobody enters runs out after ten minutes', async () => {
    const { flow, clock } = await start();
    await expect(flow.wait()).rejects.toMatchObject({ code: 'token-expired' });
    expect(clock.now()).toBeGreaterThan(flow.prompt.expiresAt - 10_000);
    expect(clock.now()).toBeLessThanOrEqual(flow.prompt.expiresAt);
  });

  test.each([
    ['resets', { kind: 'reset' }],
    ['a starting server', { kind: 'status', status: 503 }],
    ['a failing one', { kind: 'status', status: 500 }],
    ['a busy one', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }],
  ] as const)('%s do not end it', async (_, action) => {
    const { flow, clock } = await start();
    mock.faults.add({ path: '/QuickConnect/Connect', times: 1, action });
    const waiting = flow.wait();
    await afterPolls(3, () => mock.approveQuickConnect(flow.prompt.code));
    expect(await waiting).toHaveLength(1);
    const asked = 'headers' in action ? 7_000 : 5_000;
    expect(clock.pauses.slice(0, 2)).toEqual([asked, 5_000]);
  });

  test('giving up is cancelled', async () => {
    const { flow } = await start();
    const stop = new AbortController();
    const waiting = flow.wait({ signal: stop.signal });
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await afterPolls(2, () => stop.abort());
    await outcome;
    const asked = mock.log.all().length;
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(mock.log.all()).toHaveLength(asked);
    // The code is still good, for whoever waits again.
    mock.approveQuickConnect(flow.prompt.code);
    expect(await flow.wait()).toHaveLength(1);
  });

  test.each([
    ['a reset', { kind: 'reset' }],
    ['a starting server', { kind: 'status', status: 503 }],
    ['an answer that breaks off', { kind: 'truncate', bytes: 40 }],
  ] as const)('the exchange may meet %s, and is made again', async (_, action) => {
    const { flow } = await start();
    mock.approveQuickConnect(flow.prompt.code);
    mock.faults.add({ path: '/Users/AuthenticateWithQuickConnect', times: 2, action });
    const [server] = await flow.wait();
    if (server === undefined) throw new Error('no server came of it');
    const { backend } = openWith(server, (context) =>
      jellyfinTokenAuth({ type: 'jellyfin-token', token: secret(tokenOf(server)) }, context),
    );
    expect(await backend.probe(candidateFor(mock), { timeoutMs: 5_000 })).toMatchObject({ outcome: 'ok' });
    expect(mock.log.to('/Users/AuthenticateWithQuickConnect')).toHaveLength(3);
  });

  test('an exchange that fails for good can be waited for again', async () => {
    const { flow } = await start();
    mock.approveQuickConnect(flow.prompt.code);
    mock.faults.add({ path: '/Users/AuthenticateWithQuickConnect', times: 4, action: { kind: 'status', status: 503 } });
    await expect(flow.wait()).rejects.toMatchObject({ code: 'unavailable', remedy: 'try-later' });
    expect(await flow.wait()).toHaveLength(1);
  });

  test('neither the flow nor its errors show the secret', async () => {
    const { flow } = await start();
    const waiting = flow.wait().catch((error: unknown) => error);
    await afterPolls(1, () => mock.expireQuickConnect());
    const shown = inspect([flow, await waiting], { depth: 9, showHidden: true });
    const [poll] = mock.log.to(/\/QuickConnect\/Connect$/);
    const code = poll?.query.get('secret') ?? '';
    expect(code.length).toBeGreaterThan(30);
    expect(shown).not.toContain(code);
  });

  test('what comes of it prints no token', async () => {
    const { flow } = await start();
    mock.approveQuickConnect(flow.prompt.code);
    const [server] = await flow.wait();
    if (server === undefined) throw new Error('no server came of it');
    const shown = `${inspect(server, { depth: 9, showHidden: true })}${JSON.stringify(server)}`;
    expect(shown).not.toContain(tokenOf(server));
  });
});
