import { container, done, htmlError } from '../answers.ts';
import { reportPlay } from '../playback/report-play.ts';
import { subjectOf } from '../rating-keys.ts';
import { seconds, type WireObject } from '../wire.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import type { ServerState } from './server-state.ts';
import { createPlayTracker, markPlayed, markUnplayed, rate } from './watch-actions.ts';

type Action = (userId: number, key: number, query: URLSearchParams) => Response;

/** The documented verb and GET, which real servers take too. */
const verbs = ['PUT', 'GET'];

export function addStateRoutes(app: ServerApp, state: ServerState): void {
  const act =
    (action: Action) =>
    (context: ServerContext): Response => {
      const query = queryOf(context);
      const text = query.get('key') ?? '';
      if (text === '' || query.get('identifier') === null) return htmlError(400);
      const key = Number(text);
      return state.shelf.has(key) ? action(context.get('viewer').user.id, key, query) : htmlError(404);
    };

  const played = act((userId, key) => {
    markPlayed(state, userId, key);
    return done();
  });
  const unplayed = act((userId, key) => {
    markUnplayed(state, userId, key);
    return done();
  });
  const rated = act((userId, key, query) => {
    const rating = Number(query.get('rating') ?? Number.NaN);
    if (!Number.isFinite(rating) || rating > 10) return htmlError(400);
    if (Number(query.get('ratedAt') ?? 0) > seconds(state.clock.now())) return htmlError(400);
    rate(state, userId, key, rating);
    return done();
  });
  app.on(verbs, '/:colon{:}/scrobble', played);
  app.on(verbs, '/:colon{:}/unscrobble', unplayed);
  app.on(verbs, '/:colon{:}/rate', rated);

  app.on(verbs, '/:colon{:}/progress', (context) => {
    // Nobody but the owner, as seen; others report a timeline.
    if (!context.get('viewer').user.admin) return htmlError(403);
    return act((userId, key, query) => {
      const time = Number(query.get('time') ?? 0);
      if (time > 0) state.records.set(userId, key, { viewOffset: time, lastViewedAt: seconds(state.clock.now()) });
      return done();
    })(context);
  });
  addTimeline(app, state);
}

function addTimeline(app: ServerApp, state: ServerState): void {
  const track = createPlayTracker(state);
  app.on(['POST', 'GET'], '/:colon{:}/timeline', (context) => {
    const query = queryOf(context);
    const { user, watch } = context.get('viewer');
    const header = (name: string): string => context.req.header(name) ?? query.get(name) ?? '';
    const key = Number(query.get('ratingKey') ?? '0');
    const client = header('X-Plex-Client-Identifier');
    const duration = Number(query.get('duration') ?? 0);
    const kind = subjectOf(key)?.kind;
    const isPlayable = state.shelf.has(key) && (kind === 'movie' || kind === 'episode');
    // Without these the report is taken and nothing happens.
    if (client === '' || !(duration > 0) || !isPlayable) {
      return container(context.req.raw, { size: 0, ...termination(state.termination) });
    }
    const told = reportPlay(context, state, key);
    track({
      userId: user.id,
      key,
      timeMs: Number(query.get('time') ?? 0),
      durationMs: duration,
      stopped: query.get('state') === 'stopped',
      session: header('X-Plex-Session-Identifier') || client,
    });
    const { viewCount, viewOffset } = watch(key);
    return container(context.req.raw, {
      playbackState: 'progress',
      size: 0,
      skipCount: 0,
      // Zeros are told here, unlike in rows.
      viewCount,
      viewOffset,
      ...termination(told),
    });
  });
}

function termination(stop: ServerState['termination']): WireObject {
  return stop === undefined ? {} : { terminationCode: stop.code, terminationText: stop.text };
}
