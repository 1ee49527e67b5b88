import type { Catalogue } from '../db/open-catalogue.ts';
import type { KeepAliveTimes } from '../db/repositories/keep-alive-times.ts';
import { isMediafoldError } from '../errors.ts';
import type { Connection } from '../models/connection.ts';
import type { CredentialType } from '../models/credential.ts';
import type { SourceId } from '../models/ids.ts';
import type { Source } from '../models/source.ts';
import type { ConnectionService } from './connect/connection-contract.ts';
import { connectionOf } from './connect/search.ts';
import type { SignedOut, SignOut, SignOutCall } from './credentials/sign-out.ts';
import { storedCredential } from './credentials/stored-credential.ts';
import { type AccessSettings, createAccessSettings, storedAccess } from './source-access.ts';
import type { SyncService } from './sync/sync-service.ts';

export interface LastSync {
  readonly finishedAt: number;
  readonly status: string;
}

export interface SourceSummary extends Source {
  /** The address that was good the last time. */
  readonly connection?: Connection;
  /** Absent when it was never synced to an end. */
  readonly lastSync?: LastSync;
  /** Why a person has to sign in again; absent when not, as far as is known. */
  readonly needsSignIn?: string;
  /** Why its access settings cannot be read, and what to do; until then the source cannot be reached. */
  readonly accessProblem?: string;
  /** Absent when none is stored. */
  readonly credential?: CredentialType;
  /**
   * What the last sign-in was made with, also after it was signed out or a refused password was forgotten: the way in to
   * offer. Absent when that is not known: an older release signed it out, or cannot be read.
   */
  readonly lastCredential?: CredentialType;
  /**
   * The last sign-in is a member's of somebody's Plex Home, also after signing out: signed in again with `SignIn.signInAs`,
   * from a source of the account.
   */
  readonly isProfile?: true;
  /** When a person signed in last, epoch milliseconds. */
  readonly signedInAt?: number;
  /** How many items of it the catalogue holds. */
  readonly items: number;
}

export interface Sources extends AccessSettings {
  /** From what is stored: no server is asked. @throws {MediafoldError} `storage` */
  list(): Promise<readonly SourceSummary[]>;
  /** @throws {MediafoldError} `not-found`, naming those that there are */
  get(id: SourceId): Promise<Source>;
  /**
   * Signs out, then forgets the source and everything that was stored of it.
   *
   * @throws {MediafoldError} `not-found`, `cancelled`, `storage`
   */
  remove(id: SourceId, options?: SignOutCall): Promise<SignedOut>;
}

export interface SourcesOptions {
  readonly store: Pick<Catalogue, 'sources' | 'authTokens' | 'connections' | 'runs' | 'items' | 'access'>;
  readonly keepAliveTimes: Pick<KeepAliveTimes, 'remove'>;
  readonly connections: Pick<ConnectionService, 'forget'>;
  readonly sync: Pick<SyncService, 'cancel'>;
  readonly signOut: SignOut;
}

export function createSources({ store, keepAliveTimes, connections, sync, signOut }: SourcesOptions): Sources {
  async function summary(source: Source): Promise<SourceSummary> {
    const { id } = source;
    const connection = await store.connections.preferred(id);
    const lastSync = await store.runs.lastSync(id);
    const { type: credential, signedInAt } = (await store.authTokens.summary(id)) ?? {};
    // Without the key the kind of the credential is still known, but not that it is of any use.
    const stored = await storedCredential(store, id);
    const accessProblem = await accessProblemOf(store, id);
    const type = stored.credential?.type ?? credential;
    const last = await store.authTokens.lastSignIn(id);
    const lastCredential = last?.type ?? type;
    // Of what an older release stored, only the credential itself knows it.
    const isProfile = last?.isProfile ?? (stored.credential !== undefined && 'isProfile' in stored.credential);
    return {
      ...source,
      ...(connection === undefined ? {} : { connection: connectionOf(connection) }),
      ...(lastSync === undefined ? {} : { lastSync }),
      ...(stored.needsSignIn === undefined ? {} : { needsSignIn: stored.needsSignIn }),
      ...(accessProblem === undefined ? {} : { accessProblem }),
      ...(type === undefined ? {} : { credential: type }),
      ...(lastCredential === undefined ? {} : { lastCredential }),
      ...(isProfile ? { isProfile } : {}),
      ...(signedInAt === undefined ? {} : { signedInAt }),
      items: await store.items.countItems(id),
    };
  }

  return {
    ...createAccessSettings({ store, connections }),
    list: async () => Promise.all((await store.sources.list()).map(summary)),
    get: (id) => store.sources.get(id),
    remove: (id, call) =>
      signOut(id, call, async () => {
        // Without a credential no new run can begin.
        await sync.cancel(id);
        await connections.forget(id);
        await store.sources.remove(id);
        await keepAliveTimes.remove(id);
      }),
  };
}

async function accessProblemOf(store: Pick<Catalogue, 'access'>, id: SourceId): Promise<string | undefined> {
  try {
    await storedAccess(store, id);
    return undefined;
  } catch (error) {
    if (isMediafoldError(error) && error.code === 'conflict') return error.message;
    throw error;
  }
}
