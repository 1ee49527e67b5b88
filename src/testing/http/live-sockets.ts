import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** A request to become a websocket, as it comes from node. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** What a test does to the websockets of a mock server. */
export interface SocketControls {
  /** How many are open, those included that were silenced. */
  readonly open: number;
  /** Every open one stays open and dies: nothing is read, sent or answered any more. New ones live. */
  goSilent(): void;
  /** Cuts every connection without a closing frame. */
  cut(): void;
  /** Closes every one as servers do. Default code 1000. */
  close(code?: number): void;
}

export interface LiveSocket {
  /** Does nothing once the socket is closed or silenced. */
  send(text: string): void;
  close(code: number): void;
}

export interface SocketHandlers {
  readonly onText: (text: string) => void;
  /** Also when it was cut. */
  readonly onClose: () => void;
}

export interface LiveSockets extends SocketControls {
  /** Finishes the upgrade. `opened` gets the socket and says what to do with it. */
  accept(upgrade: Upgrade, opened: (socket: LiveSocket) => SocketHandlers): void;
}

/** The websockets of one mock server, without a protocol of their own. */
export function createLiveSockets(): LiveSockets {
  const server = new WebSocketServer({ noServer: true, clientTracking: false });
  const sockets = new Map<WebSocket, Duplex>();
  const silenced = new Set<WebSocket>();
  const each = (act: (socket: WebSocket, connection: Duplex) => void): void => {
    for (const [socket, connection] of sockets) act(socket, connection);
  };
  return {
    get open() {
      return sockets.size;
    },
    accept: ({ request, socket: connection, head }, opened) => {
      server.handleUpgrade(request, connection, head, (socket) => {
        sockets.set(socket, connection);
        const alive = (): boolean => socket.readyState === socket.OPEN && !silenced.has(socket);
        const { onText, onClose } = opened({
          send: (text) => {
            if (alive()) socket.send(text);
          },
          close: (code) => {
            if (alive()) socket.close(code);
          },
        });
        socket.on('message', (data) => {
          if (alive()) onText(Buffer.isBuffer(data) ? data.toString('utf8') : '');
        });
        // A frame that breaks the protocol ends the socket; there is nobody to tell.
        socket.on('error', () => socket.terminate());
        socket.on('close', () => {
          sockets.delete(socket);
          silenced.delete(socket);
          onClose();
        });
      });
    },
    goSilent: () =>
      each((socket) => {
        silenced.add(socket);
        socket.pause();
      }),
    cut: () => each((_socket, connection) => connection.destroy()),
    close: (code = 1000) => each((socket) => socket.close(code)),
  };
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

/** Answers an upgrade with a plain response, and ends the connection. */
export function refuseUpgrade(
  { socket }: Pick<Upgrade, 'socket'>,
  status: number,
  body: string = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  const lines = [
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}`,
    ...Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
