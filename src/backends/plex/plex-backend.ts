import { MediafoldError } from '../../errors.ts';
import { type LibraryId, serverId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Library } from '../../models/library.ts';
import type { CallOptions } from '../auth-provider.ts';
import { createHttpClient } from '../http/http-client.ts';
import { loadPart } from '../http/load-part.ts';
import { type ProbeQuestions, probeCandidate } from '../http/probe.ts';
import { serverEnvironment } from '../http/server-environment.ts';
import { createSession } from '../http/session.ts';
import type { MediaBackend } from '../media-backend.ts';
import type { PlexAuth } from './auth/plex-auth.ts';
import { identityHeaders } from './auth/plex-headers.ts';
import { accountFacets } from './plex-account-facets.ts';
import * as api from './plex-api.ts';
import type { PlexContext } from './plex-context.ts';
import { imageFacet } from './plex-images.ts';
import type { ItemsCall } from './plex-items.ts';
import { KnownLibraries, librariesOf } from './plex-map-libraries.ts';
import { serverStatuses } from './plex-statuses.ts';

/** A Plex media server as one user. Knows the server's API 1.25 to 1.43. */
export function createPlexBackend(auth: PlexAuth, context: PlexContext): MediaBackend {
  const { source, identity, allowInsecure } = context;
  const environment = serverEnvironment(context);
  const session = createSession(source.name);
  const known = new KnownLibraries();
  const headers = identityHeaders(identity, source.deviceId);
  const statuses = serverStatuses;
  const http = createHttpClient({ ...context, environment, statuses, headers });
  session.onLeft(http.leave);
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

  /** For calls that need a part of the backend which is loaded with the first of them. */
  function askPart<Part, T>(
    operation: string,
    options: CallOptions = {},
    part: () => Promise<Part>,
    work: (part: Part, call: ItemsCall) => Promise<T>,
  ): Promise<T> {
    return ask(operation, options, async (call) =>
      work(await loadPart(operation, part()), { ...call, operation, known }),
    );
  }

  const items = (): Promise<typeof import('./plex-items.ts')> => import('./plex-items.ts');
  const watch = (): Promise<typeof import('./plex-watch.ts')> => import('./plex-watch.ts');

  async function readLibraries(call: api.PlexCall): Promise<readonly Library[]> {
    const found = librariesOf(await api.getSections(call));
    known.remember(found);
    return found;
  }

  async function mustHold(call: ItemsCall, library: LibraryId, kind: ItemKind): Promise<void> {
    if (!known.has(library)) await readLibraries(call);
    known.mustHold(library, kind, call.operation);
  }

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
      askPart(`list items of library ${library}`, options, items, async (part, call) => {
        await mustHold(call, library, options.kind);
        return part.listItems(call, library, options);
      }),

    countItems: (library, options) =>
      askPart(`count items of library ${library}`, options, items, async (part, call) => {
        await mustHold(call, library, options.kind);
        return part.countItems(call, library, options.kind);
      }),

    getItem: (id, options = {}) => askPart(`get item ${id}`, options, items, (part, call) => part.getItem(call, id)),

    children: (id, options = {}) =>
      askPart(`list children of ${id}`, options, items, (part, call) => part.children(call, id, options)),

    async close() {
      session.close();
    },

    ...accountFacets(auth, context, session),

    search: {
      search: (text, options = {}) =>
        askPart('search', options, items, (part, call) => part.search(call, text, options)),
    },

    watchState: {
      setPlayed: (id, played, options) =>
        askPart(`mark item ${id}`, options, watch, (part, call) => part.setPlayed(call, id, played)),
      setPosition: (id, positionMs, options) =>
        askPart(`set the position of item ${id}`, options, watch, (part, call) =>
          part.setPosition(call, id, positionMs),
        ),
      setRating: (id, rating, options) =>
        askPart(`rate item ${id}`, options, watch, (part, call) => part.setRating(call, id, rating)),
    },

    images: imageFacet(
      () => session.inUse('draw a picture'),
      () => auth.credential,
      context,
    ),
  };
}
