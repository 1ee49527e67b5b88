import { container, htmlError } from '../answers.ts';
import { filterRows, sortRows } from '../listing/section-meta.ts';
import { choicesOf, tagFilters } from '../listing/tag-fields.ts';
import type { WireObject } from '../wire.ts';
import { listFields } from './containers.ts';
import type { ItemType, PlexSection } from './plex-section.ts';
import { itemTypeOf, selectKeys } from './select-keys.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import { keysOf, type ServerState, sectionOf } from './server-state.ts';

interface Place {
  readonly section: PlexSection;
  readonly type: ItemType;
}

/** What a section can be narrowed to and sorted by, and how many titles begin with each letter. */
export function addFilterRoutes(app: ServerApp, state: ServerState): void {
  const withPlace =
    (answer: (context: ServerContext, place: Place) => Response) =>
    (context: ServerContext): Response => {
      const section = sectionOf(state, context.req.param('id'));
      if (section === undefined) return htmlError(404);
      const type = itemTypeOf(queryOf(context).get('type'), section);
      return type === undefined ? htmlError(400) : answer(context, { section, type });
    };

  const menu = (context: ServerContext, { section }: Place, title2: string, rows: readonly WireObject[]): Response =>
    container(context.req.raw, {
      size: rows.length,
      ...listFields(section, 'secondary', title2),
      allowSync: false,
      nocache: true,
      Directory: rows.length === 0 ? undefined : rows,
    });

  app.get(
    '/library/sections/:id/filters',
    withPlace((context, place) => menu(context, place, 'Filters', filterRows(place.section, place.type))),
  );
  app.get(
    '/library/sections/:id/sorts',
    withPlace((context, place) => menu(context, place, 'Sorts', sortRows(place.section, false))),
  );
  app.get(
    // The plural of the published document is not found on real servers (seen on 1.43).
    '/library/sections/:id/firstCharacter',
    withPlace((context, place) => menu(context, place, 'By First Letter', letters(context, state, place))),
  );
  app.get(
    `/library/sections/:id/:tag{${tagFilters.join('|')}}`,
    withPlace((context, place) => {
      const tag = context.req.param('tag') ?? '';
      return menu(context, place, `By ${tag}`, choiceRows(context, state, place, tag));
    }),
  );
}

function choiceRows(
  context: ServerContext,
  state: ServerState,
  { section, type }: Place,
  tag: string,
): readonly WireObject[] {
  const found = new Map<string, string>();
  for (const key of keysOf(state, section, type)) {
    for (const choice of choicesOf(tag, context.get('viewer'), key) ?? []) found.set(choice.key, choice.title);
  }
  return [...found]
    .sort(([, one], [, two]) => (one < two ? -1 : one > two ? 1 : 0))
    .map(([key, title]) => ({
      fastKey: `/library/sections/${section.id}/all?${tag}=${key}`,
      key,
      title,
      type: tag,
    }));
}

function letters(context: ServerContext, state: ServerState, { section, type }: Place): readonly WireObject[] {
  const viewer = context.get('viewer');
  const sizes = new Map<string, number>();
  for (const key of selectKeys({ state, viewer, query: queryOf(context), section, type }) ?? []) {
    const first = viewer.shelf.sortTitle(key).charAt(0).toUpperCase();
    const letter = /^[A-Z]$/.test(first) ? first : '#';
    sizes.set(letter, (sizes.get(letter) ?? 0) + 1);
  }
  return (
    [...sizes]
      .sort(([one], [two]) => (one < two ? -1 : 1))
      // As text, also in JSON (recorded).
      .map(([key, size]) => ({ size: String(size), key: encodeURIComponent(key), title: key }))
  );
}
