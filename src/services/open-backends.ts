import type { MediaBackend } from '../backends/media-backend.ts';
import type { AuthTokenRepository, CredentialSummary } from '../db/repositories/auth-tokens.ts';
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
   * comes back over the new one; nor is what backends renew that are made until `drop`, which has to follow each of these.
   */
  retire(id: SourceId): Promise<void>;
  /** Between `retire` and `drop`: what the open one has met says nothing of what is stored next. */
  isChanging(id: SourceId): boolean;
  /** Drops the open one when its credential or its access was changed since by somebody else, be it another process. */
  refresh(id: SourceId): Promise<void>;
  /** After a new sign-in, or before a source is removed: the next `get` makes a new one. */
  drop(id: SourceId): Promise<void>;
  /** For good: `get` rejects with `unavailable` from now on. */
  closeAll(): Promise<void>;
}

export interface OpenBackendsOptions {
  readonly sources: Pick<SourceRepository, 'get' | 'needsSignIn'>;
  readonly tokens: Pick<AuthTokenRepository, 'load' | 'saveRenewed' | 'summary'>;
  readonly access: Pick<SourceAccessRepository, 'load' | 'savedAt'>;
  readonly makeBackend: MakeBackend;
  /** Where a source's server is now, for a request that failed. */
  readonly relocate?: ConnectionService['relocate'];
  /** And for one that is about to be sent. */
  readonly confirm?: ConnectionService['confirm'];
  /** And that one was answered well. */
  readonly onAnswer?: ConnectionService['seen'];
}

/** When the credential was stored, and when the settings were. */
interface Origin {
  readonly savedAt: number | undefined;
  readonly accessSavedAt: number | undefined;
}

/** What becomes of the credential while a backend is open. */
interface Keeping {
  /** @param before the summary of what was renewed */
  store(renewed: Credential, before: CredentialSummary | undefined): Promise<void>;
  /** The backend has been given what is stored. */
  saw(now: CredentialSummary): Promise<void>;
}

interface Open {
  readonly backend: Promise<MediaBackend>;
  /** What it is made from, or has stored or seen since. Never rejects. */
  origin: Promise<Origin | undefined>;
  retired: boolean;
  /** The last renewal that is being stored. Never rejects. */
  storing: Promise<unknown>;
}

export function createOpenBackends(options: OpenBackendsOptions): OpenBackends {
  const { sources, tokens, access, makeBackend, relocate, confirm, onAnswer } = options;
  const opened = new Map<SourceId, Open>();
  /** Retired, and not dropped yet: by how many, who may come together. */
  const changing = new Map<SourceId, number>();
  let closed = false;

  async function make(id: SourceId, { store, saw }: Keeping): Promise<MediaBackend> {
    if (closed) throw new MediafoldError('unavailable', 'the catalogue is closed', { operation: 'open backend' });
    const source = await sources.get(id);
    const before = await tokens.summary(id);
    const load = () => storedCredential({ sources, authTokens: tokens }, id);
    const { credential, needsSignIn = '' } = await load();
    if (credential === undefined) throw signInAgain(source, needsSignIn);
    return makeBackend(source, credential, {
      onRenewed: (renewed) => store(renewed, before),
      stored: async () => {
        const now = await tokens.summary(id);
        if (now === undefined || now.signedInAt !== before?.signedInAt) return undefined;
        const { credential: found } = await load();
        await saw(now);
        return found;
      },
      access: await storedAccess({ access }, id),
      ...(relocate === undefined ? {} : { relocate: (...failure) => relocate(id, ...failure) }),
      ...(confirm === undefined ? {} : { confirm: (...request) => confirm(id, ...request) }),
      ...(onAnswer === undefined ? {} : { onAnswer: (base) => onAnswer(id, base) }),
    });
  }

  const originOf = async (id: SourceId): Promise<Origin> => ({
    savedAt: (await tokens.summary(id))?.savedAt,
    accessSavedAt: await access.savedAt(id),
  });

  async function saw(made: Open, now: CredentialSummary | undefined): Promise<void> {
    const origin = await made.origin;
    if (now !== undefined && origin !== undefined) made.origin = Promise.resolve({ ...origin, savedAt: now.savedAt });
  }

  function open(id: SourceId): Open {
    // Asked before the credential is read: one that changes in between makes it look old, never new.
    const origin = originOf(id).catch(() => undefined);
    const backend = make(id, {
      async store(renewed, before) {
        if (made.retired) return;
        const stored = tokens.saveRenewed(id, renewed, before).then((now) => saw(made, now));
        made.storing = stored.catch(() => undefined);
        await stored;
      },
      saw: (now) => saw(made, now),
    });
    const made: Open = { backend, origin, retired: changing.has(id), storing: Promise.resolve() };
    opened.set(id, made);
    // A failure is not kept: the next call may find a credential.
    backend.catch(() => {
      if (opened.get(id) === made) opened.delete(id);
    });
    return made;
  }

  async function shut(id: SourceId): Promise<void> {
    const known = opened.get(id);
    if (known === undefined) return;
    known.retired = true;
    opened.delete(id);
    await known.storing;
    await (await known.backend.catch(() => undefined))?.close();
  }

  return {
    get: (id) => (opened.get(id) ?? open(id)).backend,
    async retire(id) {
      changing.set(id, (changing.get(id) ?? 0) + 1);
      const known = opened.get(id);
      if (known === undefined) return;
      known.retired = true;
      await known.storing;
    },
    isChanging: (id) => changing.has(id),
    async refresh(id) {
      const known = opened.get(id);
      if (known === undefined) return;
      const { storing } = known;
      await storing;
      const now = await originOf(id);
      // It has renewed the credential itself while that was read.
      if (known.storing !== storing) return this.refresh(id);
      const then = await known.origin;
      const isOld = then?.savedAt !== now.savedAt || then?.accessSavedAt !== now.accessSavedAt;
      // Another look may have been faster: the one that is open now is not the one that was asked about.
      if (isOld && opened.get(id) === known) await shut(id);
    },
    async drop(id) {
      const left = (changing.get(id) ?? 1) - 1;
      if (left > 0) changing.set(id, left);
      else changing.delete(id);
      await shut(id);
    },
    async closeAll() {
      closed = true;
      await Promise.all([...opened.keys()].map(shut));
    },
  };
}

function signInAgain({ id, name }: Source, why: string): MediafoldError {
  return new MediafoldError('unauthorized', `${name}: ${why}`, {
    operation: 'open backend',
    sourceId: id,
    explanation: why,
  });
}
