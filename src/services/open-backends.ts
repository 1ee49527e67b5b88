import type { MediaBackend } from '../backends/media-backend.ts';
import type { AuthTokenRepository } from '../db/repositories/auth-tokens.ts';
import type { SourceRepository } from '../db/repositories/sources.ts';
import { MediafoldError, StorageError } from '../errors.ts';
import type { ClientIdentity } from '../models/client-identity.ts';
import type { Environment } from '../models/environment.ts';
import type { SourceId } from '../models/ids.ts';
import type { Source } from '../models/source.ts';
import type { BackendFactory } from './backend-factory.ts';

/** One long-lived backend for each source, made when it is first asked for. */
export interface OpenBackends {
  /**
   * @throws {MediafoldError} `not-found` for an unknown source, `unauthorized` for one whose credential is gone
   */
  get(id: SourceId): Promise<MediaBackend>;
  /** After a new sign-in, or before a source is removed: the next `get` makes a new one. */
  drop(id: SourceId): Promise<void>;
  closeAll(): Promise<void>;
}

export interface OpenBackendsOptions {
  readonly sources: Pick<SourceRepository, 'get'>;
  readonly tokens: Pick<AuthTokenRepository, 'load' | 'save'>;
  readonly factory: BackendFactory;
  /** As which product the backends present themselves; the device id is each source's own. */
  readonly identity: Omit<ClientIdentity, 'deviceId'>;
  readonly environment: Environment;
  readonly allowInsecure: boolean;
}

export function createOpenBackends(options: OpenBackendsOptions): OpenBackends {
  const { sources, tokens, factory, identity, environment, allowInsecure } = options;
  const open = new Map<SourceId, Promise<MediaBackend>>();

  async function make(id: SourceId): Promise<MediaBackend> {
    const source = await sources.get(id);
    const credential = await tokens.load(id).catch((error: unknown) => {
      if (error instanceof StorageError && error.problem === 'wrong-key') throw signInAgain(source, error.message);
      throw error;
    });
    if (credential === undefined) throw signInAgain(source, 'no credential is stored');
    const backend: MediaBackend = factory.create(credential, {
      environment,
      identity: { ...identity, deviceId: source.deviceId },
      source,
      allowInsecure,
      currentConnection: () => backend.connection,
      onRenewed: (renewed) => tokens.save(id, renewed),
    });
    return backend;
  }

  return {
    get(id) {
      const known = open.get(id);
      if (known !== undefined) return known;
      const made = make(id);
      open.set(id, made);
      // A failure is not kept: the next call may find a credential.
      made.catch(() => open.delete(id));
      return made;
    },
    async drop(id) {
      const backend = open.get(id);
      open.delete(id);
      await (await backend?.catch(() => undefined))?.close();
    },
    async closeAll() {
      await Promise.all([...open.keys()].map((id) => this.drop(id)));
    },
  };
}

function signInAgain({ id, name }: Source, why: string): MediafoldError {
  return new MediafoldError('unauthorized', `${name}: ${why}; sign in again`, {
    operation: 'open backend',
    sourceId: id,
  });
}
