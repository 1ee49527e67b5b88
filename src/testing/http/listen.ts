import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Clock } from '../../models/clock.ts';
import { makeTlsFiles, type TlsKind } from './certificates.ts';
import type { Faults } from './faults.ts';
import { type AnswerFault, faultyAnswer, isAnswerFault } from './faulty-answer.ts';
import { holdPort } from './held-port.ts';
import type { Upgrade } from './live-sockets.ts';
import { playFault, playUpgradeFault } from './play-fault.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';

export interface ListenOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Takes a request to become a websocket, and says with which status. Default: it is a request like any other. */
  readonly upgrade?: (upgrade: Upgrade) => number | Promise<number>;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** With it the server speaks https: with PEM texts, or with a certificate that is made now. */
  readonly tls?: TlsKind | { readonly key: string; readonly cert: string };
}

export interface Listener {
  /** `http://127.0.0.1:1234`, without a trailing slash. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly server: Server;
  /** PEM of the authority behind a certificate that was made here. */
  readonly ca?: string;
  /** False: nothing listens at the address any more, and open connections end. True: it listens there again. */
  setReachable(reachable: boolean): void;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** A mock server on a real socket, with its log and its faults in front. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { log, faults, clock, upgrade, host = '127.0.0.1' } = options;
  const closing = new AbortController();
  const upgraded = new Set<Duplex>();
  const changedBy = new WeakMap<object, AnswerFault>();
  const answer = getRequestListener(
    async (request, { incoming }) => {
      const real = await options.fetch(request);
      const fault = changedBy.get(incoming);
      return fault === undefined ? real : await faultyAnswer(fault, real, clock, closing.signal);
    },
    { overrideGlobalObjects: false },
  );

  const logged = (request: IncomingMessage): LoggedRequest => {
    const entry = loggedRequest(request, clock.now(), host);
    log.add(entry);
    return entry;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const entry = logged(request);
    response.on('finish', () => Object.assign(entry, { status: response.statusCode }));
    const fault = faults.take(entry.method, entry.path, entry.at);
    if (fault !== undefined && isAnswerFault(fault)) changedBy.set(request, fault);
    else if (fault !== undefined && (await playFault(fault, response, clock, closing.signal))) return;
    await answer(request, response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => response.destroy());
  };

  const handleUpgrade = async (asked: Upgrade, take: NonNullable<typeof upgrade>): Promise<void> => {
    const entry = logged(asked.request);
    const fault = faults.take(entry.method, entry.path, entry.at);
    const refused = fault && (await playUpgradeFault(fault, asked, clock, closing.signal));
    entry.status = refused ?? (await take(asked));
  };

  const made = typeof options.tls === 'string' ? makeTlsFiles(options.tls, namesOf(host)) : undefined;
  const files = typeof options.tls === 'string' ? made : options.tls;
  const server =
    files === undefined ? createServer(listener) : createTlsServer({ key: files.key, cert: files.cert }, listener);
  if (upgrade !== undefined) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      upgraded.add(socket);
      socket.on('close', () => upgraded.delete(socket));
      // A client may go away in the middle of it; without a listener that would end the process.
      socket.on('error', () => socket.destroy());
      handleUpgrade({ request, socket, head }, upgrade).catch(() => socket.destroy());
    });
  }
  // A connection that was quiet is not closed under the next request: Jellyfin's server waits for more than two minutes.
  server.keepAliveTimeout = 0;
  const leave = (left: () => void = () => {}): void => {
    server.close(() => left());
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      // A later error is nobody's to swallow.
      server.off('error', reject);
      resolve();
    });
  });
  let isReachable = true;
  let giveBack = (): void => undefined;
  const { port } = server.address() as AddressInfo;
  const printable = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${files === undefined ? 'http' : 'https'}://${printable}:${port}`,
    host,
    port,
    server,
    ...(made === undefined ? {} : { ca: made.ca }),
    setReachable: (reachable) => {
      if (reachable === isReachable) return;
      isReachable = reachable;
      if (reachable) {
        giveBack();
        // It begins a moment later, and may not be wanted any more by then.
        server.listen(port, host, () => isReachable || leave());
      } else {
        leave();
        giveBack = holdPort(host, port);
      }
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        giveBack();
        leave(resolve);
      }),
  };
}

function loggedRequest(request: IncomingMessage, at: number, host: string): LoggedRequest {
  const url = new URL(request.url ?? '/', 'http://mock');
  const { localAddress = host, localPort = 0 } = request.socket;
  return {
    at,
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    address: `${localAddress}:${localPort}`,
  };
}

/** Every name under which the machine itself reaches the server. */
function namesOf(host: string): readonly string[] {
  return [...new Set([host, 'localhost', '127.0.0.1', '::1'])];
}
