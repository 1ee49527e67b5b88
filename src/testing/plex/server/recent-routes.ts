import { container, htmlError } from '../answers.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import { sorted } from '../listing/sorting.ts';
import { libraryFields, listFields } from './containers.ts';
import type { PlexSection } from './plex-section.ts';
import { onDeckOf, recentlyAdded, recentlyAddedAnywhere } from './recent.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import { keysOf, type ServerState, sectionOf } from './server-state.ts';
import { mixedRows, rowRequest, rowsFor, type Viewer } from './viewer.ts';

type Keys = (viewer: Viewer, section: PlexSection) => readonly number[];

interface Place {
  readonly section: PlexSection;
  readonly title: string;
}

/** The short lists that stand in the menu of a section. */
export function addRecentRoutes(app: ServerApp, state: ServerState): void {
  const answer = (context: ServerContext, keys: readonly number[], place?: Place): Response => {
    const query = queryOf(context);
    const viewer = context.get('viewer');
    const paging = pagingOf(context.req.raw, query);
    const page = cut(keys, paging);
    const rows =
      place === undefined
        ? mixedRows(state, viewer, query, page, false)
        : rowsFor(viewer, rowRequest(place.section, query, false), page);
    const fields = {
      ...counts(paging, rows.length, keys.length),
      ...(place === undefined
        ? libraryFields(undefined)
        : { ...listFields(place.section, place.section.type, place.title), mixedParents: true }),
      Metadata: rows.length === 0 ? undefined : rows,
    };
    return container(context.req.raw, fields, countHeaders(paging, keys.length));
  };

  app.get('/library/recentlyAdded', (context) => answer(context, recentlyAddedAnywhere(state, context.get('viewer'))));

  const lists: Readonly<Record<string, readonly [title: string, keys: Keys]>> = {
    recentlyAdded: ['Recently Added', (viewer, section) => recentlyAdded(state, viewer, section)],
    onDeck: ['Continue Watching', (viewer, section) => onDeckOf(state, viewer, section)],
    newest: [
      'Recently Released',
      (viewer, section) => sorted(keysOf(state, section, section.type), 'originallyAvailableAt:desc', viewer),
    ],
    unwatched: [
      'Unwatched',
      (viewer, section) => keysOf(state, section, section.type).filter((key) => viewer.watch(key).viewCount === 0),
    ],
  };
  for (const [name, [title, keys]] of Object.entries(lists)) {
    app.get(`/library/sections/:id/${name}`, (context) => {
      const section = sectionOf(state, context.req.param('id'));
      if (section === undefined) return htmlError(404);
      return answer(context, keys(context.get('viewer'), section), { section, title });
    });
  }
}
