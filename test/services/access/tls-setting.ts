import { X509Certificate } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { networkFailure } from '../../../src/backends/http/network-error.ts';
import type { MediafoldError } from '../../../src/errors.ts';
import type { Environment } from '../../../src/models/environment.ts';
import type { SourceAccess } from '../../../src/models/source-access.ts';
import { type AccessFetchOptions, createAccessFetch } from '../../../src/services/access/access-fetch.ts';
import { pinOf } from '../../../src/services/access/trust.ts';
import type { TlsFiles } from '../../../src/testing/http/authority.ts';
import { makeTlsFiles, type TlsKind } from '../../../src/testing/http/certificates.ts';

export const pinOfFiles = ({ cert }: TlsFiles): string => pinOf(new X509Certificate(cert));
export const filesOf = (kind: TlsKind): TlsFiles => makeTlsFiles(kind, ['127.0.0.1', 'media.example']);

/** Listens on the loopback address until the test ends. @returns its port */
export async function listenHere(server: Server, port: number = 0): Promise<number> {
  const sockets = new Set<{ destroy(): unknown }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export interface TlsServer {
  readonly url: string;
  readonly port: number;
  readonly files: TlsFiles;
  /** Names that clients asked for, one for each connection. */
  readonly names: readonly (string | undefined)[];
}

export interface TlsServerOptions {
  readonly files?: TlsFiles;
  readonly answer?: RequestListener;
  /** Clients have to show a certificate of this authority. */
  readonly clientCa?: string;
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}

export async function tlsServer(kind: TlsKind = 'good', options: TlsServerOptions = {}): Promise<TlsServer> {
  const { answer = (_request, response) => response.end('hello'), clientCa, maxVersion } = options;
  const files = options.files ?? filesOf(kind);
  const names: (string | undefined)[] = [];
  const client = clientCa === undefined ? {} : { requestCert: true, ca: clientCa };
  const version = maxVersion === undefined ? {} : { maxVersion };
  const server = createServer({ key: files.key, cert: files.cert, ...client, ...version }, answer);
  server.on('secureConnection', ({ servername }: TLSSocket & { readonly servername?: string | false }) => {
    names.push(servername === false ? undefined : servername);
  });
  const port = await listenHere(server);
  return { url: `https://127.0.0.1:${port}`, port, files, names };
}

export interface Ear {
  readonly url: string;
  /** All that came out of TLS so far. */
  heard(): string;
  /** Resolves when so many connections have ended. */
  ended(count: number): Promise<void>;
}

/** Finishes handshakes and keeps what is said then, byte for byte. It answers, so that a fetch that speaks ends. */
export async function tlsEar(files: TlsFiles): Promise<Ear> {
  let text = '';
  let ends = 0;
  const waiting = new Set<() => void>();
  const server = createTlsServer({ key: files.key, cert: files.cert }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    });
  });
  server.on('connection', (socket) =>
    socket.on('close', () => {
      ends += 1;
      for (const wake of waiting) wake();
    }),
  );
  const port = await listenHere(server);
  return {
    url: `https://127.0.0.1:${port}`,
    heard: () => text,
    ended: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (ends >= count) resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Takes connections and never says a word. */
export async function silentServer(): Promise<{ readonly port: number; readonly called: Promise<void> }> {
  let isCalled = (): void => undefined;
  const called = new Promise<void>((resolve) => {
    isCalled = resolve;
  });
  const port = await listenHere(createTcpServer((socket) => socket.on('error', () => undefined).on('data', isCalled)));
  return { port, called };
}

/** Closed when the test ends. */
export function accessFetch(access: SourceAccess, options: AccessFetchOptions = {}): Environment['fetch'] {
  const made = createAccessFetch(access, options);
  onTestFinished(() => made.close());
  return made.fetch;
}

/** What becomes of a fetch that fails: the failure as this library tells it. */
export async function failureOf(answer: Promise<Response>): Promise<MediafoldError> {
  try {
    const { status } = await answer;
    throw new Error(`it was answered: ${status}`);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('it was answered')) throw error;
    return networkFailure(error, 'fetch', 'the server');
  }
}
