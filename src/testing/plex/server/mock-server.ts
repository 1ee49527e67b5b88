import type { Clock } from '../../../models/clock.ts';
import type { Holdings, World } from '../../catalogue/works.ts';
import { Faults } from '../../http/faults.ts';
import { listen } from '../../http/listen.ts';
import { RequestLog } from '../../http/request-log.ts';
import type { Accounts } from '../accounts.ts';
import { hexOf } from '../rows/tags.ts';
import { Shelf } from '../shelf.ts';
import { WatchRecords } from '../watch-records.ts';
import { createServerApp } from './server-app.ts';
import { type ServerControls, serverControls } from './server-controls.ts';
import type { ServerState } from './server-state.ts';
import { ServerTokens } from './server-tokens.ts';

/** One address of a server, as plex.tv lists it. */
export interface MockPlexConnection {
  readonly uri: string;
  readonly local: boolean;
  readonly relay: boolean;
  readonly address: string;
  readonly port: number;
  readonly protocol: 'http' | 'https';
}

export interface MockPlexServerOptions {
  readonly name?: string;
  readonly holdings: Holdings;
  /** False: another account shares it with this one. Default true. */
  readonly owned?: boolean;
  /** The account's token is refused here, and plex.tv gives another one. Default: on shared servers only. */
  readonly ownAccessToken?: boolean;
  /** Default false, as observed up to PMS 1.43.3. */
  readonly jwtAccepted?: boolean;
  /** Opens a second socket that plex.tv lists as a relay. Default false. */
  readonly relay?: boolean;
  /** Only told, in the list of resources. Default false. */
  readonly httpsRequired?: boolean;
  /** More addresses to list: dead or wrong candidates. They stand before the true one. */
  readonly extraConnections?: readonly MockPlexConnection[];
  readonly version?: string;
  /** False: not on plex.tv, and open to everybody. Default true. */
  readonly claimed?: boolean;
  readonly startUp?: 'ready' | 'maintenance';
  /** Default: any free one. */
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface MockPlexServer extends ServerControls {
  readonly url: string;
  readonly machineIdentifier: string;
  readonly name: string;
  readonly owned: boolean;
  /** What plex.tv gives the account for this server, now. */
  readonly accessToken: string;
  readonly log: RequestLog;
  readonly faults: Faults;
  /** With the option `relay`: the second socket. Its requests are in the same log, with its own address. */
  readonly relay?: { readonly url: string; readonly faults: Faults };
  close(): Promise<void>;
}

/** A server together with what plex.tv has to know of it. */
export interface RunningServer {
  readonly server: MockPlexServer;
  readonly options: MockPlexServerOptions;
  readonly tokens: ServerTokens;
  readonly version: string;
  readonly connections: readonly MockPlexConnection[];
}

interface Surroundings {
  readonly world: World;
  readonly clock: Clock;
  readonly host: string;
  readonly accounts: Accounts;
  /** The account's token that `accessToken` is told for. */
  readonly accountToken: string;
  /** Its place among the servers. */
  readonly index: number;
}

export async function startServer(options: MockPlexServerOptions, around: Surroundings): Promise<RunningServer> {
  const { world, clock, host, accounts, index } = around;
  const { owned = true, claimed = true, version = '1.43.2.10000-mock' } = options;
  const name = options.name ?? (index === 0 ? 'Attic' : `Attic ${index + 1}`);
  const machineIdentifier = hexOf(`server ${world.seed} ${index} ${name}`, 40);
  const tokens = new ServerTokens({
    accounts,
    machineIdentifier,
    owned,
    claimed,
    ownToken: options.ownAccessToken ?? !owned,
    jwtAccepted: options.jwtAccepted ?? false,
  });
  const state: ServerState = {
    clock,
    name,
    machineIdentifier,
    version,
    claimed,
    shelf: new Shelf(world, options.holdings, clock),
    records: new WatchRecords(),
    sections: [
      { id: 1, type: 'movie', title: 'Films', uuid: uuid(`${machineIdentifier} 1`) },
      { id: 2, type: 'show', title: 'Series', uuid: uuid(`${machineIdentifier} 2`) },
    ],
    totals: new Map(),
    userOf: (token) => tokens.userOf(token),
    startUp: options.startUp ?? 'ready',
    termination: undefined,
  };
  const app = createServerApp(state);
  const log = new RequestLog();
  const faults = new Faults();
  const common = { fetch: app.fetch, log, clock, host, ...(options.tls === undefined ? {} : { tls: options.tls }) };
  const socket = await listen({ ...common, faults, ...(options.port === undefined ? {} : { port: options.port }) });
  const relayFaults = new Faults();
  const relay = options.relay === true ? await listen({ ...common, faults: relayFaults }) : undefined;

  const address = (url: string, port: number, isRelay: boolean): MockPlexConnection => ({
    uri: url,
    local: !isRelay,
    relay: isRelay,
    address: host,
    port,
    protocol: options.tls === undefined ? 'http' : 'https',
  });
  const server: MockPlexServer = {
    ...serverControls(state, tokens, accounts),
    url: socket.url,
    machineIdentifier,
    name,
    owned,
    get accessToken() {
      return tokens.tokenFor(accounts.account, around.accountToken);
    },
    log,
    faults,
    ...(relay === undefined ? {} : { relay: { url: relay.url, faults: relayFaults } }),
    close: async () => {
      await Promise.all([socket.close(), relay?.close()]);
    },
  };
  return {
    server,
    options,
    tokens,
    version,
    connections: [
      ...(options.extraConnections ?? []),
      address(socket.url, socket.port, false),
      ...(relay === undefined ? [] : [address(relay.url, relay.port, true)]),
    ],
  };
}

function uuid(text: string): string {
  const hex = hexOf(text, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
