import { expect, onTestFinished, test } from 'vitest';
import type { OnRenewed } from '../../src/backends/auth-provider.ts';
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import { systemClock } from '../../src/models/clock.ts';
import type { Credential } from '../../src/models/credential.ts';
import { environment } from '../../src/models/environment.ts';
import { serverId, sourceId, userId } from '../../src/models/ids.ts';
import { secret } from '../../src/models/secret.ts';
import { createBackendFactory } from '../../src/services/backend-factory.ts';
import { createMakeBackend, type MakeBackend } from '../../src/services/make-backend.ts';
import { createOpenBackends } from '../../src/services/open-backends.ts';

const id = sourceId('home');
const tokenCalled = (name: string): Credential => ({ type: 'jellyfin-token', token: secret(name) });
const nobody: OnRenewed = () => expect.unreachable('no backend was made');

/** @param beforeLook done when somebody looks at what is stored */
async function setting(beforeLook?: () => Promise<void>) {
  let time = 1_000;
  const later = (): number => (time += 1);
  const catalogue = await openCatalogue({ path: ':memory:', clock: { now: later, sleep: systemClock.sleep } });
  onTestFinished(() => catalogue.close());
  const { sources, authTokens: tokens, access } = catalogue;
  const about = { name: 'Home', serverId: serverId('s'), userId: userId('u'), deviceId: 'd' };
  const signIn = (name: string): Promise<void> =>
    sources.put({ id, type: 'jellyfin', ...about }, tokenCalled(name), []);
  await signIn('first');
  const real = createMakeBackend({
    factory: createBackendFactory(),
    identity: { product: 'Services', version: '1.0.0', deviceName: 'Desk' },
    environment: environment(),
    allowInsecure: false,
  });
  /** How the backends that were made tell of a renewal, in their order. */
  const renewals: OnRenewed[] = [];
  const makeBackend: MakeBackend = (source, credential, hooks = {}) => {
    renewals.push(hooks.onRenewed ?? nobody);
    return real(source, credential, hooks);
  };
  const stored = async (): Promise<unknown> => {
    const credential = await tokens.load(id);
    return credential?.type === 'jellyfin-token' ? credential.token.reveal() : credential?.type;
  };
  const savedAt = async () => {
    await beforeLook?.();
    return access.savedAt(id);
  };
  const backends = createOpenBackends({ sources, tokens, access: { ...access, savedAt }, makeBackend });
  return { tokens, backends, renewals, stored, signIn };
}

test('what the open backend renews is stored', async () => {
  const { backends, renewals, stored } = await setting();
  const backend = await backends.get(id);
  await renewals[0]?.(tokenCalled('renewed'));
  expect(await stored()).toBe('renewed');
  expect(await backends.get(id)).toBe(backend);
});

test('what one renews that was made in the middle of the change is not either', async () => {
  const { tokens, backends, renewals, stored } = await setting();
  await backends.retire(id);
  await backends.get(id);
  await tokens.save(id, tokenCalled('signed in'));
  await renewals[0]?.(tokenCalled('late'));
  expect(await stored()).toBe('signed in');
  await backends.drop(id);
  await backends.get(id);
  await renewals[1]?.(tokenCalled('renewed'));
  expect(await stored()).toBe('renewed');
});

test('what a retired one renews is not, so that it does not come back over a new sign-in', async () => {
  const { tokens, backends, renewals, stored } = await setting();
  const old = await backends.get(id);
  // On its way as the sign-in comes: it is stored before, not after.
  const early = renewals[0]?.(tokenCalled('early'));
  await backends.retire(id);
  expect(await stored()).toBe('early');
  await early;
  await tokens.save(id, tokenCalled('signed in'));
  await renewals[0]?.(tokenCalled('late'));
  expect(await stored()).toBe('signed in');

  await backends.drop(id);
  expect(await backends.get(id)).not.toBe(old);
  await renewals[0]?.(tokenCalled('very late'));
  expect(await stored()).toBe('signed in');
  await renewals[1]?.(tokenCalled('of the new one'));
  expect(await stored()).toBe('of the new one');
});

test('what is renewed after another process has signed out, or in anew, is not stored', async () => {
  const { tokens, backends, renewals, stored, signIn } = await setting();
  await backends.get(id);
  await signIn('signed in elsewhere');
  await renewals[0]?.(tokenCalled('of the sign-in before'));
  expect(await stored()).toBe('signed in elsewhere');
  await tokens.remove(id);
  await renewals[0]?.(tokenCalled('of nobody'));
  expect(await stored()).toBeUndefined();
});

test('of two changes together the first to end does not end the other', async () => {
  const { tokens, backends, renewals, stored } = await setting();
  await backends.get(id);
  await backends.retire(id);
  await backends.retire(id);
  await tokens.save(id, tokenCalled('of the first'));
  // A look at what is stored does not end it either.
  await backends.refresh(id);
  expect(backends.isChanging(id)).toBe(true);
  await backends.drop(id);
  expect(backends.isChanging(id)).toBe(true);
  await backends.get(id);
  await renewals[1]?.(tokenCalled('in between'));
  expect(await stored()).toBe('of the first');
  await backends.drop(id);
  expect(backends.isChanging(id)).toBe(false);
});

test('two who find the same one outdated do not drop the one that comes after it', async () => {
  let look = async (): Promise<void> => undefined;
  const { backends, signIn } = await setting(() => look());
  await backends.get(id);
  await signIn('elsewhere');
  const slow = Promise.withResolvers<void>();
  look = () => slow.promise;
  const second = backends.refresh(id);
  await new Promise(setImmediate);
  look = async () => undefined;
  await backends.refresh(id);
  const next = await backends.get(id);
  slow.resolve();
  await second;
  expect(await backends.get(id)).toBe(next);
});

test('after the end none is made any more', async () => {
  const { backends, renewals } = await setting();
  await backends.get(id);
  await backends.closeAll();
  await expect(backends.get(id)).rejects.toMatchObject({ code: 'unavailable' });
  expect(renewals).toHaveLength(1);
});
