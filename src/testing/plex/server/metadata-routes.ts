import { container, htmlError } from '../answers.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import { trimOf } from '../listing/trim-fields.ts';
import { episodeKey, type Subject, seasonKey, showKey, subjectOf } from '../rating-keys.ts';
import { seasonTitle, showFacts } from '../rows/show-row.ts';
import { seconds, type WireObject } from '../wire.ts';
import { libraryFields, listFields } from './containers.ts';
import type { PlexSection } from './plex-section.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import { type ServerState, sectionOfKey } from './server-state.ts';
import { mixedRows, rowRequest, rowsFor } from './viewer.ts';

export function addMetadataRoutes(app: ServerApp, state: ServerState): void {
  app.get('/library/metadata/:ids', (context) => {
    const viewer = context.get('viewer');
    const query = queryOf(context);
    const keys = context.req.param('ids').split(',').map(Number);
    // What is missing from a batch is left out without a word.
    const held = keys.filter((key) => state.shelf.has(key));
    const [first] = held;
    if (first === undefined) return htmlError(404);
    const section = sectionOfKey(state, first);
    const same = held.every((key) => sectionOfKey(state, key) === section);
    const rows = mixedRows(state, viewer, query, held, true);
    const trim = trimOf(context.req.raw, query);
    const fields = {
      size: rows.length,
      ...libraryFields(same ? section : undefined),
      Metadata: trim === undefined ? rows : rows.map(trim),
    };
    return container(context.req.raw, fields);
  });

  app.get('/library/metadata/:id/children', (context) => {
    const found = lookUp(state, context.req.param('id'));
    if (found === undefined) return htmlError(404);
    if (found.subject.kind === 'show') return seasons(context, state, found);
    if (found.subject.kind === 'season') return episodes(context, state, found, found.subject.season);
    return answerRows(context, found, [], [], listFields(found.section, 'movie', ''));
  });

  app.get('/library/metadata/:id/grandchildren', (context) => {
    const found = lookUp(state, context.req.param('id'));
    if (found === undefined) return htmlError(404);
    const keys = found.subject.kind === 'show' ? state.shelf.episodeKeysOf(found.subject.index) : [];
    return answerRows(context, found, [], keys, listFields(found.section, 'episode', 'All Episodes'));
  });

  app.get('/library/metadata/:id/allLeaves', (context) => {
    const found = lookUp(state, context.req.param('id'));
    if (found === undefined) return htmlError(404);
    // Nothing for a season, as seen. Specials stand among the others, by the day they were shown.
    const keys = found.subject.kind === 'show' ? byAirDate(state, found.subject.index) : [];
    return answerRows(context, found, [], keys, listFields(found.section, 'episode', 'All Episodes'));
  });
}

interface Found {
  readonly key: number;
  readonly subject: Subject;
  readonly section: PlexSection;
}

function lookUp(state: ServerState, id: string): Found | undefined {
  const key = Number(id);
  const subject = subjectOf(key);
  const section = sectionOfKey(state, key);
  if (subject === undefined || section === undefined || !state.shelf.has(key)) return undefined;
  return { key, subject, section };
}

function byAirDate(state: ServerState, index: number): readonly number[] {
  const dates = state.shelf.seasonsOf(index).flatMap(({ number, episodes }) =>
    episodes.map((episode) => ({
      key: episodeKey(index, number, episode),
      date: state.shelf.episode(index, number, episode).releaseDate,
    })),
  );
  return dates.sort((a, b) => (a.date === b.date ? a.key - b.key : a.date < b.date ? -1 : 1)).map(({ key }) => key);
}

function seasons(context: ServerContext, state: ServerState, found: Found): Response {
  const { index } = found.subject;
  const { shelf } = state;
  const { work, thumb, art } = showFacts(shelf, index);
  const keys = shelf.seasonsOf(index).map(({ number }) => seasonKey(index, number));
  const leaves = shelf.episodeKeysOf(index);
  const viewer = context.get('viewer');
  const wantsAll = queryOf(context).get('excludeAllLeaves') !== '1' && keys.length > 1;
  const allEpisodes: WireObject = {
    leafCount: leaves.length,
    thumb,
    viewedLeafCount: leaves.filter((key) => viewer.watch(key).viewCount > 0).length,
    key: `/library/metadata/${found.key}/allLeaves`,
    title: 'All episodes',
  };
  return answerRows(context, found, wantsAll ? [allEpisodes] : [], keys, {
    ...listFields(found.section, 'season', work.title),
    content: undefined,
    art,
    thumb,
    key: String(found.key),
    parentIndex: 1,
    parentTitle: work.title,
    parentYear: work.year,
    summary: work.overview,
    nocache: true,
  });
}

function episodes(context: ServerContext, state: ServerState, found: Found, season: number): Response {
  const { index } = found.subject;
  const { shelf } = state;
  const { work, thumb, art } = showFacts(shelf, index);
  const numbers = shelf.seasonsOf(index).find(({ number }) => number === season)?.episodes ?? [];
  const keys = numbers.map((number) => episodeKey(index, season, number));
  return answerRows(context, found, [], keys, {
    ...listFields(found.section, 'episode', seasonTitle(season)),
    content: undefined,
    art,
    grandparentContentRating: work.contentRating,
    // A number here, and a string in every row.
    grandparentRatingKey: showKey(index),
    grandparentStudio: work.studio,
    grandparentThumb: thumb,
    grandparentTitle: work.title,
    key: String(found.key),
    parentIndex: season,
    parentTitle: seasonTitle(season),
    thumb: `/library/metadata/${found.key}/thumb/${seconds(shelf.updatedAt(found.key))}`,
    title1: work.title,
    nocache: true,
  });
}

/** Directories come first, and are counted among the rows. */
function answerRows(
  context: ServerContext,
  { section }: Found,
  directories: readonly WireObject[],
  keys: readonly number[],
  fields: WireObject,
): Response {
  const request = context.req.raw;
  const query = queryOf(context);
  const paging = pagingOf(request, query);
  const total = directories.length + keys.length;
  const page = cut<WireObject | number>([...directories, ...keys], paging);
  const shown = page.filter((entry) => typeof entry !== 'number');
  const wanted = page.filter((entry) => typeof entry === 'number');
  const rows = rowsFor(context.get('viewer'), rowRequest(section, query, false), wanted);
  const trim = trimOf(request, query);
  const answer = {
    ...counts(paging, page.length, total),
    ...fields,
    Directory: shown.length === 0 ? undefined : shown,
    Metadata: rows.length === 0 ? undefined : trim === undefined ? rows : rows.map(trim),
  };
  return container(request, answer, countHeaders(paging, total));
}
