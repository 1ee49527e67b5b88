import { container, done, htmlError } from '../answers.ts';
import { queryOf, type ServerApp } from '../server/server-env.ts';
import type { ServerState } from '../server/server-state.ts';
import { mixedRows, type Viewer, viewerOf } from '../server/viewer.ts';
import type { WireObject } from '../wire.ts';
import type { PlaySession } from './play-sessions.ts';
import { transcodeRow } from './transcode-row.ts';

/** What is being played, for the owner's eyes. */
export function addSessionRoutes(app: ServerApp, state: ServerState): void {
  app.get('/status/sessions', (context) => {
    if (!context.get('viewer').user.admin) return htmlError(403);
    const rows = state.sessions.all().flatMap((session) => sessionRows(state, session));
    return container(context.req.raw, { size: rows.length, Metadata: rows.length === 0 ? undefined : rows });
  });

  app.post('/status/sessions/terminate', (context) => {
    const query = queryOf(context);
    const id = query.get('sessionId') ?? '';
    if (!context.get('viewer').user.admin || id === '') return htmlError(403);
    const text = query.get('reason') ?? 'The owner of the mock server ended this playback.';
    return state.sessions.terminate(id, text) ? done() : htmlError(404);
  });
}

/** None for an item that is gone. */
function sessionRows(state: ServerState, session: PlaySession): readonly WireObject[] {
  const { id, sessionKey, user, player, key, viewOffset } = session;
  const viewer: Viewer = viewerOf(state, user);
  const items = mixedRows(state, viewer, new URLSearchParams(), state.shelf.has(key) ? [key] : [], true);
  const transcode = state.transcodes.find(id);
  return items.map((item) => ({
    ...item,
    sessionKey,
    viewOffset,
    User: { id: String(user.admin ? 1 : user.id), thumb: '', title: user.title },
    Player: { ...player, state: session.state, address: '127.0.0.1', local: true, relayed: false, secure: false },
    Session: { id, bandwidth: 0, location: 'lan' },
    TranscodeSession: transcode?.running === true ? transcodeRow(transcode) : undefined,
  }));
}
