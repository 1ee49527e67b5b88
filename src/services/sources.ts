import type { Connection } from '../models/connection.ts';
import type { SourceId } from '../models/ids.ts';
import type { Source } from '../models/source.ts';
import type { OpenBackends } from './open-backends.ts';

export interface LastSync {
  readonly finishedAt: number;
  readonly status: string;
}

export interface SourceSummary extends Source {
  /** The address that was good the last time. */
  readonly connection?: Connection;
  /** Absent when it was never synced to an end. */
  readonly lastSync?: LastSync;
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

export interface SourcesStore {
  list(): Promise<readonly Source[]>;
  get(id: SourceId): Promise<Source>;
  remove(id: SourceId): Promise<void>;
  preferredConnection(id: SourceId): Promise<Connection | undefined>;
  lastSync(id: SourceId): Promise<LastSync | undefined>;
  countItems(id: SourceId): Promise<number>;
}

export function createSources(store: SourcesStore, backends: OpenBackends): Sources {
  async function summary(source: Source): Promise<SourceSummary> {
    const [connection, lastSync, items] = await Promise.all([
      store.preferredConnection(source.id),
      store.lastSync(source.id),
      store.countItems(source.id),
    ]);
    return {
      ...source,
      ...(connection === undefined ? {} : { connection }),
      ...(lastSync === undefined ? {} : { lastSync }),
      items,
    };
  }

  return {
    list: async () => Promise.all((await store.list()).map(summary)),
    get: (id) => store.get(id),
    async remove(id) {
      await store.get(id);
      await backends.drop(id);
      await store.remove(id);
    },
  };
}
