import { inBackground } from '../../http/in-background.ts';
import { queryOf, type ServerApp } from '../server/server-env.ts';
import type { ServerState } from '../server/server-state.ts';
import { type Note, wantedTypes } from './notifications.ts';

const pingEveryMs = 10_000;

function event(name: string, data: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** One bare object for each entry, without the container of the websocket. */
function eventOf({ type, list, entry }: Note): Uint8Array<ArrayBuffer> {
  return event(type, { [list]: entry });
}

/** Notifications as server-sent events. They have no ids: who was away has to look for itself. */
export function addEventStream(app: ServerApp, state: ServerState): void {
  app.get('/:colon{:}/eventsource/notifications', (context) => {
    const { user } = context.get('viewer');
    const ended = new AbortController();
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        const leave = state.notifications.connect({
          user,
          wants: wantedTypes(queryOf(context)),
          hear: (note) => controller.enqueue(eventOf(note)),
          end: () => {
            ended.abort();
            controller.close();
          },
        });
        ended.signal.addEventListener('abort', leave, { once: true });
        const ping = async (): Promise<void> => {
          while (!ended.signal.aborted) {
            await state.clock.sleep(pingEveryMs, ended.signal);
            controller.enqueue(event('ping', {}));
          }
        };
        inBackground(ping(), ended.signal);
      },
      cancel: () => ended.abort(),
    });
    return new Response(stream, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-plex-protocol': '1.0' },
    });
  });
}
