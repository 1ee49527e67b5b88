import { container, htmlError } from '../answers.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import { moved } from '../lists/entries.ts';
import type { PlayQueues } from '../lists/play-queues.ts';
import type { Playlist, Playlists } from '../lists/playlists.ts';
import { playableKeysOfUri } from '../lists/source-uri.ts';
import type { WireObject } from '../wire.ts';
import { libraryFields } from './containers.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import type { ServerState } from './server-state.ts';
import { mixedRows } from './viewer.ts';

interface Lists {
  readonly playlists: Playlists;
  readonly queues: PlayQueues;
}

/** Edited, deleted: nothing to say. */
function nothing(): Response {
  return new Response(null, { status: 204, headers: { 'x-plex-protocol': '1.0' } });
}

/** Playlists of the one who asks. */
export function addPlaylistRoutes(app: ServerApp, state: ServerState, { playlists, queues }: Lists): void {
  const answer = (context: ServerContext, rows: readonly WireObject[], more: WireObject = {}): Response =>
    container(context.req.raw, {
      size: rows.length,
      ...libraryFields(undefined),
      allowSync: false,
      ...more,
      Metadata: rows.length === 0 ? undefined : rows,
    });
  const one = (context: ServerContext, list: Playlist): Response =>
    answer(context, [playlists.row(list, context.get('viewer'))]);
  const withList =
    (act: (context: ServerContext, list: Playlist) => Response) =>
    (context: ServerContext): Response => {
      const list = playlists.find(context.req.param('id'), context.get('viewer').user.id);
      return list === undefined ? htmlError(404) : act(context, list);
    };
  /** @returns undefined: what is to be added cannot be read */
  const added = (context: ServerContext): readonly number[] | undefined => {
    const query = queryOf(context);
    const queue = query.get('playQueueID');
    const viewer = context.get('viewer');
    if (queue !== null) return queues.find(queue)?.entries.map(({ key }) => key);
    return playableKeysOfUri(state, viewer, query.get('uri') ?? '');
  };

  const listed = (context: ServerContext): Response => {
    const query = queryOf(context);
    const viewer = context.get('viewer');
    const type = query.get('type');
    const rows = playlists
      .of(viewer.user.id)
      .filter(() => type === null || type === '15')
      .filter((list) => (query.get('playlistType') ?? list.type) === list.type)
      .filter(({ uri }) => query.get('smart') === null || (query.get('smart') === '1') === (uri !== undefined))
      .map((list) => playlists.row(list, viewer));
    const paging = pagingOf(context.req.raw, query);
    const page = cut(rows, paging);
    return answer(context, page, counts(paging, page.length, rows.length));
  };
  app.get('/playlists', listed);
  app.get('/playlists/all', listed);

  app.post('/playlists', (context) => {
    const query = queryOf(context);
    const uri = query.get('uri');
    const isSmart = query.get('smart') === '1';
    const isEmpty = uri === null && query.get('playQueueID') === null;
    const keys = isEmpty ? [] : added(context);
    if (keys === undefined || (isSmart && uri === null)) return htmlError(400);
    const wanted = {
      userId: context.get('viewer').user.id,
      title: query.get('title') ?? '',
      type: query.get('type') ?? 'video',
      uri: isSmart ? (uri ?? undefined) : undefined,
    };
    return one(context, playlists.create(wanted, isSmart ? [] : keys));
  });

  app.get('/playlists/:id', withList(one));
  app.put(
    '/playlists/:id',
    withList((context, list) => {
      const query = queryOf(context);
      playlists.change(list, {
        title: query.get('title') ?? list.title,
        summary: query.get('summary') ?? list.summary,
      });
      return nothing();
    }),
  );
  app.delete(
    '/playlists/:id',
    withList((_context, list) => {
      playlists.remove(list);
      return nothing();
    }),
  );

  app.get(
    '/playlists/:id/items',
    withList((context, list) => {
      const query = queryOf(context);
      const viewer = context.get('viewer');
      const paging = pagingOf(context.req.raw, query);
      const { leafCount, duration } = playlists.row(list, viewer);
      const all = playlists.entriesOf(list, viewer);
      const page = cut(all, paging);
      const rows = page.flatMap(({ id, key }) =>
        mixedRows(state, viewer, query, [key], false).map((row) => ({ ...row, playlistItemID: id })),
      );
      const fields = {
        ...counts(paging, page.length, all.length),
        ...libraryFields(undefined),
        allowSync: undefined,
        composite: `/playlists/${list.id}/composite/${list.updatedAt}`,
        duration: Math.floor(Number(duration) / 1000),
        leafCount,
        playlistType: list.type,
        ratingKey: String(list.id),
        smart: list.uri !== undefined,
        title: list.title,
        Metadata: rows.length === 0 ? undefined : rows,
      };
      return container(context.req.raw, fields, countHeaders(paging, all.length));
    }),
  );

  /** A smart list takes other rules, and nothing else. */
  app.put(
    '/playlists/:id/items',
    withList((context, list) => {
      const keys = added(context);
      const uri = queryOf(context).get('uri');
      if (keys === undefined) return htmlError(400);
      if (list.uri === undefined) playlists.append(list, keys);
      else if (uri !== null) playlists.change(list, { uri });
      return one(context, list);
    }),
  );
  const edited = (change: (context: ServerContext, list: Playlist) => Playlist['entries'] | undefined) =>
    withList((context, list) => {
      if (list.uri !== undefined) return htmlError(400);
      const entries = change(context, list);
      if (entries === undefined) return htmlError(404);
      playlists.change(list, { entries });
      return one(context, list);
    });
  app.delete(
    '/playlists/:id/items',
    edited(() => []),
  );
  app.delete(
    '/playlists/:id/items/:entry',
    edited((context, { entries }) => {
      const left = entries.filter(({ id }) => id !== Number(context.req.param('entry')));
      return left.length === entries.length ? undefined : left;
    }),
  );
  app.put(
    '/playlists/:id/items/:entry/move',
    edited((context, { entries }) => {
      const after = queryOf(context).get('after');
      return moved(entries, Number(context.req.param('entry')), after === null ? undefined : Number(after));
    }),
  );
}
