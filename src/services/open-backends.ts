import type { MediaBackend } from '../backends/media-backend.ts';
import type { AuthTokenRepository } from '../db/repositories/auth-tokens.ts';
import type { SourceAccessRepository } from '../db/repositories/source-access.ts';
import type { SourceRepository } from '../db/repositories/sources.ts';
import { MediafoldError } from '../errors.ts';
import type { Credential } from '../models/credential.ts';
import type { SourceId } from '../models/ids.ts';
import type { Source } from '../models/source.ts';
import type { ConnectionService } from './connect/connection-contract.ts';
import { storedCredential } from './credentials/stored-credential.ts';
import type { MakeBackend } from './make-backend.ts';
import { storedAccess } from './source-access.ts';

/** One long-lived backend for each source, made when it is first asked for. */
export interface OpenBackends {
  /**
   * @throws {MediafoldError} `not-found` for an unknown source, `unauthorized` for one whose credential is gone,
   *   `conflict` for one whose access settings cannot be read
   */
  get(id: SourceId): Promise<MediaBackend>;
  /**
   * Before the stored credential is changed from outside: what is renewed from now on is not stored any more, lest it
   * comes back over the new one; nor is what backends renew that are made until `drop`, which has to follow.
   */
  retire(id: SourceId): Promise<void>;
  /** Drops the open one when a person has signed in or out, or set its access, since; be it in another process. */
  refresh(id: SourceId): Promise<void>;
  /** After a new sign-in, or before a source is removed: the next `get` makes a new one. */
  drop(id: SourceId): Promise<void>;
  /** For good: `get` rejects with `unavailable` from now on. */
  closeAll(): Promise<void>;
}

export interface OpenBackendsOptions {
  readonly sources: Pick<SourceRepository, 'get' | 'needsSignIn'>;
  readonly tokens: Pick<AuthTokenRepository, 'load' | 'save' | 'summary'>;
  readonly access: Pick<SourceAccessRepository, 'load' | 'savedAt'>;
  readonly makeBackend: MakeBackend;
  /** Where a source's server is now, for a request that failed. */
  readonly relocate?: ConnectionService['relocate'];
}

interface Open {
  readonly backend: Promise<MediaBackend>;
  /** Which sign-in and settings it is made from. Never rejects. */
  readonly origin: Promise<string | undefined>;
  retired: boolean;
  /** The last renewal that is being stored. Never rejects. */
  storing: Promise<unknown>;
}

export function createOpenBackends(options: OpenBackendsOptions): OpenBackends {
  const { sources, tokens, access, makeBackend, relocate } = options;
  const opened = new Map<SourceId, Open>();
  /** Retired, and not dropped yet. */
  const changing = new Set<SourceId>();
  let closed = false;

  async function make(id: SourceId, store: (renewed: Credential) => Promise<void>): Promise<MediaBackend> {
    if (closed) throw new MediafoldError('unavailable', 'the catalogue is closed', { operation: 'open backend' });
    const source = await sources.get(id);
    const { credential, needsSignIn = '' } = await storedCredential({ sources, authTokens: tokens }, id);
    if (credential === undefined) throw signInAgain(source, needsSignIn);
    return makeBackend(source, credential, {
      onRenewed: store,
      access: await storedAccess({ access }, id),
      ...(relocate === undefined ? {} : { relocate: (...failure) => relocate(id, ...failure) }),
    });
  }

  const originOf = async (id: SourceId): Promise<string> =>
    `${(await tokens.summary(id))?.signedInAt} ${await access.savedAt(id)}`;

  function open(id: SourceId): Open {
    // Asked before the credential is read: one that changes in between makes it look old, never new.
    const origin = originOf(id).catch(() => undefined);
    const backend = make(id, async (renewed) => {
      if (made.retired) return;
      const stored = tokens.save(id, renewed);
      made.storing = stored.catch(() => undefined);
      await stored;
    });
    const made: Open = { backend, origin, retired: changing.has(id), storing: Promise.resolve() };
    opened.set(id, made);
    // A failure is not kept: the next call may find a credential.
    backend.catch(() => {
      if (opened.get(id) === made) opened.delete(id);
    });
    return made;
  }

  return {
    get: (id) => (opened.get(id) ?? open(id)).backend,
    async retire(id) {
      changing.add(id);
      const known = opened.get(id);
      if (known === undefined) return;
      known.retired = true;
      await known.storing;
    },
    async refresh(id) {
      const known = opened.get(id);
      if (known !== undefined && (await known.origin) !== (await originOf(id))) await this.drop(id);
    },
    async drop(id) {
      changing.delete(id);
      const known = opened.get(id);
      if (known === undefined) return;
      known.retired = true;
      opened.delete(id);
      await known.storing;
      await (await known.backend.catch(() => undefined))?.close();
    },
    async closeAll() {
      closed = true;
      await Promise.all([...opened.keys()].map((id) => this.drop(id)));
    },
  };
}

function signInAgain({ id, name }: Source, why: string): MediafoldError {
  return new MediafoldError('unauthorized', `${name}: ${why}`, {
    operation: 'open backend',
    sourceId: id,
  });
}
