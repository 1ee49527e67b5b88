import { MediafoldError, ProtocolError } from '../../errors.ts';
import { type LibraryId, serverId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Library } from '../../models/library.ts';
import type { CallOptions } from '../auth-provider.ts';
import { createHttpClient } from '../http/http-client.ts';
import { loadPart } from '../http/load-part.ts';
import { type ProbeQuestions, probeCandidate } from '../http/probe.ts';
import { createSession } from '../http/session.ts';
import type { DiscoveryFacet, MediaBackend } from '../media-backend.ts';
import type { PlexAuth } from './auth/plex-auth.ts';
import { identityHeaders } from './auth/plex-headers.ts';
import * as api from './plex-api.ts';
import type { PlexContext } from './plex-context.ts';
import { imageFacet } from './plex-images.ts';
import type { ItemsCall } from './plex-items.ts';
import { KnownLibraries, librariesOf } from './plex-map-libraries.ts';
import { serverStatuses } from './plex-statuses.ts';

/** A Plex media server as one user. Knows the server's API 1.25 to 1.43. */
export function createPlexBackend(auth: PlexAuth, context: PlexContext): MediaBackend {
  const { source, environment, identity, allowInsecure, timeoutMs, retries } = context;
  const session = createSession(source.name);
  const known = new KnownLibraries();
  const headers = identityHeaders(identity, source.deviceId);
  const statuses = serverStatuses;
  const http = createHttpClient({ environment, statuses, headers, timeoutMs, retries, allowInsecure });
  const probing = { expected: source.serverId, clock: environment.clock, allowInsecure };
  const questions: ProbeQuestions = {
    async whoAreYou(base, signal) {
      const { machineIdentifier, version } = await api.getIdentity(http, base, { signal });
      return { serverId: serverId(machineIdentifier), version };
    },
    async isMyCredentialGood(base, signal) {
      await api.getRootWith(http, base, await auth.headers({ signal }), { signal });
    },
  };

  function ask<T>(operation: string, options: CallOptions, work: (call: api.PlexCall) => Promise<T>): Promise<T> {
    return session.during(operation, options.signal, (signal) =>
      work({ http, connection: session.inUse(operation), auth, signal }),
    );
  }

  /** For calls that are about items: their part of the backend is loaded with the first one. */
  function askItems<T>(
    operation: string,
    options: CallOptions,
    work: (items: typeof import('./plex-items.ts'), call: ItemsCall) => Promise<T>,
  ): Promise<T> {
    return ask(operation, options, async (call) =>
      work(await loadPart(operation, import('./plex-items.ts')), { ...call, operation, known }),
    );
  }

  function write(
    operation: string,
    options: CallOptions = {},
    work: (watch: typeof import('./plex-watch.ts'), call: ItemsCall) => Promise<void>,
  ): Promise<void> {
    return ask(operation, options, async (call) =>
      work(await loadPart(operation, import('./plex-watch.ts')), { ...call, operation, known }),
    );
  }

  async function readLibraries(call: api.PlexCall): Promise<readonly Library[]> {
    const found = librariesOf(await api.getSections(call));
    known.remember(found);
    return found;
  }

  async function mustHold(call: api.PlexCall, library: LibraryId, kind: ItemKind, operation: string): Promise<void> {
    if (!known.has(library)) await readLibraries(call);
    known.mustHold(library, kind, operation);
  }

  const { account } = auth;
  const discovery: DiscoveryFacet | undefined = account && {
    candidates: (options = {}) =>
      session.during('find addresses', options.signal, async (signal) => {
        const { advertisedCandidates } = await loadPart('find addresses', import('./auth/server-access.ts'));
        return advertisedCandidates(account, source.serverId, { signal });
      }),
  };

  return {
    source,

    get connection() {
      return session.connection;
    },

    useConnection: session.use,

    probe: (candidate, options) =>
      session.during('probe', options.signal, (signal) =>
        probeCandidate(candidate, questions, probing, { ...options, signal }),
      ),

    renewCredential: (options = {}) =>
      session.during('renew the credential', options.signal, async (signal) => {
        try {
          return await auth.renew(await auth.headers({ signal }), { signal });
        } catch (error) {
          // There never was a token for this server, and the account gives none.
          if (error instanceof MediafoldError && error.code === 'unauthorized') return false;
          throw error;
        }
      }),

    serverInfo(options = {}) {
      const operation = 'read server info';
      return ask(operation, options, async (call) => {
        const { uri } = call.connection;
        const { machineIdentifier, version = '' } = await api.getIdentity(http, uri, call);
        if (machineIdentifier !== source.serverId) {
          const says = `another server than ${source.name} answers at ${uri}`;
          throw new MediafoldError('wrong-server', `${operation}: ${says}`, { operation });
        }
        const { friendlyName = source.name } = await api.getRoot(call);
        return { serverId: source.serverId, name: friendlyName, version };
      });
    },

    libraries: (options = {}) => ask('list libraries', options, readLibraries),

    listItems: (library, options) =>
      askItems(`list items of library ${library}`, options, async (items, call) => {
        await mustHold(call, library, options.kind, call.operation);
        return items.listItems(call, library, options);
      }),

    countItems(library, options) {
      const operation = `count items of library ${library}`;
      return ask(operation, options, async (call) => {
        await mustHold(call, library, options.kind, operation);
        const { total } = await api.countSectionItems(call, library, options.kind);
        if (total !== undefined) return total;
        throw new ProtocolError(`${operation}: the server did not say how many there are`, [], { operation });
      });
    },

    getItem: (id, options = {}) => askItems(`get item ${id}`, options, (items, call) => items.getItem(call, id)),

    children: (id, options = {}) =>
      askItems(`list children of ${id}`, options, (items, call) => items.children(call, id, options)),

    async close() {
      session.close();
    },

    ...(discovery === undefined ? {} : { discovery }),

    search: {
      search: (text, options = {}) => askItems('search', options, (items, call) => items.search(call, text, options)),
    },

    watchState: {
      setPlayed: (id, played, options) =>
        write(`mark item ${id}`, options, (watch, call) => watch.setPlayed(call, id, played)),
      setPosition: (id, positionMs, options) =>
        write(`set the position of item ${id}`, options, (watch, call) => watch.setPosition(call, id, positionMs)),
      setRating: (id, rating, options) =>
        write(`rate item ${id}`, options, (watch, call) => watch.setRating(call, id, rating)),
    },

    images: imageFacet(
      () => session.inUse('draw a picture'),
      () => auth.credential,
    ),
  };
}
