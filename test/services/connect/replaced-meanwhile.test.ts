import { expect, onTestFinished, test } from 'vitest';
import { openCatalogue } from '../../../src/db/open-catalogue.ts';
import type { Credential } from '../../../src/models/credential.ts';
import { environment } from '../../../src/models/environment.ts';
import { sourceId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import { createBackendFactory } from '../../../src/services/backend-factory.ts';
import { createConnectionService } from '../../../src/services/connection-service.ts';
import { createMakeBackend } from '../../../src/services/make-backend.ts';
import { createOpenBackends } from '../../../src/services/open-backends.ts';
import { createAccessSettings } from '../../../src/services/source-access.ts';
import { briskClock, jellyfin, jellyfinLogin, movies, openAt } from '../setting.ts';

const id = sourceId('home');

/** A source whose stored credential is dead, and a good one that a person gets in the moment when that is written down. */
async function setting() {
  const server = await jellyfin(movies(1));
  const { credential, candidates, ...about } = await jellyfinLogin(await openAt(':memory:'), server);
  const source = { id, ...about };
  const dead: Credential = { type: 'jellyfin-token', token: secret('dead') };
  const catalogue = await openCatalogue({ path: ':memory:' });
  onTestFinished(() => catalogue.close());
  const { sources, authTokens: tokens, access, connections: known } = catalogue;
  await sources.put(source, dead, candidates);
  const world = environment({ clock: briskClock });
  const makeBackend = createMakeBackend({
    factory: createBackendFactory(),
    identity: { product: 'Services', version: '1.0.0', deviceName: 'Desk' },
    environment: world,
    allowInsecure: false,
  });
  const backends = createOpenBackends({ sources, tokens, access, makeBackend });
  const signIn = () => sources.put(source, credential, candidates);
  /** Called once, when the first search writes down what it found. */
  let meanwhile: (() => Promise<void>) | undefined;
  const service = createConnectionService({
    ...{ sources, backends, environment: world },
    known: {
      ...known,
      async record(...found) {
        const happens = meanwhile;
        meanwhile = undefined;
        await happens?.();
        await known.record(...found);
      },
    },
  });
  onTestFinished(() => service.close());
  return { sources, access, service, signIn, during: (what: () => Promise<void>) => (meanwhile = what) };
}

test('a refusal of the credential is noted', async () => {
  const { sources, service } = await setting();
  expect((await service.connect(id)).state.status).toBe('needs-sign-in');
  expect(await sources.needsSignIn(id)).toContain('sign in again');
});

test('one of the credential before is not noted over a sign-in that came meanwhile', async () => {
  const { sources, service, signIn, during } = await setting();
  during(() => service.forget(id, { change: signIn }));
  expect((await service.connect(id)).state.status).toBe('online');
  expect(await sources.needsSignIn(id)).toBeUndefined();
});

test('nor over one that is being stored', async () => {
  const { sources, service, signIn, during } = await setting();
  const stored = Promise.withResolvers<void>();
  const isOver = Promise.withResolvers<void>();
  let signingIn: Promise<void> | undefined;
  during(async () => {
    const change = async (): Promise<void> => {
      await signIn();
      stored.resolve();
      await isOver.promise;
    };
    signingIn = service.forget(id, { change });
    await stored.promise;
  });
  await service.connect(id);
  expect(await sources.needsSignIn(id)).toBeUndefined();
  isOver.resolve();
  await signingIn;
  expect((await service.connect(id)).state.status).toBe('online');
});

test('access settings that are stored while somebody signs out leave the source waiting for its person', async () => {
  const { sources, access, service } = await setting();
  const needsSignIn = 'signed out';
  const signOut = () => service.forget(id, { needsSignIn, change: () => sources.setNeedsSignIn(id, needsSignIn) });
  const during: typeof access = {
    ...access,
    async save(...settings) {
      await signOut();
      await access.save(...settings);
    },
  };
  const settings = createAccessSettings({ store: { sources, access: during }, connections: service });
  await settings.setAccess(id, { allowInsecure: true });
  expect(service.state(id)).toMatchObject({ status: 'needs-sign-in', reason: needsSignIn });
});
