import { describe, expect, onTestFinished, test } from 'vitest';
import { jellyfinPasswordAuth } from '../../../../src/backends/jellyfin/auth/password-auth.ts';
import { startQuickConnect } from '../../../../src/backends/jellyfin/auth/quick-connect-login.ts';
import { secret } from '../../../../src/models/secret.ts';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import type { MockJellyfin, MockJellyfinOptions } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import { catalogueFile, jellyfinLogin, movies, openAt, jellyfin as startHouse } from '../../../services/setting.ts';
import {
  candidateFor,
  hurriedClock,
  loginContext,
  type Opened,
  openBackend,
  openWith,
  person,
  signIn,
  startMock,
  tokenOf,
} from '../setting.ts';

const versions = ['10.8.13', '10.10.7', '10.11.11', '12.0.0'] as const;

async function mockOf(options: Partial<MockJellyfinOptions>): Promise<MockJellyfin> {
  const mock = await startMock(options);
  onTestFinished(() => mock.close());
  return mock;
}

/** Public info of a set-up server that has not read its own configuration yet. */
const nameless = JSON.stringify({ id: null, productName: 'Jellyfin Server', startupWizardCompleted: false });

/** What a server goes through, in its order; the older ones have no small server that answers first. */
const phases: readonly (readonly [name: string, enter: (mock: MockJellyfin) => void])[] = [
  ['refused', (mock) => mock.setReachable(false)],
  [
    'set-up, without an id',
    (mock) => {
      mock.setReachable(true);
      mock.setStartUp('setup');
      const action = { kind: 'body', body: nameless, contentType: 'application/json' } as const;
      mock.faults.add({ path: '/System/Info/Public', action });
    },
  ],
  [
    'set-up',
    (mock) => {
      mock.faults.clear();
      mock.setReachable(true);
      mock.setStartUp('setup');
    },
  ],
  [
    'loading',
    (mock) => {
      mock.faults.clear();
      mock.setReachable(true);
      mock.setStartUp('loading');
    },
  ],
];

function ready(mock: MockJellyfin): void {
  mock.faults.clear();
  mock.setReachable(true);
  mock.setStartUp('ready');
}

async function withPassword(mock: MockJellyfin, given: { token: boolean }): Promise<Opened> {
  const server = await signIn(mock);
  const { username, password } = person(mock);
  const credential = {
    type: 'jellyfin-password',
    username,
    password: secret(password),
    ...(given.token ? { token: secret(tokenOf(server)) } : {}),
  } as const;
  const opened = openWith(server, (context) => jellyfinPasswordAuth(credential, context), { clock: hurriedClock() });
  opened.backend.useConnection(candidateFor(mock));
  return opened;
}

describe.each(versions)('%s, while it starts', (version) => {
  test.each(phases)('%s: a good token is not doubted', async (_, enter) => {
    const mock = await mockOf({ version });
    const { backend } = await openBackend(mock);
    enter(mock);
    const { outcome } = await backend.probe(candidateFor(mock), { timeoutMs: 5_000 });
    expect(['starting', 'refused', 'unreachable']).toContain(outcome);
    await expect(backend.libraries()).rejects.toMatchObject({ code: 'unavailable', remedy: 'try-later' });
    await expect(backend.credentials?.revoke?.()).rejects.toMatchObject({ code: 'unavailable' });
    ready(mock);
    expect(await backend.libraries()).not.toHaveLength(0);
  });

  test.each(phases)('%s: a stored password is renewed later', async (_, enter) => {
    for (const token of [true, false]) {
      const mock = await mockOf({ version });
      const { backend, renewed } = await withPassword(mock, { token });
      if (token) mock.revokeTokens();
      enter(mock);
      await expect(backend.libraries()).rejects.toMatchObject({ code: 'unavailable', remedy: 'try-later' });
      await expect(backend.renewCredential()).rejects.toMatchObject({ code: 'unavailable' });
      expect(renewed).toHaveLength(0);
      ready(mock);
      expect(await backend.libraries()).not.toHaveLength(0);
      expect(renewed).toMatchObject([{ type: 'jellyfin-password' }]);
    }
  });

  test('Quick Connect waits through all of it', async () => {
    const mock = await mockOf({ version });
    const flow = await startQuickConnect({ ...loginContext({ clock: hurriedClock() }), url: mock.url });
    const seen: string[] = [];
    let looks = 0;
    flow.on((event) => {
      seen.push(event.type === 'trouble' ? event.error.code : event.type);
      // One look in each phase, then the person agrees.
      const [, enter] = phases[looks] ?? [];
      looks += 1;
      if (enter !== undefined) return enter(mock);
      ready(mock);
      if (event.type === 'waiting') mock.approveQuickConnect(flow.prompt.code);
    });
    expect(await flow.wait()).toHaveLength(1);
    const trouble = phases.map(() => 'unavailable');
    expect(seen).toEqual(['waiting', ...trouble, 'waiting', 'agreed']);
  });

  test('a real restart forgets the code, and the wait says to start again', async () => {
    const clock = new FakeClock();
    const mock = await mockOf({ version, clock });
    const pace = hurriedClock();
    const flow = await startQuickConnect({ ...loginContext({ clock: pace }), url: mock.url });
    const seen: string[] = [];
    flow.on((event) => {
      seen.push(event.type === 'trouble' ? event.error.code : event.type);
      if (seen.length === 1) mock.restart();
      else void clock.advance(1_200);
    });
    await expect(flow.wait()).rejects.toMatchObject({
      code: 'token-expired',
      remedy: 'sign-in-again',
      message: expect.stringContaining('Start again'),
    });
    expect(seen.slice(0, 2)).toEqual(['waiting', 'unavailable']);
  });

  test('a source is offline meanwhile, and never asks its person to sign in', async () => {
    const house = await startHouse(movies(5), { version });
    const path = catalogueFile();
    const fold = await openAt(path);
    for (const keepPassword of [false, true]) {
      const { source } = await fold.signIn.add(await jellyfinLogin(fold, house, { keepPassword }));
      expect(await fold.connections.connect(source.id)).toMatchObject({ state: { status: 'online' } });
      for (const [, enter] of phases) {
        enter(house);
        expect(await fold.connections.connect(source.id)).toMatchObject({ state: { status: 'offline' } });
        await expect(fold.sync.run(source.id)).rejects.toMatchObject({ remedy: 'try-later' });
        const [summary] = await fold.sources.list();
        expect(summary?.needsSignIn).toBeUndefined();
      }
      ready(house);
      expect(await fold.connections.connect(source.id)).toMatchObject({ state: { status: 'online' } });
    }
  });
});
