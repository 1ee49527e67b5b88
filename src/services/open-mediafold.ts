import { type Catalogue, openCatalogue } from '../db/open-catalogue.ts';
import { createKeepAliveTimes } from '../db/repositories/keep-alive-times.ts';
import { createLastProbes } from '../db/repositories/last-probes.ts';
import type { ClientIdentity } from '../models/client-identity.ts';
import { environment } from '../models/environment.ts';
import type { SourceId } from '../models/ids.ts';
import { createTurns } from '../models/turns.ts';
import { createAddresses } from './addresses.ts';
import { addressesOf, createBackendFactory, lanProtocols } from './backend-factory.ts';
import { createLanAddresses } from './connect/lan-addresses.ts';
import { createConnectionService } from './connection-service.ts';
import { createAddSource } from './credentials/add-source.ts';
import { createEndOldSession } from './credentials/end-old-session.ts';
import { createKeepAlive } from './credentials/keep-alive.ts';
import { createLoginContexts } from './credentials/login-contexts.ts';
import { createProve } from './credentials/prove-credential.ts';
import { createSignOut, type SignOut } from './credentials/sign-out.ts';
import { storedCredential } from './credentials/stored-credential.ts';
import { createUpgrade } from './credentials/upgrade-credential.ts';
import { createDiagnose } from './diagnosis.ts';
import { createDiscover } from './discovery.ts';
import { createLibraryService } from './library.ts';
import { createMakeBackend } from './make-backend.ts';
import type { Mediafold, OpenOptions } from './mediafold.ts';
import { createOpenBackends } from './open-backends.ts';
import { createSignIn } from './sign-in.ts';
import { createSources } from './sources.ts';
import { createSyncService } from './sync/sync-service.ts';
import { createUnderWay } from './under-way.ts';

/** For what is done beside: ending sessions, keeping credentials alive. Milliseconds. */
const limitMs = 5_000;

/**
 * Opens the catalogue, makes it when it is missing, and puts the services together. Does no request.
 *
 * @throws {StorageError} when the file or its key cannot be used
 */
export async function openMediafold(options: OpenOptions): Promise<Mediafold> {
  const { path, product, version, deviceName = product, platform, plexTvUrl, allowInsecure = false } = options;
  const { key, lan, mayBeReadOnly } = options;
  const world = environment(options.environment);
  const identity: Omit<ClientIdentity, 'deviceId'> = {
    product,
    version,
    deviceName,
    ...(platform === undefined ? {} : { platform }),
  };
  const { clock } = world;
  const store = await openCatalogue({ path, mayBeReadOnly, clock, key });
  const { sources, authTokens: tokens, connections: known, access } = store;
  const factory = createBackendFactory({ plexTvUrl });
  const makeBackend = createMakeBackend({ factory, identity, environment: world, allowInsecure });
  const backends = createOpenBackends({
    ...{ sources, tokens, access, makeBackend },
    relocate: (...failure) => connections.relocate(...failure),
    confirm: (...request) => connections.confirm(...request),
    onAnswer: (...answer) => connections.seen(...answer),
  });
  const lanAddresses = lan === false ? undefined : createLanAddresses({ protocols: lanProtocols, clock, lan });
  const waiting = await waitingSources(store).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const connections = createConnectionService({ sources, backends, known, environment: world, waiting, lanAddresses });
  const keepAliveTimes = createKeepAliveTimes(store.database);
  const keepAlive = createKeepAlive({ times: keepAliveTimes, backends, environment: world, limitMs });
  const sync = createSyncService({
    connections,
    store,
    environment: world,
    onSynced: ({ sourceId }) => keepAlive.whenDue(sourceId),
  });
  const prove = createProve({ makeBackend, environment: world });
  const takeTurn = createTurns('sign in');
  const endOldSession = createEndOldSession({ store, makeBackend, environment: world, limitMs });
  const addSource = createAddSource({ store, connections, prove, takeTurn, endOldSession });
  const changes = createUnderWay();
  const closing = new AbortController();
  const endSession = createSignOut({ store, connections, backends, takeTurn, clock, limitMs });
  const signOut: SignOut = (...asked) => changes.note(endSession(...asked));
  const exchange = createUpgrade({ store, connections, backends, makeBackend, prove, takeTurn });
  const upgrade: typeof exchange = (id, { signal } = {}) => {
    const either = signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal]);
    return changes.note(exchange(id, { signal: either }));
  };
  const lastProbes = createLastProbes(store.database);
  const logins = createLoginContexts({ store, identity, environment: world, plexTvUrl, allowInsecure });

  return {
    path: store.database.path,
    readOnly: store.database.readOnly,
    signIn: createSignIn({ addSource, signOut, upgrade, keepAlive, backends }),
    sources: createSources({ store, keepAliveTimes, connections, sync, signOut }),
    connections,
    addresses: createAddresses({ sources, known, lastProbes, backends, connections, addressesOf }),
    diagnose: createDiagnose({ store, backends, connections, lanAddresses, environment: world }),
    discover: createDiscover({ protocols: lanProtocols, environment: world, lan }),
    sync,
    library: createLibraryService({ store, connections }),
    loginContext: logins.make,
    rotateKey: store.rotateKey,
    async close() {
      closing.abort();
      await sync.stop();
      await keepAlive.settled();
      await connections.close();
      await backends.closeAll();
      await logins.close();
      // Nobody can be asked any more, but what a person wanted to be forgotten is, and half an exchange goes back.
      await changes.settled();
      await store.close();
    },
  };
}

async function waitingSources(store: Catalogue): Promise<ReadonlyMap<SourceId, string>> {
  const waiting = new Map<SourceId, string>();
  for (const { id } of await store.sources.list()) {
    const { needsSignIn } = await storedCredential(store, id);
    if (needsSignIn !== undefined) waiting.set(id, needsSignIn);
  }
  return waiting;
}
