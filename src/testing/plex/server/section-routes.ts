import { container, htmlError } from '../answers.ts';
import { BadFilter, filtersOf } from '../listing/filters.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import { sorted } from '../listing/sorting.ts';
import { trimOf } from '../listing/trim-fields.ts';
import { seconds } from '../wire.ts';
import { listFields, sectionRow } from './containers.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import { type ItemType, keysOf, type PlexSection, type ServerState, sectionOf, typeNumbers } from './server-state.ts';
import { rowRequest, rowsFor } from './viewer.ts';

const everything: Readonly<Record<ItemType, string>> = {
  movie: 'All Movies',
  show: 'All Shows',
  season: 'All Seasons',
  episode: 'All Episodes',
};

const lists: Readonly<Record<'movie' | 'show', readonly (readonly [key: string, title: string])[]>> = {
  movie: [
    ['all', 'All Movies'],
    ['unwatched', 'Unwatched'],
    ['recentlyAdded', 'Recently Added'],
    ['onDeck', 'Continue Watching'],
  ],
  show: [
    ['all', 'All Shows'],
    ['recentlyAdded', 'Recently Added'],
    ['onDeck', 'Continue Watching'],
  ],
};

export function addSectionRoutes(app: ServerApp, state: ServerState): void {
  const all = (context: ServerContext): Response => {
    const rows = state.sections.map((section) => sectionRow(state, section));
    const fields = { size: rows.length, allowSync: false, title1: 'Plex Library', Directory: rows };
    return container(context.req.raw, fields);
  };
  app.get('/library/sections', all);
  app.get('/library/sections/all', all);

  app.get('/library/sections/:id', (context) => {
    const section = sectionOf(state, context.req.param('id'));
    if (section === undefined) return htmlError(404);
    const rows = lists[section.type].map(([key, title]) => ({ key, title }));
    const fields = { ...listFields(section, 'secondary', ''), title2: undefined, allowSync: false };
    return container(context.req.raw, { size: rows.length, ...fields, Directory: rows });
  });

  app.get('/library/sections/:id/all', (context) => {
    const section = sectionOf(state, context.req.param('id'));
    return section === undefined ? htmlError(404) : listing(context, state, section);
  });

  app.get('/library/sections/:id/collections', (context) => {
    const section = sectionOf(state, context.req.param('id'));
    if (section === undefined) return htmlError(404);
    const paging = pagingOf(context.req.raw, queryOf(context));
    const fields = { ...counts(paging, 0, 0), ...listFields(section, 'collection', 'Collections') };
    return container(context.req.raw, fields, countHeaders(paging, 0));
  });
}

function listing(context: ServerContext, state: ServerState, section: PlexSection): Response {
  const request = context.req.raw;
  const query = queryOf(context);
  const viewer = context.get('viewer');
  const type = typeOf(query.get('type'), section);
  if (type === undefined) return htmlError(400);
  const found = select(context, state, section, type);
  if (found === undefined) return htmlError(400);

  const paging = pagingOf(request, query);
  const limit = query.get('limit');
  const capped = limit !== null && /^\d+$/.test(limit) ? found.slice(0, Number(limit)) : found;
  const total = state.totals.get(type)?.(capped.length) ?? capped.length;
  const trim = trimOf(request, query);
  const rows = rowsFor(viewer, rowRequest(section, query, false), cut(capped, paging));
  const fields = {
    ...counts(paging, rows.length, total),
    ...listFields(section, type, everything[type]),
    // Absent when nothing is there, as everywhere in Plex.
    Metadata: rows.length === 0 ? undefined : trim === undefined ? rows : rows.map(trim),
  };
  return container(request, fields, countHeaders(paging, total));
}

/** @returns undefined when a filter cannot be read */
function select(
  context: ServerContext,
  state: ServerState,
  section: PlexSection,
  type: ItemType,
): readonly number[] | undefined {
  const query = queryOf(context);
  const viewer = context.get('viewer');
  try {
    const tests = filtersOf(query, seconds(state.clock.now()));
    const keys = keysOf(state, section, type);
    const fitting = tests.length === 0 ? keys : keys.filter((key) => tests.every((test) => test(viewer, key)));
    return sorted(fitting, query.get('sort'), viewer);
  } catch (error) {
    if (error instanceof BadFilter) return undefined;
    throw error;
  }
}

function typeOf(text: string | null, section: PlexSection): ItemType | undefined {
  if (text === null) return section.type;
  return Object.entries(typeNumbers).find(([number]) => number === text)?.[1];
}
