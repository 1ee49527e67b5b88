import { MediafoldError } from '../../errors.ts';
import type { LibraryId } from '../../models/ids.ts';
import { type ItemKind, itemKinds } from '../../models/item.ts';
import type { AuthProvider } from '../auth-provider.ts';
import type { BackendContext } from '../backend-context.ts';
import { probeCandidate } from '../http/probe.ts';
import type { MediaBackend } from '../media-backend.ts';
import * as api from './jellyfin-api.ts';
import { listChildren } from './jellyfin-children.ts';
import { advertisedCandidates } from './jellyfin-connections.ts';
import { imageFacet } from './jellyfin-images.ts';
import { pageOf, sliceOf } from './jellyfin-listing.ts';
import { mapItem } from './jellyfin-map.ts';
import { typesOf } from './jellyfin-map-kinds.ts';
import { mapLibrary } from './jellyfin-map-libraries.ts';
import { probeQuestions } from './jellyfin-probe.ts';
import { createSession } from './jellyfin-session.ts';

/** Seasons have no names worth finding, and photos are found by nobody. */
const unsearchable: ReadonlySet<ItemKind> = new Set(['season', 'photo', 'photo-album']);
const searchable = itemKinds.filter((kind) => !unsearchable.has(kind)).flatMap(typesOf);

/**
 * One Jellyfin server, 10.8 to 12, as one user.
 *
 * @param auth one of `jellyfinTokenAuth`, `jellyfinPasswordAuth`, `jellyfinApiKeyAuth`, made with the same context
 */
export function createJellyfinBackend(auth: AuthProvider, context: BackendContext): MediaBackend {
  const { source, environment, allowInsecure = false } = context;
  const session = createSession(auth, context);
  const questions = probeQuestions(auth, context, session);
  const setting = { expected: source.serverId, clock: environment.clock, allowInsecure };
  /** What the libraries that were listed can hold. */
  const kindsOf = new Map<LibraryId, readonly ItemKind[]>();

  function checkKind(operation: string, library: LibraryId, kind: ItemKind): void {
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

    useConnection(connection) {
      session.checkOpen('use a connection');
      session.connection = connection;
    },

    async probe(candidate, options) {
      session.checkOpen('probe');
      return probeCandidate(candidate, questions, setting, options);
    },

    async renewCredential({ signal } = {}) {
      session.checkOpen('renew the credential');
      return auth.renew(await auth.headers({ signal }), { signal });
    },

    async serverInfo({ signal } = {}) {
      const { serverId, name, version } = await session.askServer('ask about the server', signal);
      return { serverId, name, version };
    },

    async libraries({ signal } = {}) {
      const place = session.place('list libraries');
      const views = await session.sendInDialect(api.userViews(place), api.legacyUserViews(place), signal);
      const libraries = views.Items.map(mapLibrary);
      for (const { id, itemKinds: kinds } of libraries) kindsOf.set(id, kinds);
      return libraries;
    },

    async listItems(library, options) {
      const { kind, signal } = options;
      const place = session.place('list items');
      checkKind('list items', library, kind);
      const slice = sliceOf(options, kind);
      const answer = await session.send(api.libraryItems(place, library, kind, slice), signal);
      return pageOf(answer, slice, { completeness: 'brief', libraryId: library }, kind);
    },

    async countItems(library, { kind, signal }) {
      const operation = 'count items';
      const place = session.place(operation);
      checkKind(operation, library, kind);
      const { TotalRecordCount: total } = await session.send(api.libraryCount(place, library, kind), signal);
      if (total === undefined) {
        const message = `${operation}: the server gave no total for library ${library}`;
        throw new MediafoldError('protocol', message, { operation });
      }
      return total;
    },

    async getItem(id, { signal } = {}) {
      const operation = 'get an item';
      const place = session.place(operation);
      const row = await session.sendInDialect(api.itemById(place, id), api.legacyItemById(place, id), signal);
      const item = mapItem(row, { completeness: 'full' });
      if (item !== undefined) return item;
      const message = `${operation}: ${id} is nothing that can be played or listed, such as a plain folder`;
      throw new MediafoldError('unsupported', message, { operation });
    },

    async children(id, options = {}) {
      const place = session.place('list what is in an item');
      return listChildren((request) => session.send(request, options.signal), place, id, options);
    },

    async close() {
      session.close();
    },

    discovery: {
      async candidates({ signal } = {}) {
        return advertisedCandidates(await session.askServer('ask for addresses', signal));
      },
    },

    search: {
      async search(text, options = {}) {
        const operation = 'search';
        const place = session.place(operation);
        if (text.trim() === '') {
          throw new MediafoldError('invalid-argument', `${operation}: say what to search for`, { operation });
        }
        const slice = sliceOf(options, operation);
        const answer = await session.send(api.foundItems(place, text, searchable, slice), options.signal);
        return pageOf(answer, slice, { completeness: 'brief' }, operation);
      },
    },

    images: imageFacet(() => session.connection),
  };
}
