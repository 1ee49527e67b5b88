import type { BackendContext, LoginContext } from '../../src/backends/backend-context.ts';
import type { MediaBackend } from '../../src/backends/media-backend.ts';
import type { ClientIdentity } from '../../src/models/client-identity.ts';
import { environment } from '../../src/models/environment.ts';
import { sourceId } from '../../src/models/ids.ts';
import type { SignedInServer } from '../../src/models/source.ts';
import { createBackendFactory } from '../../src/services/backend-factory.ts';

const identity: ClientIdentity = {
  product: 'Conformance',
  version: '1.0.0',
  deviceName: 'test bench',
  deviceId: 'conformance-1',
};
export const loginContext: LoginContext = { environment: environment(), identity };

/** A backend as the services make it from a finished login: through the factory's table. */
export function backendOf(login: SignedInServer, options: { readonly plexTvUrl?: string } = {}): MediaBackend {
  const { candidates: _candidates, credential, ownerName: _owner, ...rest } = login;
  const context: BackendContext = {
    ...loginContext,
    identity: { ...identity, deviceId: login.deviceId },
    source: { ...rest, id: sourceId('under-test') },
    currentConnection: () => backend.connection,
    onRenewed: () => undefined,
    // A case that needs a failure should not wait for it to pass.
    retries: 0,
  };
  const backend = createBackendFactory(options).create(credential, context);
  return backend;
}
