import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import type { MockJellyfin, MockJellyfinOptions } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import { until } from '../../http/harness.ts';
import { type Client, signedIn, startSmall } from '../mock-client.ts';

export interface Frame {
  readonly MessageType: string;
  readonly MessageId: string;
  readonly Data?: unknown;
}

export interface Listening {
  readonly frames: readonly Frame[];
  /** `open`, `status 403`, `closed 1000`, in their order. */
  readonly events: readonly string[];
  /** The types of all frames so far, once everything that the server has sent is here. */
  types(): Promise<readonly string[]>;
  /** Data of all frames of one type, once everything that the server has sent is here. */
  data(type: string): Promise<readonly unknown[]>;
  send(message: unknown): void;
  /** Waits until there are so many frames. */
  count(frames: number): Promise<void>;
  ended(): Promise<void>;
}

export interface Stage {
  readonly mock: MockJellyfin;
  readonly clock: FakeClock;
  login(user?: number, deviceId?: string, client?: string): Promise<Client>;
  /** Waits for the upgrade to be answered. */
  open(path: string, headers?: Record<string, string>): Promise<Listening>;
}

const opened: WebSocket[] = [];
const started: MockJellyfin[] = [];

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.terminate();
  await Promise.all(started.splice(0).map((mock) => mock.close()));
});

/** A server on a clock that stands still, and the people before it. */
export async function stage(options: Partial<MockJellyfinOptions> = {}): Promise<Stage> {
  const clock = new FakeClock(Date.UTC(2026, 10, 21, 12));
  const mock = await startSmall({ clock, ...options });
  started.push(mock);
  return {
    mock,
    clock,
    login: (user = 0, deviceId = 'bench-1', client = 'Tests') =>
      signedIn(mock, user, `MediaBrowser Client="${client}", Device="Bench", DeviceId="${deviceId}", Version="1.0"`),
    open: async (path, headers = {}) => {
      const listening = listen(`${mock.url.replace('http', 'ws')}${path}`, headers);
      await until(() => listening.events.length > 0);
      return listening;
    },
  };
}

function listen(url: string, headers: Record<string, string>): Listening {
  const socket = new WebSocket(url, { headers });
  opened.push(socket);
  const frames: Frame[] = [];
  const events: string[] = [];
  let pongs = 0;
  socket.on('open', () => events.push('open'));
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  socket.on('unexpected-response', (_request, response) => events.push(`status ${response.statusCode}`));
  socket.on('close', (code) => events.push(`closed ${code}`));
  socket.on('pong', () => {
    pongs += 1;
  });
  socket.on('error', () => {});
  /** Frames keep their order: what was sent before the pong is here when the pong is. */
  const settled = async (): Promise<void> => {
    const before = pongs;
    socket.ping();
    await until(() => pongs > before);
  };
  return {
    frames,
    events,
    types: async () => {
      await settled();
      return frames.map(({ MessageType }) => MessageType);
    },
    data: async (type) => {
      await settled();
      return frames.filter(({ MessageType }) => MessageType === type).map(({ Data }) => Data);
    },
    send: (message) => socket.send(JSON.stringify(message)),
    count: (wanted) => until(() => frames.length >= wanted),
    ended: () => until(() => events.some((event) => event.startsWith('closed'))),
  };
}
