import { MediafoldError, ProtocolError } from '../../errors.ts';
import type { Candidate, Connection } from '../../models/connection.ts';
import { type LibraryId, libraryId, serverId } from '../../models/ids.ts';
import type { Item, ItemKind } from '../../models/item.ts';
import type { Page } from '../../models/page.ts';
import type { AuthProvider, CallOptions } from '../auth-provider.ts';
import { createHttpClient } from '../http/http-client.ts';
import { probeCandidate } from '../http/probe.ts';
import type { DiscoveryFacet, ListOptions, MediaBackend, SearchFacet } from '../media-backend.ts';
import { identityHeaders } from './auth/plex-headers.ts';
import { createPlexTv, listServers } from './auth/plex-tv.ts';
import * as api from './plex-api.ts';
import { accountCandidates } from './plex-connections.ts';
import type { PlexContext } from './plex-context.ts';
import { imageFacet } from './plex-images.ts';
import { pageEnd, pageLimit, pageStart } from './plex-paging.ts';
import { readItem } from './plex-read-item.ts';
import { type RowSetting, readRows } from './plex-read-rows.ts';
import { searchResults } from './plex-search.ts';
import { KnownLibraries, librariesOf } from './plex-sections.ts';
import { serverStatuses } from './plex-statuses.ts';

/** A Plex media server as one user. Knows the server's API 1.25 to 1.43. */
export function createPlexBackend(auth: AuthProvider, context: PlexContext): MediaBackend {
  const { source, environment, identity, allowInsecure = false, timeoutMs, retries } = context;
  const { clock, logger } = environment;
  const known = new KnownLibraries();
  const http = createHttpClient({
    environment,
    statuses: serverStatuses,
    headers: identityHeaders(identity, source.deviceId),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retry: { retries } }),
  });
  let connection: Connection | undefined;
  let closed = false;

  function open(operation: string): void {
    if (closed) throw new MediafoldError('unavailable', `${operation}: the backend is closed`, { operation });
  }

  function inUse(operation: string): Connection {
    open(operation);
    if (connection !== undefined) return connection;
    throw new MediafoldError('unavailable', `${operation}: no connection to ${source.name} is in use`, { operation });
  }

  const call = (operation: string, options: CallOptions = {}): api.PlexCall => ({
    http,
    connection: inUse(operation),
    auth,
    signal: options.signal,
  });

  const rowSetting = (library?: LibraryId): RowSetting => ({
    libraryId: library,
    isHomeVideos: (id) => known.isHomeVideos(id),
  });

  async function libraries(options?: CallOptions): ReturnType<MediaBackend['libraries']> {
    const found = librariesOf(await api.getSections(call('list libraries', options)), logger);
    known.remember(found);
    return found;
  }

  async function mustHold(library: LibraryId, kind: ItemKind, operation: string, options: CallOptions): Promise<void> {
    inUse(operation);
    if (!known.has(library)) await libraries(options);
    known.mustHold(library, kind, operation);
  }

  function toPage(answer: api.RowsAnswer, options: ListOptions, operation: string, library?: LibraryId): Page<Item> {
    const at = pageStart(options.cursor, operation);
    const { Metadata = [], Directory = [], total } = answer;
    const end = pageEnd(at, {
      count: Metadata.length + Directory.length,
      skipped: Directory.length,
      total,
      limit: pageLimit(options.limit),
    });
    const own = answer.librarySectionID === undefined ? undefined : libraryId(answer.librarySectionID);
    return { ...readRows(Metadata, rowSetting(library ?? own)), ...end };
  }

  function pagingOf(options: ListOptions, operation: string): api.Paging {
    return { start: pageStart(options.cursor, operation).start, size: pageLimit(options.limit) };
  }

  async function getItem(id: string, options: CallOptions = {}): Promise<Item> {
    const operation = `get item ${id}`;
    return readItem(await api.getMetadata(call(operation, options), id), id, operation, rowSetting());
  }

  const search: SearchFacet = {
    async search(text, options = {}) {
      const operation = 'search';
      const asked = call(operation, options);
      if (text.trim() === '') throw new MediafoldError('invalid-argument', 'search: there is nothing to search for');
      const limit = pageLimit(options.limit ?? 20);
      return searchResults(await api.searchHubs(asked, text, limit), rowSetting());
    },
  };

  const discovery: DiscoveryFacet = {
    async candidates(options = {}) {
      open('find addresses');
      const { credential } = auth;
      if (credential.type !== 'plex-token') return [];
      const plexTv = createPlexTv({ ...context, deviceId: source.deviceId });
      const servers = await listServers(plexTv, credential.accountToken, options);
      return servers
        .filter(({ clientIdentifier }) => clientIdentifier === source.serverId)
        .flatMap((server): readonly Candidate[] => accountCandidates(server));
    },
  };

  return {
    source,
    get connection() {
      return connection;
    },
    ...(auth.credential.type === 'plex-token' ? { discovery } : {}),
    search,
    images: imageFacet(
      () => inUse('draw a picture'),
      () => auth.credential,
    ),

    useConnection(next) {
      connection = next;
    },

    async probe(candidate, options) {
      open('probe');
      const questions = {
        whoAreYou: async (base: string, signal: AbortSignal) => {
          const { machineIdentifier, version } = await api.getIdentity(http, base, signal);
          return { serverId: serverId(machineIdentifier), version };
        },
        isMyCredentialGood: async (base: string, signal: AbortSignal) => {
          await api.getRootWith(http, base, await auth.headers({ signal }), signal);
        },
      };
      return probeCandidate(candidate, questions, { expected: source.serverId, clock, allowInsecure }, options);
    },

    async renewCredential(options) {
      open('renew the credential');
      try {
        return await auth.renew(await auth.headers(options), options);
      } catch (error) {
        // There never was a token for this server, and the account gives none.
        if (error instanceof MediafoldError && error.code === 'unauthorized') return false;
        throw error;
      }
    },

    async serverInfo(options) {
      const operation = 'read server info';
      const asked = call(operation, options);
      const { machineIdentifier, version = '' } = await api.getIdentity(http, asked.connection.uri, asked.signal);
      if (machineIdentifier !== source.serverId) {
        const says = `another server than ${source.name} answers at ${asked.connection.uri}`;
        throw new MediafoldError('wrong-server', `${operation}: ${says}`, { operation });
      }
      const { friendlyName = source.name } = await api.getRoot(asked);
      return { serverId: source.serverId, name: friendlyName, version };
    },

    libraries,

    async listItems(library, options) {
      const operation = `list items of library ${library}`;
      await mustHold(library, options.kind, operation, options);
      const paging = pagingOf(options, operation);
      const answer = await api.getSectionItems(call(operation, options), library, options.kind, paging);
      return toPage(answer, options, operation, library);
    },

    async countItems(library, options) {
      const operation = `count items of library ${library}`;
      await mustHold(library, options.kind, operation, options);
      const { total } = await api.countSectionItems(call(operation, options), library, options.kind);
      if (total !== undefined) return total;
      throw new ProtocolError(`${operation}: the server did not say how many there are`, [], { operation });
    },

    getItem,

    async children(id, options = {}) {
      const operation = `list children of ${id}`;
      const paging = pagingOf(options, operation);
      try {
        return toPage(await api.getChildren(call(operation, options), id, paging), options, operation);
      } catch (error) {
        if (!(error instanceof MediafoldError) || error.code !== 'not-found') throw error;
        // The answer for an item that is gone, and for one that can have nothing below it.
        await getItem(id, options);
        return { items: [], rejected: [], total: 0 };
      }
    },

    async close() {
      closed = true;
    },
  };
}
