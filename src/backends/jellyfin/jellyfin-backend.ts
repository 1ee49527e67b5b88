import { MediafoldError, ProtocolError } from '../../errors.ts';
import type { LibraryId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { AuthProvider, CallOptions } from '../auth-provider.ts';
import type { BackendContext } from '../backend-context.ts';
import { loadPart } from '../http/load-part.ts';
import { probeCandidate } from '../http/probe.ts';
import { createSession } from '../http/session.ts';
import type { MediaBackend } from '../media-backend.ts';
import * as api from './jellyfin-api.ts';
import { createCalls, type JellyfinCall } from './jellyfin-calls.ts';
import { advertisedCandidates } from './jellyfin-connections.ts';
import { imageFacet } from './jellyfin-images.ts';
import { librariesOf } from './jellyfin-map-libraries.ts';

/**
 * One Jellyfin server, 10.8 to 12, as one user.
 *
 * @param auth one of `jellyfinTokenAuth`, `jellyfinPasswordAuth`, `jellyfinApiKeyAuth`, made with the same context
 */
export function createJellyfinBackend(auth: AuthProvider, context: BackendContext): MediaBackend {
  const { source, environment, allowInsecure } = context;
  const session = createSession(source.name);
  const { ask, questions } = createCalls(auth, context, session);
  const probing = { expected: source.serverId, clock: environment.clock, allowInsecure };
  /** What the libraries that were listed can hold. */
  const kindsOf = new Map<LibraryId, readonly ItemKind[]>();

  /** For calls that are about items: their part of the backend is loaded with the first one. */
  function askItems<T>(
    operation: string,
    options: CallOptions,
    work: (items: typeof import('./jellyfin-items.ts'), call: JellyfinCall) => Promise<T>,
  ): Promise<T> {
    return ask(operation, options, async (call) =>
      work(await loadPart(operation, import('./jellyfin-items.ts')), call),
    );
  }

  function write(
    operation: string,
    options: CallOptions = {},
    work: (watch: typeof import('./jellyfin-watch.ts'), call: JellyfinCall) => Promise<void>,
  ): Promise<void> {
    return ask(operation, options, async (call) =>
      work(await loadPart(operation, import('./jellyfin-watch.ts')), call),
    );
  }

  function checkKind({ operation }: JellyfinCall, library: LibraryId, kind: ItemKind): void {
    const kinds = kindsOf.get(library);
    if (kinds === undefined || kinds.includes(kind)) return;
    const message = `${operation}: library ${library} holds no items of the kind ${kind}`;
    throw new MediafoldError('unsupported', message, { operation });
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
      session.during('renew the credential', options.signal, async (signal) =>
        auth.renew(await auth.headers({ signal }), { signal }),
      ),

    ...(auth.revoke === undefined
      ? {}
      : {
          credentials: {
            revoke: (options = {}) =>
              session.during('sign out', options.signal, async (signal) => auth.revoke?.({ signal })),
          },
        }),

    serverInfo: (options = {}) =>
      ask('ask about the server', options, async (call) => {
        const { serverId, name, version } = await call.askServer();
        return { serverId, name, version };
      }),

    libraries: (options = {}) =>
      ask('list libraries', options, async ({ place, sendInDialect }) => {
        const views = await sendInDialect(api.userViews(place), api.legacyUserViews(place));
        const libraries = librariesOf(views.Items);
        for (const { id, itemKinds: kinds } of libraries) kindsOf.set(id, kinds);
        return libraries;
      }),

    listItems: (library, options) =>
      askItems('list items', options, (items, call) => {
        checkKind(call, library, options.kind);
        return items.listItems(call, library, options);
      }),

    countItems: (library, options) =>
      ask('count items', options, async (call) => {
        checkKind(call, library, options.kind);
        const { operation } = call;
        const { TotalRecordCount: total } = await call.send(api.libraryCount(call.place, library, options.kind));
        if (total !== undefined) return total;
        throw new ProtocolError(`${operation}: the server gave no total for library ${library}`, [], { operation });
      }),

    getItem: (id, options = {}) => askItems(`get item ${id}`, options, (items, call) => items.getItem(call, id)),

    children: (id, options = {}) =>
      askItems(`list what is in item ${id}`, options, (items, call) => items.children(call, id, options)),

    async close() {
      session.close();
    },

    discovery: {
      candidates: (options = {}) =>
        ask('ask for addresses', options, async (call) => advertisedCandidates(await call.askServer({ retries: 0 }))),
    },

    search: {
      search: (text, options = {}) => askItems('search', options, (items, call) => items.search(call, text, options)),
    },

    images: imageFacet(() => session.inUse('draw a picture'), context),

    watchState: {
      setPlayed: (id, played, options) =>
        write(`mark item ${id}`, options, (watch, call) => watch.setPlayed(call, id, played)),
      setPosition: (id, positionMs, options) =>
        write(`set the position of item ${id}`, options, (watch, call) => watch.setPosition(call, id, positionMs)),
      setFavourite: (id, favourite, options) =>
        write(`set the favourite mark of item ${id}`, options, (watch, call) =>
          watch.setFavourite(call, id, favourite),
        ),
      setRating: (id, rating, options) =>
        write(`rate item ${id}`, options, (watch, call) => watch.setRating(call, id, rating)),
    },
  };
}
