import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Authority, createAuthority } from '../http/authority.ts';
import type { Upgrade } from '../http/live-sockets.ts';
import type { PlaceCertificate } from './behaviour.ts';

export interface PlaceServersOptions {
  readonly authority: Authority;
  /** What a good certificate is good for. */
  readonly hosts: readonly string[];
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: (upgrade: Upgrade) => void;
}

/** Those who speak HTTP on connections that somebody else accepts. They listen nowhere themselves. */
export interface PlaceServers {
  /** From now on this connection is served, behind a certificate or in the clear. */
  serve(socket: Socket, certificate: PlaceCertificate): void;
  /** The good certificate is replaced, with a new key. */
  renew(): void;
}

export function createPlaceServers({ authority, hosts, onRequest, onUpgrade }: PlaceServersOptions): PlaceServers {
  const listening = <T extends Server>(server: T): T => {
    server.on('request', onRequest);
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      onUpgrade({ request, socket, head });
    });
    return server;
  };
  const behind = ({ key, cert }: { readonly key: string; readonly cert: string }): Server =>
    listening(createTlsServer({ key, cert }));
  const good = (): Server => behind(authority.issue({ hosts }));
  const makers: Readonly<Record<PlaceCertificate, () => Server>> = {
    none: () => listening(createServer()),
    good,
    renewed: good,
    expired: () => behind(authority.issue({ hosts, expired: true })),
    'wrong-name': () => behind(authority.issue({ hosts: ['elsewhere.invalid'] })),
    'unknown-ca': () => behind(createAuthority().issue({ hosts })),
  };
  const made = new Map<PlaceCertificate, Server>();

  return {
    serve: (socket, certificate) => {
      const kind = certificate === 'renewed' ? 'good' : certificate;
      const server = made.get(kind) ?? makers[kind]();
      made.set(kind, server);
      server.emit('connection', socket);
      socket.resume();
    },
    renew: () => {
      made.delete('good');
    },
  };
}
