import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../models/clock.ts';
import type { Authority } from '../http/authority.ts';
import { type LoggedRequest, RequestLog } from '../http/request-log.ts';
import type { PlaceBehaviour, PlaceCertificate, ServerBehind } from './behaviour.ts';
import { createConduct } from './conduct.ts';
import { credentialsIn } from './credentials-in.ts';
import { openDoor } from './door.ts';
import { createExchange } from './exchange.ts';
import { createPassThrough } from './pass-through.ts';
import { createPlaceServers } from './place-servers.ts';

export interface PlaceOptions {
  /** The mock server whose address it is. */
  readonly server: ServerBehind;
  /** For whoever reads the story. Default: the address. */
  readonly label?: string;
  /** A loopback address: `127.0.0.2`, `::1`. Default `127.0.0.1`. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Speaks https, by the network's authority. Default false. */
  readonly secure?: boolean;
  /** Stands in the address instead of the host. One below `.invalid` exists nowhere, as a name whose answer was dropped. */
  readonly name?: string;
  /** Default `open`. */
  readonly behaviour?: PlaceBehaviour;
}

/** One address of a server. */
export interface Place {
  /** Without a trailing slash, with the base path of the server. */
  readonly uri: string;
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly behaviour: PlaceBehaviour;
  /** What arrived, also what was never answered. */
  readonly log: RequestLog;
  /** Every credential that the requests of the log carried, in the clear, each once. */
  readonly tokens: readonly string[];
  /** How many were opened, since the place began or was last cleared. */
  readonly connections: number;
  /**
   * Behaves like this from now on. Open connections stay while it is the same machine with the same certificate, and are
   * reset otherwise.
   *
   * @throws TypeError a certificate for a place that is not `secure`
   * @throws Error the port was taken by somebody else while the place was dead
   */
  become(behaviour: PlaceBehaviour): Promise<void>;
  /** The record begins anew. */
  clear(): void;
}

export interface RunningPlace extends Place {
  close(): Promise<void>;
}

export interface PlaceSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly authority: Authority;
}

export async function startPlace(options: PlaceOptions, around: PlaceSurroundings): Promise<RunningPlace> {
  const { server, host = '127.0.0.1', secure = false, name = host } = options;
  const { clock, random, authority } = around;
  const first = options.behaviour ?? { kind: 'open' };
  mustFit(first, secure);
  const log = new RequestLog();
  const closing = new AbortController();
  const conduct = createConduct(first);
  const pass = createPassThrough();
  /** Connections that were taken in silence, where even a greeting would be an answer. */
  const held = new Set<Socket>();
  let openedBefore = 0;

  const reset = (socket: Duplex): void => {
    if (!(socket instanceof Socket)) return;
    const { remotePort, remoteAddress } = socket;
    // Under TLS lies another socket, and only that one can be reset.
    const under = [...door.sockets].find((raw) => raw.remotePort === remotePort && raw.remoteAddress === remoteAddress);
    under?.resetAndDestroy();
  };
  const exchange = createExchange({ conduct, server, pass, clock, random, closing: closing.signal, reset });
  const logged = (request: IncomingMessage): LoggedRequest => {
    const entry = loggedRequest(request, clock.now(), `${host}:${door.port}`);
    log.add(entry);
    return entry;
  };
  const servers = createPlaceServers({
    authority,
    hosts: [...new Set([host, name])],
    onRequest: (request, response) => {
      const entry = logged(request);
      response.once('finish', () => Object.assign(entry, { status: response.statusCode }));
      exchange.request(request, response).catch(() => reset(request.socket));
    },
    onUpgrade: (upgrade) => {
      const entry = logged(upgrade.request);
      const answered = (status: number): void => {
        if (status !== 0) entry.status = status;
      };
      exchange.upgrade(upgrade).then(answered, () => reset(upgrade.socket));
    },
  });

  const take = (socket: Socket): void => {
    if (!secure) servers.serve(socket, 'none');
    else if (conduct.now.kind === 'silent') held.add(socket);
    else servers.serve(socket, certificateOf(conduct.now));
  };
  const door = await openDoor({ host, port: options.port ?? 0, onConnection: take });
  if (first.kind === 'dead') door.shut();
  let machine = machineOf(first) ?? machineOf({ kind: 'open' });

  const printable = name.includes(':') ? `[${name}]` : name;
  const base = new URL(server.url).pathname.replace(/\/$/, '');
  const uri = `${secure ? 'https' : 'http'}://${printable}:${door.port}${base}`;
  return {
    uri,
    label: options.label ?? uri,
    ...{ host, port: door.port, secure, log },
    get behaviour() {
      return conduct.now;
    },
    get tokens() {
      return [...new Set(log.all().flatMap(credentialsIn))];
    },
    get connections() {
      return door.opened - openedBefore;
    },
    become: async (behaviour) => {
      mustFit(behaviour, secure);
      if (certificateOf(behaviour) === 'renewed') servers.renew();
      const before = machine;
      machine = machineOf(behaviour) ?? machine;
      if (machine !== before || certificateOf(behaviour) === 'renewed') door.cut();
      conduct.become(behaviour);
      if (behaviour.kind === 'dead') door.shut();
      else await door.open();
      if (behaviour.kind === 'silent') return;
      for (const socket of held) if (!socket.destroyed) take(socket);
      held.clear();
    },
    clear: () => {
      log.clear();
      openedBefore = door.opened;
    },
    close: async () => {
      closing.abort();
      await door.close();
      // Whoever is held up finds a socket that is gone.
      conduct.become({ kind: 'dead' });
      pass.close();
    },
  };
}

function mustFit(behaviour: PlaceBehaviour, secure: boolean): void {
  if (behaviour.kind === 'tls' && !secure) throw new TypeError('a place that is not secure has no certificate');
}

function certificateOf(behaviour: PlaceBehaviour): PlaceCertificate {
  return behaviour.kind === 'tls' ? behaviour.certificate : 'good';
}

/** Who answers there, as far as a connection that is open can tell; silence leaves it as it was. */
function machineOf(behaviour: PlaceBehaviour): string | undefined {
  switch (behaviour.kind) {
    case 'silent':
      return undefined;
    case 'another-server':
      return behaviour.server.url;
    case 'dead':
    case 'portal':
      return behaviour.kind;
    default:
      return certificateOf(behaviour) === 'renewed' ? 'good' : certificateOf(behaviour);
  }
}

function loggedRequest(request: IncomingMessage, at: number, address: string): LoggedRequest {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://place');
  const { method = 'GET', headers } = request;
  return { at, method, path: pathname, query: searchParams, headers, address };
}
