import { container, done, htmlError } from '../answers.ts';
import { libraryFields } from '../server/containers.ts';
import { queryOf, type ServerApp, type ServerContext } from '../server/server-env.ts';
import { type ServerState, sectionOfKey } from '../server/server-state.ts';
import { mixedRows } from '../server/viewer.ts';
import { clientProfile } from './client-profile.ts';
import { judge, playableOf, verdictFields } from './decision.ts';
import { converted, decidedRow } from './decision-row.ts';
import { emptySegment, masterPlaylist, mediaPlaylist, segmentCount } from './hls.ts';
import { clientField } from './player-of.ts';
import { transcodeRow } from './transcode-row.ts';

const base = '/video/:colon{:}/transcode/universal';
const playlistType = 'application/vnd.apple.mpegurl';

/** Real servers go by `session`; the official document names the other one. */
function sessionOf(context: ServerContext): string {
  return context.req.query('session') ?? context.req.query('transcodeSessionId') ?? '';
}

/** Decision, start, upkeep and end of a conversion to HLS, with a stub for a stream. */
export function addTranscodeRoutes(app: ServerApp, state: ServerState): void {
  app.get(`${base}/decision`, (context) => decide(context, state));

  app.get(`${base}/start.m3u8`, (context) => {
    // A cold start is refused: seen on 1.43.
    const started = state.transcodes.start(sessionOf(context));
    if (started === undefined) return htmlError(400);
    tellTranscode(state, 'start', transcodeRow(started));
    return new Response(masterPlaylist(started.id), { headers: { 'content-type': playlistType } });
  });

  app.get(`${base}/session/:session/base/index.m3u8`, (context) => {
    const found = state.transcodes.touch(context.req.param('session'));
    if (found?.running !== true) return htmlError(404);
    return new Response(mediaPlaylist(found.durationMs), { headers: { 'content-type': playlistType } });
  });

  app.get(`${base}/session/:session/base/:segment{[0-9]+\\.ts}`, (context) => {
    const found = state.transcodes.touch(context.req.param('session'));
    const number = Number.parseInt(context.req.param('segment'), 10);
    if (found?.running !== true || number >= segmentCount(found.durationMs)) return htmlError(404);
    return new Response(emptySegment(), { headers: { 'content-type': 'video/mp2t' } });
  });

  app.get(`${base}/ping`, (context) =>
    state.transcodes.touch(sessionOf(context)) === undefined ? htmlError(404) : done(),
  );
  app.get(`${base}/stop`, (context) =>
    state.transcodes.stop(sessionOf(context)) === undefined ? htmlError(404) : done(),
  );

  app.get('/transcode/sessions', (context) => {
    if (!context.get('viewer').user.admin) return htmlError(403);
    const rows = state.transcodes.running().map(transcodeRow);
    return container(context.req.raw, { size: rows.length, TranscodeSession: rows.length === 0 ? undefined : rows });
  });
}

export function tellTranscode(state: ServerState, what: 'start' | 'end', entry: ReturnType<typeof transcodeRow>): void {
  state.notifications.publish({
    type: `transcodeSession.${what}`,
    list: 'TranscodeSession',
    entry,
    audience: 'nobody',
  });
}

function decide(context: ServerContext, state: ServerState): Response {
  const query = queryOf(context);
  const key = Number(/^\/library\/metadata\/(\d+)$/.exec(query.get('path') ?? '')?.[1] ?? Number.NaN);
  const directPlay = query.get('directPlay') === '1';
  const protocol = query.get('protocol') ?? 'hls';
  const profile = clientProfile(
    clientField(context, 'X-Plex-Platform'),
    clientField(context, 'X-Plex-Client-Profile-Name'),
    clientField(context, 'X-Plex-Client-Profile-Extra'),
  );
  const burnsDirectly = directPlay && query.get('subtitles') === 'burn';
  const nameless = clientField(context, 'X-Plex-Client-Identifier') === '';
  if (Number.isNaN(key) || profile === undefined || burnsDirectly || nameless) return htmlError(400);
  const playable = playableOf(state.shelf, key);
  if (playable === undefined) return htmlError(404);

  const verdict = judge(playable, { directPlay, protocol, profile });
  const id = sessionOf(context);
  const { file, durationMs } = playable;
  if (verdict === 'transcode' && id !== '') {
    const { videoCodec: sourceVideoCodec, audioCodec: sourceAudioCodec } = file;
    state.transcodes.decide({ id, key, durationMs, sourceVideoCodec, sourceAudioCodec, protocol });
  }
  const rows = mixedRows(state, context.get('viewer'), query, [key], true);
  const library = converted({ ...libraryFields(sectionOfKey(state, key)) });
  return container(context.req.raw, {
    size: rows.length,
    ...(typeof library === 'object' && !Array.isArray(library) ? library : {}),
    // Numbers elsewhere, and booleans: texts here.
    allowSync: '1',
    mediaTagVersion: '1700000123',
    ...verdictFields(verdict, directPlay),
    resourceSession: id === '' ? undefined : `{${id}}`,
    Metadata: rows.map((row) => decidedRow(row, verdict, protocol)),
  });
}
