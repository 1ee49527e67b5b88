import { sortTitleOf } from '../../catalogue/titles.ts';
import { container, htmlError } from '../answers.ts';
import type { WireObject } from '../wire.ts';
import { queryOf, type ServerApp } from './server-env.ts';
import type { ServerState } from './server-state.ts';
import { mixedRows, type Viewer } from './viewer.ts';

interface Hit {
  readonly key: number;
  readonly score: number;
}

const hubs = [
  ['movie', 'Movies'],
  ['show', 'Shows'],
  ['episode', 'Episodes'],
] as const;

/** Titles that begin with the words stand above titles that hold them. */
function find(keys: readonly number[], viewer: Viewer, words: string, limit: number): readonly Hit[] {
  const hits: Hit[] = [];
  for (const key of keys) {
    if (hits.length >= limit) break;
    const at = viewer.shelf.sortTitle(key).indexOf(words);
    if (at >= 0) hits.push({ key, score: at === 0 ? 0.92 : 0.52 });
  }
  return hits.sort((a, b) => b.score - a.score);
}

export function addSearchRoutes(app: ServerApp, state: ServerState): void {
  const keysFor = (type: string): readonly number[] => {
    if (type === 'movie') return state.shelf.movieKeys();
    return type === 'show' ? state.shelf.showKeys() : [];
  };

  app.get('/hubs/search', (context) => {
    const query = queryOf(context);
    const words = sortTitleOf((query.get('query') ?? '').trim());
    const limit = Number(query.get('limit') ?? '3');
    if (words === '' || query.get('sectionId') === '0') return htmlError(400);
    if (limit === 0) return htmlError(500);
    const viewer = context.get('viewer');
    const rows = hubs.map(([type, title]): WireObject => {
      const hits = find(keysFor(type), viewer, words, limit);
      const found = hits.flatMap(({ key, score }) =>
        // The score is text in hubs, and a number in library search.
        mixedRows(state, viewer, query, [key], false).map((row) => ({ score: score.toFixed(5), ...row })),
      );
      return {
        title,
        type,
        hubIdentifier: type,
        context: '',
        size: found.length,
        more: false,
        style: 'shelf',
        Metadata: found.length === 0 ? undefined : found,
      };
    });
    return container(context.req.raw, { size: rows.length, Hub: rows });
  });

  app.get('/library/search', (context) => {
    const query = queryOf(context);
    const words = sortTitleOf((query.get('query') ?? '').trim());
    if (words === '') return htmlError(400);
    const types = (query.get('searchTypes') ?? 'movies,tv').split(',');
    const keys = [
      ...(types.includes('movies') ? state.shelf.movieKeys() : []),
      ...(types.includes('tv') ? state.shelf.showKeys() : []),
    ];
    const viewer = context.get('viewer');
    const results = find(keys, viewer, words, Number(query.get('limit') ?? '100')).flatMap(({ key, score }) =>
      mixedRows(state, viewer, query, [key], false).map((row) => ({ score, Metadata: row })),
    );
    const fields = { size: results.length, SearchResult: results.length === 0 ? undefined : results };
    return container(context.req.raw, fields);
  });
}
