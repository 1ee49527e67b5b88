import { container } from '../answers.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import { subjectOf } from '../rating-keys.ts';
import { libraryFields } from './containers.ts';
import { queryOf, type ServerApp } from './server-env.ts';
import type { ServerState } from './server-state.ts';
import { mixedRows, type Viewer } from './viewer.ts';

interface Entry {
  readonly key: number;
  readonly at: number;
}

/** What is half seen, and the next episode of shows that were begun; what was touched last comes first. */
export function onDeck(state: ServerState, viewer: Viewer): readonly number[] {
  const entries: Entry[] = [];
  const begun = new Map<number, number>();
  for (const [key, record] of state.records.of(viewer.user.id)) {
    if (!state.shelf.has(key)) continue;
    const at = record.lastViewedAt ?? 0;
    const subject = subjectOf(key);
    if (subject?.kind === 'movie' && record.viewOffset > 0) entries.push({ key, at });
    const isSeen = record.viewOffset > 0 || record.viewCount > 0;
    if (subject?.kind === 'episode' && isSeen) begun.set(subject.index, Math.max(at, begun.get(subject.index) ?? 0));
  }
  for (const [index, at] of begun) {
    const next = nextOf(state, viewer, index);
    if (next !== undefined) entries.push({ key: next, at });
  }
  return entries.sort((a, b) => b.at - a.at).map(({ key }) => key);
}

function nextOf(state: ServerState, viewer: Viewer, index: number): number | undefined {
  const keys = state.shelf.episodeKeysOf(index);
  const halfSeen = keys.find((key) => viewer.watch(key).viewOffset > 0);
  if (halfSeen !== undefined) return halfSeen;
  const last = keys.findLastIndex((key) => viewer.watch(key).viewCount > 0);
  return keys.slice(last + 1).find((key) => viewer.watch(key).viewCount === 0);
}

export function addOnDeckRoutes(app: ServerApp, state: ServerState): void {
  app.get('/library/onDeck', (context) => {
    const query = queryOf(context);
    const viewer = context.get('viewer');
    const keys = onDeck(state, viewer);
    const paging = pagingOf(context.req.raw, query);
    const rows = mixedRows(state, viewer, query, cut(keys, paging), false);
    const fields = {
      ...counts(paging, rows.length, keys.length),
      ...libraryFields(undefined),
      Metadata: rows.length === 0 ? undefined : rows,
    };
    return container(context.req.raw, fields, countHeaders(paging, keys.length));
  });
}
