import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as plainRequest,
  type ServerResponse,
} from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refuseUpgrade, type Upgrade } from '../http/live-sockets.ts';
import type { ServerBehind } from './behaviour.ts';

/** What lies between a server and the client: holds bytes back, thins them out, or lets them through. */
export type Passage = (chunk: Buffer) => AsyncIterable<Buffer>;

export interface Passing {
  readonly server: ServerBehind;
  readonly headers: IncomingHttpHeaders;
  /** Path and query. */
  readonly target: string;
  /** Before the answer's head goes out. */
  readonly beforeAnswer?: () => Promise<void>;
  readonly passage: Passage;
}

export interface PassThrough {
  /** Sends the request on, and the answer back. Rejects when either end goes away in the middle of it. */
  request(request: IncomingMessage, response: ServerResponse, passing: Passing): Promise<void>;
  /** The same for a request to become a websocket. @returns the status of the answer */
  upgrade(upgrade: Upgrade, passing: Passing): Promise<number>;
  /** The body of an answer of the server itself, below its base path, without anything that a client sent. */
  read(server: ServerBehind, path: string): Promise<string>;
  /** Ends the connections to the servers. */
  close(): void;
}

interface Taken {
  readonly answer: IncomingMessage;
  readonly upstream: Duplex;
  /** What the server sent right behind its answer. */
  readonly first: Buffer;
}

/** Belong to one connection, so they are not passed on. */
const ofTheConnection: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

export function createPassThrough(): PassThrough {
  const plain = new Agent({ keepAlive: true });
  const encrypted = new TlsAgent({ keepAlive: true });

  function ask(
    method: string | undefined,
    { server, headers, target }: Pick<Passing, 'server' | 'headers' | 'target'>,
  ): ClientRequest {
    const { protocol, hostname, port } = new URL(server.url);
    const host = hostname.replace(/^\[|\]$/g, '');
    const common = { host, port, method, path: target, headers };
    if (protocol !== 'https:') return plainRequest({ ...common, agent: plain });
    const trust = server.ca === undefined ? {} : { ca: server.ca };
    return tlsRequest({ ...common, ...trust, agent: encrypted, servername: host });
  }

  return {
    async request(request, response, passing) {
      const asked = ask(request.method, { ...passing, headers: withoutConnection(passing.headers) });
      const gone = (): void => {
        asked.destroy();
      };
      response.once('close', gone);
      try {
        const [answer] = await Promise.all([answerTo(asked), pipeline(request, asked)]);
        await passing.beforeAnswer?.();
        response.writeHead(answer.statusCode ?? 502, withoutConnection(answer.headers));
        response.flushHeaders();
        await pipeline(answer, through(passing.passage), response);
      } finally {
        response.off('close', gone);
      }
    },

    async upgrade({ request, socket, head }, passing) {
      const asked = ask(request.method, passing);
      const gone = (): void => {
        asked.destroy();
      };
      socket.once('close', gone);
      const taken = new Promise<Taken>((resolve) => {
        asked.once('upgrade', (answer, upstream, first) => resolve({ answer, upstream, first }));
      });
      const refused = answerTo(asked).then((answer) => ({ answer }));
      asked.end();
      const met = await Promise.race([taken, refused]);
      await passing.beforeAnswer?.();
      const { statusCode = 502 } = met.answer;
      if (!('upstream' in met)) {
        refuseUpgrade({ socket }, statusCode, await textOf(met.answer));
        return statusCode;
      }
      const { upstream, first } = met;
      upstream.on('error', () => socket.destroy());
      socket.write(headOf(met.answer));
      if (first.length > 0) upstream.unshift(first);
      if (head.length > 0) socket.unshift(head);
      // Either end may go at any time, and takes the other one along.
      const ended = (): void => {
        socket.destroy();
        upstream.destroy();
      };
      Promise.all([
        pipeline(upstream, through(passing.passage), socket),
        pipeline(socket, through(passing.passage), upstream),
      ]).then(ended, ended);
      return statusCode;
    },

    async read(server, path) {
      const base = new URL(server.url).pathname.replace(/\/$/, '');
      const asked = ask('GET', { server, target: `${base}${path}`, headers: { accept: 'application/json' } });
      const answer = answerTo(asked);
      asked.end();
      return textOf(await answer);
    },

    close: () => {
      plain.destroy();
      encrypted.destroy();
    },
  };
}

function answerTo(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once('response', resolve);
    asked.once('error', reject);
  });
}

const through = (passage: Passage) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) yield* passage(chunk);
  };

function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name)));
}

function headOf({ statusCode = 101, statusMessage = '', rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of answer) parts.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(parts).toString('utf8');
}
