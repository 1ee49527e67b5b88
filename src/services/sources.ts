import type { Catalogue } from '../db/open-catalogue.ts';
import type { Connection } from '../models/connection.ts';
import type { SourceId } from '../models/ids.ts';
import type { Source } from '../models/source.ts';
import type { ConnectionService } from './connection-service.ts';
import { connectionOf } from './find-connection.ts';

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
  /** How many items of it the catalogue holds. */
  readonly items: number;
}

export interface Sources {
  list(): Promise<readonly SourceSummary[]>;
  /** @throws {MediafoldError} `not-found`, naming those that there are */
  get(id: SourceId): Promise<Source>;
  /** Forgets the source and everything that was stored of it. The server is not asked. @throws `not-found` */
  remove(id: SourceId): Promise<void>;
}

export type SourcesStore = Pick<Catalogue, 'sources' | 'connections' | 'runs' | 'items'>;

export function createSources(store: SourcesStore, connections: Pick<ConnectionService, 'forget'>): Sources {
  async function summary(source: Source): Promise<SourceSummary> {
    const { id } = source;
    const connection = await store.connections.preferred(id);
    const lastSync = await store.runs.lastSync(id);
    const needsSignIn = await store.sources.needsSignIn(id);
    return {
      ...source,
      ...(connection === undefined ? {} : { connection: connectionOf(connection) }),
      ...(lastSync === undefined ? {} : { lastSync }),
      ...(needsSignIn === undefined ? {} : { needsSignIn }),
      items: await store.items.countItems(id),
    };
  }

  return {
    list: async () => Promise.all((await store.sources.list()).map(summary)),
    get: (id) => store.sources.get(id),
    async remove(id) {
      await store.sources.get(id);
      await connections.forget(id);
      await store.sources.remove(id);
    },
  };
}
