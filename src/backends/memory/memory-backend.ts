import { MediafoldError } from '../../errors.ts';
import { type Clock, cancelled, systemClock } from '../../models/clock.ts';
import type { Connection, ProbeResult } from '../../models/connection.ts';
import type { LibraryId } from '../../models/ids.ts';
import { type Item, type ItemKind, parentIdOf } from '../../models/item.ts';
import type { Library } from '../../models/library.ts';
import { cursor, type Page } from '../../models/page.ts';
import type { Source } from '../../models/source.ts';
import type { CallOptions } from '../auth-provider.ts';
import type { ListOptions, MediaBackend } from '../media-backend.ts';
import { createMemoryWatch } from './memory-watch.ts';

export interface MemoryLibrary extends Library {
  /** In full; listings give them in brief. */
  readonly items: readonly Item[];
}

export interface MemoryBackendOptions {
  readonly source: Source;
  readonly libraries: readonly MemoryLibrary[];
  readonly version?: string;
  /** For the dates of plays. Default: the system's. */
  readonly clock?: Clock;
}

/** A row of a listing: what a server would have to look up elsewhere is left out. */
function brief(item: Item): Item {
  const { people: _people, versions: _versions, chapters: _chapters, ...row } = item;
  return { ...row, completeness: 'brief' };
}

/**
 * The reference implementation: the contract and nothing else. It keeps the interface from taking the shape of one
 * vendor, and is where a new backend starts.
 */
export function createMemoryBackend(options: MemoryBackendOptions): MediaBackend {
  const { source, libraries, clock = systemClock } = options;
  let connection: Connection | undefined;
  let closed = false;

  const everything = (): readonly Item[] => libraries.flatMap((library) => library.items);

  function ready(operation: string, call: CallOptions | undefined): void {
    if (call?.signal?.aborted) throw cancelled(operation);
    if (closed) throw new MediafoldError('unavailable', `${operation}: the backend is closed`, { operation });
    if (connection === undefined) {
      throw new MediafoldError('unavailable', `${operation}: no connection to ${source.name} is in use`, { operation });
    }
  }

  const watch = createMemoryWatch({ items: everything(), clock, ready });

  function libraryOf(id: LibraryId, kind: ItemKind, operation: string): MemoryLibrary {
    const library = libraries.find((candidate) => candidate.id === id);
    if (library === undefined) throw new MediafoldError('not-found', `${operation}: no library ${id}`, { operation });
    if (!library.itemKinds.includes(kind)) {
      throw new MediafoldError('unsupported', `${operation}: library ${id} holds no ${kind}`, { operation });
    }
    return library;
  }

  function pageOf(rows: readonly Item[], call: ListOptions | undefined, operation: string): Page<Item> {
    const start = call?.cursor === undefined ? 0 : Number(call.cursor);
    if (!Number.isInteger(start) || start < 0) {
      throw new MediafoldError('invalid-argument', `${operation}: this cursor is not from this listing`, { operation });
    }
    const end = start + (call?.limit ?? 200);
    return {
      items: rows.slice(start, end).map(watch.seen).map(brief),
      rejected: [],
      total: rows.length,
      ...(end < rows.length ? { next: cursor(String(end)) } : {}),
    };
  }

  return {
    source,
    get connection() {
      return connection;
    },
    useConnection(next) {
      connection = next;
    },
    probe: async (candidate, { signal }): Promise<ProbeResult> => {
      if (signal?.aborted) throw cancelled('probe');
      return {
        candidate,
        outcome: 'ok',
        reason: 'held in memory',
        latencyMs: 0,
        serverId: source.serverId,
        serverName: source.name,
      };
    },
    renewCredential: async () => false,
    serverInfo: async (call) => {
      ready('server info', call);
      return { serverId: source.serverId, name: source.name, version: options.version ?? '1.0.0' };
    },
    libraries: async (call) => {
      ready('list libraries', call);
      return libraries.map(({ items: _items, ...library }) => library);
    },
    listItems: async (library, call) => {
      ready('list items', call);
      const { items } = libraryOf(library, call.kind, 'list items');
      return pageOf(
        items.filter((item) => item.kind === call.kind),
        call,
        'list items',
      );
    },
    countItems: async (library, call) => {
      ready('count items', call);
      return libraryOf(library, call.kind, 'count items').items.filter((item) => item.kind === call.kind).length;
    },
    getItem: async (id, call) => {
      ready('get item', call);
      const item = everything().find((candidate) => candidate.id === id);
      if (item === undefined)
        throw new MediafoldError('not-found', `get item: no item ${id}`, { operation: 'get item' });
      return { ...watch.seen(item), completeness: 'full' };
    },
    children: async (id, call) => {
      ready('list children', call);
      const items = everything();
      if (!items.some((item) => item.id === id)) {
        throw new MediafoldError('not-found', `list children: no item ${id}`, { operation: 'list children' });
      }
      return pageOf(
        items.filter((item) => parentIdOf(item) === id),
        call,
        'list children',
      );
    },
    close: async () => {
      closed = true;
    },
    watchState: watch.facet,
  };
}
