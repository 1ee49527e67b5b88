import { container } from '../answers.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import { queryOf, type ServerApp } from '../server/server-env.ts';
import { type ServerState, sectionOfKey } from '../server/server-state.ts';
import { mixedRows, type Viewer } from '../server/viewer.ts';
import type { WireObject } from '../wire.ts';
import type { HistoryEntry } from './history.ts';

type Test = (state: ServerState, entry: HistoryEntry, value: number) => boolean;

/** By the name in the query: of `viewedAt>=5` it is `viewedAt>`. */
const tests: Readonly<Record<string, Test>> = {
  accountID: (state, entry, value) => accountOf(state, entry.userId) === value,
  librarySectionID: (state, { key }, value) => sectionOfKey(state, key)?.id === value,
  metadataItemID: (_state, { key }, value) => key === value,
  'viewedAt>': (_state, { viewedAt }, value) => viewedAt >= value,
  'viewedAt<': (_state, { viewedAt }, value) => viewedAt <= value,
};

/** What the row of a play has of the row of its item. */
const kept = [
  ...['key', 'ratingKey', 'parentKey', 'grandparentKey', 'parentRatingKey', 'grandparentRatingKey', 'title', 'type'],
  ...['parentTitle', 'grandparentTitle', 'thumb', 'parentThumb', 'grandparentThumb', 'grandparentArt', 'index'],
  ...['parentIndex', 'originallyAvailableAt'],
];

/** Finished plays: of everybody for the owner, of themselves for the others. */
export function addHistoryRoutes(app: ServerApp, state: ServerState): void {
  app.get('/status/sessions/history/all', (context) => {
    const query = queryOf(context);
    const viewer = context.get('viewer');
    const { user } = viewer;
    const asked = [...query].flatMap(([name, value]) => {
      const test = tests[name];
      return test === undefined ? [] : [(entry: HistoryEntry) => test(state, entry, Number(value))];
    });
    const entries = state.history
      .all()
      .filter((entry) => user.admin || entry.userId === user.id)
      .filter((entry) => asked.every((test) => test(entry)));
    const sorted = query.get('sort') === 'viewedAt:asc' ? entries : entries.toReversed();
    const paging = pagingOf(context.req.raw, query);
    const rows = cut(sorted, paging).map((entry) => historyRow(state, viewer, entry));
    const fields = { ...counts(paging, rows.length, entries.length), Metadata: rows.length === 0 ? undefined : rows };
    return container(context.req.raw, fields, countHeaders(paging, entries.length));
  });
}

/** An item that is gone leaves its play behind, with little to tell. */
function historyRow(state: ServerState, viewer: Viewer, entry: HistoryEntry): WireObject {
  const held = state.shelf.has(entry.key) ? [entry.key] : [];
  const [item = {}] = mixedRows(state, viewer, new URLSearchParams(), held, false);
  return {
    historyKey: `/status/sessions/history/${entry.id}`,
    ...Object.fromEntries(kept.map((name) => [name, item[name]])),
    librarySectionID: String(sectionOfKey(state, entry.key)?.id ?? 0),
    viewedAt: entry.viewedAt,
    accountID: accountOf(state, entry.userId),
    deviceID: 1,
  };
}

/** On its own server the owner is number 1, whatever plex.tv calls them. */
function accountOf(state: ServerState, userId: number): number {
  return userId === state.ownerId ? 1 : userId;
}
