import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Clock } from '../../models/clock.ts';
import type { FaultAction, Faults } from './faults.ts';
import type { RequestLog } from './request-log.ts';

export interface ListenOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** PEM texts. With them the server speaks https. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface Listener {
  /** `http://127.0.0.1:1234`, without a trailing slash. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The node server, to hang an `upgrade` handler on. */
  readonly server: Server;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** A mock server on a real socket, with its log and its faults in front. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { log, faults, clock, tls, host = '127.0.0.1' } = options;
  const answer = getRequestListener(options.fetch, { overrideGlobalObjects: false });
  const closing = new AbortController();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://mock');
    const method = request.method ?? 'GET';
    const { localAddress = host, localPort = 0 } = request.socket;
    const logged = {
      at: clock.now(),
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      address: `${localAddress}:${localPort}`,
    };
    log.add(logged);
    response.on('finish', () => Object.assign(logged, { status: response.statusCode }));
    const fault = faults.take(method, url.pathname);
    if (fault !== undefined && (await play(fault, response, clock, closing.signal))) return;
    await answer(request, response);
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => response.destroy());
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer({ ...tls }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const printable = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${printable}:${port}`,
    host,
    port,
    server,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @returns true when the fault has taken care of the whole answer */
async function play(
  fault: FaultAction,
  response: ServerResponse,
  clock: Clock,
  closing: AbortSignal,
): Promise<boolean> {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/html', ...fault.headers }).end(fault.body ?? '');
      return true;
    case 'delay':
      await clock.sleep(fault.ms, closing);
      return false;
    case 'black-hole':
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'truncate':
      cutAfter(response, fault.bytes);
      return false;
    case 'body':
      response.writeHead(200, { 'content-type': fault.contentType }).end(fault.body);
      return true;
  }
}

/** Lets the real answer begin, with its true length in the headers, and closes the socket inside the body. */
function cutAfter(response: ServerResponse, bytes: number): void {
  let left = bytes;
  const cut = (chunk: unknown): boolean => {
    const data = typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
    const { socket } = response;
    response.flushHeaders();
    socket?.write(data.subarray(0, left), () => {
      left -= data.length;
      if (left <= 0) socket.destroy();
    });
    return true;
  };
  response.write = cut as typeof response.write;
  response.end = ((chunk: unknown) => {
    cut(chunk);
    response.socket?.end();
    return response;
  }) as typeof response.end;
}
