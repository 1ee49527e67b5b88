import type { Catalogue } from '../db/open-catalogue.ts';
import { MediafoldError } from '../errors.ts';
import type { SourceId } from '../models/ids.ts';
import type { SourceAccess } from '../models/source-access.ts';
import { checkAccess } from './access/check-access.ts';
import type { ConnectionService } from './connect/connection-contract.ts';
import { isUnreadable } from './credentials/stored-credential.ts';

export interface AccessSettings {
  /**
   * How requests to the source's server travel; `undefined`: like all others.
   *
   * @throws {MediafoldError} `not-found`; `conflict` when something is stored that cannot be read: set or clear it then
   */
  access(id: SourceId): Promise<SourceAccess | undefined>;
  /**
   * Takes the place of all that was set; `undefined` clears it. Holds from the next request on: what is under way at the
   * source's server ends with `unavailable`. The server is not asked: `connect` afterwards says whether it can be reached
   * so, and what is in the way if not.
   *
   * @throws {MediafoldError} `not-found`, `invalid-argument` for what is no pin, no certificate, no address, or no header
   *   that can be set
   */
  setAccess(id: SourceId, access: SourceAccess | undefined): Promise<void>;
}

export interface AccessSettingsOptions {
  readonly store: Pick<Catalogue, 'sources' | 'access'>;
  readonly connections: Pick<ConnectionService, 'forget'>;
}

export function createAccessSettings({ store, connections }: AccessSettingsOptions): AccessSettings {
  return {
    async access(id) {
      await store.sources.get(id);
      return storedAccess(store, id);
    },
    async setAccess(id, access) {
      await store.sources.get(id);
      const checked = access === undefined ? undefined : checkAccess(access);
      await connections.forget(id, {
        // Somebody may sign in or out meanwhile.
        needsSignIn: () => store.sources.needsSignIn(id),
        change: () => (checked === undefined ? store.access.remove(id) : store.access.save(id, checked)),
      });
    },
  };
}

/**
 * What is stored of it. Never taken for nothing when it cannot be read: without its pins a source would trust others, and
 * without its headers it would look as if the server were broken.
 *
 * @throws {MediafoldError} `conflict`: it is there, but not for this key or this version. The message says what to do
 */
export async function storedAccess(
  store: { readonly access: Pick<Catalogue['access'], 'load'> },
  id: SourceId,
): Promise<SourceAccess | undefined> {
  try {
    return await store.access.load(id);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new MediafoldError('conflict', error.message, { operation: 'read access settings', sourceId: id });
  }
}
