import type { BackendContext } from '../backends/backend-context.ts';
import type { MediaBackend } from '../backends/media-backend.ts';
import type { ClientIdentity } from '../models/client-identity.ts';
import type { Credential } from '../models/credential.ts';
import type { Environment } from '../models/environment.ts';
import type { Source } from '../models/source.ts';
import type { SourceAccess } from '../models/source-access.ts';
import { openAccess } from './access/server-access.ts';
import type { BackendFactory } from './backend-factory.ts';

/** What a backend may tell and ask, and how it gets to its server. */
export interface BackendHooks
  extends Pick<BackendContext, 'onRenewed' | 'stored' | 'relocate' | 'confirm' | 'onAnswer'> {
  /** Its sockets end with the backend. */
  readonly access?: SourceAccess | undefined;
}

/** A backend of this source with this credential, stored or not. Does no request. @throws `unsupported` */
export type MakeBackend = (source: Source, credential: Credential, hooks?: BackendHooks) => MediaBackend;

export interface MakeBackendOptions {
  readonly factory: BackendFactory;
  /** As which product the backends present themselves; the device id is each source's own. */
  readonly identity: Omit<ClientIdentity, 'deviceId'>;
  readonly environment: Environment;
  /** For sources that say nothing of it. */
  readonly allowInsecure: boolean;
}

export function createMakeBackend(options: MakeBackendOptions): MakeBackend {
  const { factory, identity, environment, allowInsecure } = options;
  return (source, credential, { access, ...hooks } = {}) => {
    const { server, close: closeSockets } = openAccess(access);
    const backend: MediaBackend = factory.create(credential, {
      environment,
      identity: { ...identity, deviceId: source.deviceId },
      source,
      allowInsecure: access?.allowInsecure ?? allowInsecure,
      server,
      currentConnection: () => backend.connection,
      ...hooks,
    });
    if (server?.fetch === undefined) return backend;
    const { close } = backend;
    return Object.assign(backend, {
      close: async () => {
        await close.call(backend);
        await closeSockets();
      },
    });
  };
}
