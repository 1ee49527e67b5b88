import { openCatalogue } from '../db/open-catalogue.ts';
import type { ClientIdentity } from '../models/client-identity.ts';
import { environment } from '../models/environment.ts';
import { createBackendFactory } from './backend-factory.ts';
import { createConnectionService } from './connection-service.ts';
import { createLibraryService } from './library.ts';
import type { Mediafold, OpenOptions } from './mediafold.ts';
import { createOpenBackends } from './open-backends.ts';
import { createSignIn } from './sign-in.ts';
import { createSources } from './sources.ts';
import { createSyncService } from './sync/sync-service.ts';

/**
 * Opens the catalogue, makes it when it is missing, and puts the services together. Does no request.
 *
 * @throws {StorageError} when the file or its key cannot be used
 */
export async function openMediafold(options: OpenOptions): Promise<Mediafold> {
  const { path, product, version, deviceName = product, platform, plexTvUrl, allowInsecure = false, key } = options;
  const world = environment(options.environment);
  const identity: Omit<ClientIdentity, 'deviceId'> = {
    product,
    version,
    deviceName,
    ...(platform === undefined ? {} : { platform }),
  };
  const catalogue = await openCatalogue({ path, clock: world.clock, key });
  const { sources, authTokens: tokens, connections: known, installation } = catalogue;
  const factory = createBackendFactory({ plexTvUrl });
  const backends = createOpenBackends({ sources, tokens, factory, identity, environment: world, allowInsecure });
  const connections = createConnectionService({ sources, backends, known, environment: world });
  const sync = createSyncService({ connections, store: catalogue, environment: world });

  return {
    path: catalogue.database.path,
    signIn: createSignIn(sources, connections),
    sources: createSources(catalogue, connections),
    connections,
    sync,
    library: createLibraryService({ store: catalogue, connections }),
    async loginContext({ device = 'own' } = {}) {
      const shared = await installation.deviceId();
      // The installation's id in front lets a server's administrator see which devices belong together.
      const deviceId = device === 'shared' ? shared : `${shared}-${crypto.randomUUID().slice(0, 8)}`;
      return { environment: world, identity: { ...identity, deviceId } };
    },
    async close() {
      await sync.stop();
      await backends.closeAll();
      await catalogue.close();
    },
  };
}
