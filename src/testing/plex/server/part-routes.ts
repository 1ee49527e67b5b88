import { htmlError } from '../answers.ts';
import { clientField } from '../playback/player-of.ts';
import { subjectOf } from '../rating-keys.ts';
import { seconds } from '../wire.ts';
import type { ServerApp } from './server-env.ts';
import type { ServerState } from './server-state.ts';

const chunkBytes = 65_536;

/** The bytes of every file: what stands at a position depends on the position alone. */
function content(from: number, until: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = from;
  return new ReadableStream({
    pull: (controller) => {
      const chunk = new Uint8Array(Math.min(chunkBytes, until - at));
      for (let i = 0; i < chunk.length; i += 1) chunk[i] = (at + i) % 251;
      at += chunk.length;
      if (chunk.length > 0) controller.enqueue(chunk);
      if (at >= until) controller.close();
    },
  });
}

/** First byte and the one after the last. */
type Range = readonly [from: number, until: number];

/** @returns undefined when the range lies outside of the file or cannot be read */
function rangeOf(header: string, size: number): Range | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const until = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return from < until ? [from, until] : undefined;
}

function fileOf(state: ServerState, key: number): { readonly size: number; readonly type: string } | undefined {
  const subject = subjectOf(key);
  if (!state.shelf.has(key) || (subject?.kind !== 'movie' && subject?.kind !== 'episode')) return undefined;
  const { file } =
    subject.kind === 'movie'
      ? state.shelf.movie(subject.index)
      : state.shelf.episode(subject.index, subject.season, subject.number);
  return { size: file.sizeBytes, type: file.container === 'mp4' ? 'video/mp4' : 'video/x-matroska' };
}

/** Files themselves, for direct play. An address from before the file changed is not found. */
export function addPartRoutes(app: ServerApp, state: ServerState): void {
  app.get('/library/parts/:id/:changed/:file', (context) => {
    const key = Number(context.req.param('id'));
    const file = fileOf(state, key);
    const changed = context.req.param('changed');
    if (file === undefined || changed !== String(seconds(state.shelf.updatedAt(key)))) return htmlError(404);
    const { size, type } = file;
    // While its conversion runs, a session gets no file: a fresh one does.
    if (state.transcodes.find(clientField(context, 'X-Plex-Session-Identifier'))?.running === true) {
      return htmlError(503);
    }
    const asked = context.req.header('range');
    const range = asked === undefined ? ([0, size] as const) : rangeOf(asked, size);
    if (range === undefined)
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } });
    const [from, until] = range;
    return new Response(content(from, until), {
      status: asked === undefined ? 200 : 206,
      headers: {
        'content-type': type,
        'content-length': String(until - from),
        'accept-ranges': 'bytes',
        ...(asked === undefined ? {} : { 'content-range': `bytes ${from}-${until - 1}/${size}` }),
      },
    });
  });
}
