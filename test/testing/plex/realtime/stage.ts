import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import type { MockPlexServer, MockPlexServerOptions } from '../../../../src/testing/plex/server/mock-server.ts';
import { until } from '../../http/harness.ts';
import { type Answer, ask, type CallOptions, type Loose, loose, only, plexWith, small } from '../harness.ts';

export interface Stage {
  readonly server: MockPlexServer;
  readonly clock: FakeClock;
  /** The token of a Home user who is not the owner. */
  readonly guestToken: string;
  ask(path: string, options?: CallOptions): Promise<Answer>;
}

/** A server on a clock that stands still. */
export async function stage(options: Partial<MockPlexServerOptions> = {}): Promise<Stage> {
  const clock = new FakeClock(Date.UTC(2026, 10, 21, 12));
  const plex = await plexWith({ clock, servers: [{ holdings: small, ...options }] });
  const server = only(plex.servers);
  const guestToken = server.tokenOf(plex.users[1]?.uuid ?? '') ?? '';
  return { server, clock, guestToken, ask: (path, more) => ask(server, path, more) };
}

export interface Heard {
  /** The containers of the frames, or the data of the events with their name in `event`. */
  readonly notes: readonly Loose[];
  /** `open`, `status 401`, `closed 1001`, in their order. */
  readonly events: readonly string[];
  count(notes: number): Promise<void>;
}

const opened: (() => void)[] = [];

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

export async function listenBySocket(
  server: MockPlexServer,
  query: string = '',
  token: string = server.accessToken,
  path: string = '/:/websockets/notifications',
): Promise<Heard> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}?X-Plex-Token=${token}${query}`);
  opened.push(() => socket.terminate());
  const notes: Loose[] = [];
  const events: string[] = [];
  socket.on('open', () => events.push('open'));
  socket.on('message', (data) => notes.push(loose(JSON.parse(String(data))).at('NotificationContainer')));
  socket.on('unexpected-response', (_request, response) => events.push(`status ${response.statusCode}`));
  socket.on('close', (code) => events.push(`closed ${code}`));
  socket.on('error', () => {});
  await until(() => events.length > 0);
  return { notes, events, count: (wanted) => until(() => notes.length >= wanted) };
}

export async function listenByEvents(
  server: MockPlexServer,
  query: string = '',
  token: string = server.accessToken,
): Promise<Heard> {
  const stopped = new AbortController();
  opened.push(() => stopped.abort());
  const notes: Loose[] = [];
  const events: string[] = [];
  const response = await fetch(`${server.url}/:/eventsource/notifications?X-Plex-Token=${token}${query}`, {
    signal: stopped.signal,
  });
  events.push(response.ok ? 'open' : `status ${response.status}`);
  const read = async (): Promise<void> => {
    let text = '';
    for await (const piece of response.body ?? []) {
      text += new TextDecoder().decode(piece);
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (.+)\ndata: (.*)$/.exec(block) ?? [];
        notes.push(loose({ event, data: JSON.parse(data ?? 'null') }));
      }
    }
  };
  const end = (): void => void events.push('closed');
  read().then(end, end);
  return { notes, events, count: (wanted) => until(() => notes.length >= wanted) };
}

/** A report of a player that calls itself `tv` and its playback `play-1`. */
export function timeline(
  { server, ask: call }: Pick<Stage, 'server' | 'ask'>,
  state: string,
  timeMs: number,
  options: CallOptions & { readonly session?: string; readonly movie?: number } = {},
): Promise<Answer> {
  const { session = 'play-1', movie = 1, ...more } = options;
  const key = server.ratingKeys.movie(movie);
  const query = `ratingKey=${key}&key=/library/metadata/${key}&state=${state}&time=${timeMs}&duration=6000000`;
  return call(`/:/timeline?${query}`, {
    method: 'POST',
    clientId: 'tv',
    headers: { 'X-Plex-Session-Identifier': session, 'X-Plex-Product': 'Lantern', 'X-Plex-Platform': 'tvOS' },
    ...more,
  });
}
