import { container, htmlError } from '../answers.ts';
import { moved } from '../lists/entries.ts';
import type { PlayQueue, PlayQueues } from '../lists/play-queues.ts';
import type { Playlists } from '../lists/playlists.ts';
import { playableKeysOfUri } from '../lists/source-uri.ts';
import { subjectOf } from '../rating-keys.ts';
import { libraryFields } from './containers.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import type { ServerState } from './server-state.ts';
import { mixedRows } from './viewer.ts';

interface Lists {
  readonly playlists: Playlists;
  readonly queues: PlayQueues;
}

/** How many items stand on each side of the one in the middle, unless the client says it. */
const windowSize = 50;

/** The lists that players go through. Whoever knows the number may read one, as seen with remote controls. */
export function addPlayQueueRoutes(app: ServerApp, state: ServerState, { playlists, queues }: Lists): void {
  const clientOf = (context: ServerContext): string =>
    context.req.header('X-Plex-Client-Identifier') ?? queryOf(context).get('X-Plex-Client-Identifier') ?? '';
  /** @returns undefined when the source cannot be read */
  const sourceOf = (context: ServerContext): { keys: readonly number[]; uri: string } | undefined => {
    const query = queryOf(context);
    const viewer = context.get('viewer');
    const id = query.get('playlistID');
    if (id !== null) {
      const list = playlists.find(id, viewer.user.id);
      if (list === undefined) return undefined;
      const uri = `server://${state.machineIdentifier}/com.plexapp.plugins.library/playlists/${id}/items`;
      return { keys: playlists.entriesOf(list, viewer).map(({ key }) => key), uri };
    }
    const uri = query.get('uri') ?? '';
    const keys = playableKeysOfUri(state, viewer, uri);
    return keys === undefined ? undefined : { keys, uri };
  };
  const answer = (context: ServerContext, queue: PlayQueue): Response => shown(context, state, queue);

  app.post('/playQueues', (context) => {
    const query = queryOf(context);
    const source = sourceOf(context);
    if (source === undefined || source.keys.length === 0 || query.get('type') === null) return htmlError(400);
    const clientId = clientOf(context);
    // Without the client's name nothing is said, though all is well (seen).
    if (clientId === '') return new Response('', { status: 200, headers: { 'x-plex-protocol': '1.0' } });
    const start = /^\/library\/metadata\/(\d+)$/.exec(query.get('key') ?? '')?.[1];
    const keys = query.get('continuous') === '1' ? continued(state, source.keys) : source.keys;
    const queue = queues.create({
      clientId,
      sourceUri: source.uri,
      keys,
      start: start === undefined ? undefined : Number(start),
      shuffle: query.get('shuffle') === '1',
    });
    return answer(context, queue);
  });

  const withQueue =
    (act: (context: ServerContext, queue: PlayQueue) => PlayQueue | 400 | 404) =>
    (context: ServerContext): Response => {
      const queue = queues.find(context.req.param('id'));
      if (queue === undefined) return htmlError(404);
      const done = act(context, queue);
      return typeof done === 'number' ? htmlError(done) : answer(context, done);
    };
  const changed =
    (entriesOf: (queue: PlayQueue, entry: number, context: ServerContext) => PlayQueue['entries'] | undefined) =>
    (context: ServerContext, queue: PlayQueue): PlayQueue | 404 => {
      const entries = entriesOf(queue, Number(context.req.param('entry')), context);
      if (entries === undefined) return 404;
      queues.change(queue, entries);
      return queue;
    };

  app.get(
    '/playQueues/:id',
    withQueue((context, queue) => {
      if (queryOf(context).get('own') === '1') queue.clientId = clientOf(context);
      return queue;
    }),
  );
  app.put(
    '/playQueues/:id',
    withQueue((context, queue) => {
      const source = sourceOf(context);
      if (source === undefined) return 400;
      queues.add(queue, source.keys, queryOf(context).get('next') === '1');
      return queue;
    }),
  );
  app.delete('/playQueues/:id/items', withQueue(changed(() => [])));
  app.delete(
    '/playQueues/:id/items/:entry',
    withQueue(
      changed(({ entries }, entry) => {
        const left = entries.filter(({ id }) => id !== entry);
        return left.length === entries.length ? undefined : left;
      }),
    ),
  );
  app.put(
    '/playQueues/:id/items/:entry/move',
    withQueue(
      changed(({ entries }, entry, context) => {
        const after = queryOf(context).get('after');
        return moved(entries, entry, after === null ? undefined : Number(after));
      }),
    ),
  );
  app.put(
    '/playQueues/:id/:action{shuffle|unshuffle|reset}',
    withQueue((context, queue) => {
      const action = context.req.param('action');
      if (action === 'shuffle') queues.shuffle(queue);
      else if (action === 'unshuffle') queues.unshuffle(queue);
      else queue.selected = queue.entries[0]?.id ?? 0;
      return queue;
    }),
  );
}

/** A single episode goes on with those that follow it. */
function continued(state: ServerState, keys: readonly number[]): readonly number[] {
  const [only] = keys;
  const subject = only === undefined ? undefined : subjectOf(only);
  if (only === undefined || keys.length > 1 || subject?.kind !== 'episode') return keys;
  const all = state.shelf.episodeKeysOf(subject.index);
  return all.slice(all.indexOf(only));
}

/** The queue around its middle. The offset of the selected item counts from the beginning of the whole queue. */
function shown(context: ServerContext, state: ServerState, queue: PlayQueue): Response {
  const query = queryOf(context);
  const { entries, selected } = queue;
  const asked = Number(query.get('window') ?? windowSize);
  const size = Number.isInteger(asked) && asked >= 0 ? asked : windowSize;
  const middle = Math.max(
    0,
    entries.findIndex(({ id }) => id === Number(query.get('center') ?? selected)),
  );
  const from = query.get('includeBefore') === '0' ? middle + 1 : Math.max(0, middle - size);
  const until = query.get('includeAfter') === '0' ? middle + 1 : middle + size + 1;
  const page = entries.slice(from, until);
  const rows = page.flatMap(({ id, key }) =>
    mixedRows(state, context.get('viewer'), query, [key], true).map((row) => ({ ...row, playQueueItemID: id })),
  );
  const offset = entries.findIndex(({ id }) => id === selected);
  return container(context.req.raw, {
    size: rows.length,
    ...libraryFields(undefined),
    allowSync: undefined,
    playQueueID: queue.id,
    playQueueLastAddedItemID: queue.lastAdded === undefined ? undefined : String(queue.lastAdded),
    playQueueSelectedItemID: selected,
    playQueueSelectedItemOffset: Math.max(0, offset),
    playQueueSelectedMetadataItemID: entries[offset]?.key,
    playQueueShuffled: queue.unshuffled !== undefined,
    playQueueSourceURI: queue.sourceUri,
    playQueueTotalCount: entries.length,
    playQueueVersion: queue.version,
    Metadata: rows.length === 0 ? undefined : rows,
  });
}
