import type { SourceRepository } from '../db/repositories/sources.ts';
import { sourceId } from '../models/ids.ts';
import type { SignedInServer, Source } from '../models/source.ts';
import type { ConnectionService } from './connection-service.ts';

export interface SignedIn {
  readonly source: Source;
  /** False when this server was linked before as this user: its catalogue is kept, its credential is the new one. */
  readonly isNew: boolean;
}

export interface SignIn {
  /**
   * Makes a source of a finished login: source, encrypted credential and addresses in one transaction.
   *
   * @throws {MediafoldError} `storage`
   */
  add(server: SignedInServer): Promise<SignedIn>;
}

export function createSignIn(
  store: Pick<SourceRepository, 'find' | 'put'>,
  connections: Pick<ConnectionService, 'forget'>,
): SignIn {
  return {
    async add({ type, name, serverId, userId, userName, deviceId, credential, candidates }) {
      const known = await store.find({ type, serverId, userId });
      const source: Source = {
        id: known?.id ?? sourceId(crypto.randomUUID().slice(0, 8)),
        type,
        name,
        serverId,
        userId,
        ...(userName === undefined ? {} : { userName }),
        deviceId,
      };
      await store.put(source, credential, candidates);
      // A backend that is open holds the old credential.
      await connections.forget(source.id);
      return { source, isNew: known === undefined };
    },
  };
}
