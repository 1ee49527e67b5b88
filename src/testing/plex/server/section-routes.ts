import { container, htmlError } from '../answers.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import { fieldTypes, sectionTypes } from '../listing/section-meta.ts';
import { tagFilters } from '../listing/tag-fields.ts';
import { trimOf } from '../listing/trim-fields.ts';
import type { WireObject } from '../wire.ts';
import { listFields, sectionRow } from './containers.ts';
import type { ItemType, PlexSection } from './plex-section.ts';
import { itemTypeOf, selectKeys } from './select-keys.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import { type ServerState, sectionOf } from './server-state.ts';
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
    ['newest', 'Recently Released'],
    ['recentlyAdded', 'Recently Added'],
    ['onDeck', 'Continue Watching'],
  ],
  show: [
    ['all', 'All Shows'],
    ['unwatched', 'Unwatched'],
    ['newest', 'Recently Released'],
    ['recentlyAdded', 'Recently Added'],
    ['onDeck', 'Continue Watching'],
  ],
};

/** Menus that old clients go through. */
const byTag: readonly (readonly [key: string, title: string])[] = [
  ...tagFilters.map((key): readonly [string, string] => [key, `By ${key}`]),
  ['firstCharacter', 'By First Letter'],
];

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
    const rows: WireObject[] = lists[section.type].map(([key, title]) => ({ key, title }));
    for (const [key, title] of byTag) rows.push({ secondary: true, key, title });
    const fields = { ...listFields(section, 'secondary', ''), title2: undefined, allowSync: false };
    const details = queryOf(context).get('includeDetails') === '1';
    const meta = details ? { Type: sectionTypes(section, undefined), FieldType: fieldTypes } : {};
    return container(context.req.raw, { size: rows.length, ...fields, Directory: rows, ...meta });
  });

  app.get('/library/sections/:id/all', (context) => {
    const section = sectionOf(state, context.req.param('id'));
    return section === undefined ? htmlError(404) : listing(context, state, section);
  });
}

function listing(context: ServerContext, state: ServerState, section: PlexSection): Response {
  const request = context.req.raw;
  const query = queryOf(context);
  const viewer = context.get('viewer');
  const type = itemTypeOf(query.get('type'), section);
  if (type === undefined) return htmlError(400);
  const found = selectKeys({ state, viewer, query, section, type });
  if (found === undefined) return htmlError(400);

  const paging = pagingOf(request, query);
  const limit = query.get('limit');
  const capped = limit !== null && /^\d+$/.test(limit) ? found.slice(0, Number(limit)) : found;
  const total = state.totals.get(type)?.(capped.length) ?? capped.length;
  const trim = trimOf(request, query);
  const rows = rowsFor(viewer, rowRequest(section, query, false), cut(capped, paging));
  const fields = {
    ...counts(paging, rows.length, total),
    // The group is that of the section, whatever the rows are (recorded).
    ...listFields(section, section.type, everything[type]),
    // Of shows and what is in them, not of films (recorded).
    nocache: section.type === 'show' ? true : undefined,
    Meta: query.get('includeMeta') === '1' ? { Type: sectionTypes(section, type), FieldType: fieldTypes } : undefined,
    // Absent when nothing is there, as everywhere in Plex.
    Metadata: rows.length === 0 ? undefined : trim === undefined ? rows : rows.map(trim),
  };
  return container(request, fields, countHeaders(paging, total));
}
