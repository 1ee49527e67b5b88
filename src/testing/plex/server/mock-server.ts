import type { Clock } from '../../../models/clock.ts';
import type { Holdings, World } from '../../catalogue/works.ts';
import { Faults } from '../../http/faults.ts';
import { inBackground } from '../../http/in-background.ts';
import { type ListenOptions, listen } from '../../http/listen.ts';
import type { SocketControls } from '../../http/live-sockets.ts';
import { createWork, type Pace } from '../../http/pace.ts';
import { RequestLog } from '../../http/request-log.ts';
import type { Accounts } from '../accounts.ts';
import { paced } from '../costs.ts';
import { answerGdm } from '../live/gdm.ts';
import { createNotificationSockets } from '../live/notification-sockets.ts';
import { hexOf } from '../rows/tags.ts';
import { createServerState } from './create-state.ts';
import { createServerApp } from './server-app.ts';
import { type ServerControls, serverControls } from './server-controls.ts';
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
  readonly tls?: ListenOptions['tls'];
  /** From 0 up to, not including, 1: for faults that have a probability. Default: the same row in each run. */
  readonly random?: () => number;
  /** Answers local searches at this UDP port of the host; 32414 is the real one, 0 any free one. Default: no. */
  readonly gdmPort?: number;
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
  /** PEM of the authority, with a certificate that was made for this server. */
  readonly ca?: string;
  /** With the option `gdmPort`. */
  readonly gdmPort?: number;
  /** Those who listen to notifications: by event stream and websocket, and the websockets alone. */
  readonly notifications: { readonly listening: number; readonly sockets: SocketControls; disconnect(): void };
  /** With the option `relay`: the second socket. Its requests are in the same log, with its own address. */
  readonly relay?: { readonly url: string; readonly faults: Faults };
  /** False: nothing listens at its own address, as when the machine is off. True: it is back. The relay stays. */
  setReachable(reachable: boolean): void;
  /**
   * Away for three seconds on the clock, two more in maintenance, then ready. The order was recorded in browsers, the times
   * are assumed.
   */
  restart(): void;
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
  readonly pace: Pace;
  /** Its place among the servers. */
  readonly index: number;
}

const awayMs = 3000;
const maintenanceMs = 2000;

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
  const closing = new AbortController();
  const state = createServerState({
    ...{ clock, world, name, machineIdentifier, version, claimed, tokens },
    holdings: options.holdings,
    ownerId: accounts.account.id,
    startUp: options.startUp ?? 'ready',
    closing: closing.signal,
  });
  const app = createServerApp(state);
  const answering = (request: Request): Response | Promise<Response> => app.fetch(request);
  const fetch =
    around.pace === 'real' ? paced(answering, createWork(clock, closing.signal), () => clock.now()) : answering;
  const log = new RequestLog();
  const faults = new Faults(options.random);
  const sockets = createNotificationSockets(state);
  const tls = options.tls === undefined ? {} : { tls: options.tls };
  const common = { fetch, upgrade: sockets.upgrade, log, clock, host, ...tls };
  const socket = await listen({ ...common, faults, ...(options.port === undefined ? {} : { port: options.port }) });
  const relayFaults = new Faults(options.random);
  const relay = options.relay === true ? await listen({ ...common, faults: relayFaults }) : undefined;

  const gdm =
    options.gdmPort === undefined
      ? undefined
      : await answerGdm({ state, host, port: options.gdmPort, serverPort: socket.port });

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
    ...(socket.ca === undefined ? {} : { ca: socket.ca }),
    ...(gdm === undefined ? {} : { gdmPort: gdm.port }),
    notifications: {
      get listening() {
        return state.notifications.listening;
      },
      sockets: sockets.controls,
      disconnect: () => state.notifications.endAll(),
    },
    ...(relay === undefined ? {} : { relay: { url: relay.url, faults: relayFaults } }),
    setReachable: socket.setReachable,
    restart: () => {
      state.notifications.endAll();
      sockets.controls.cut();
      socket.setReachable(false);
      const comeBack = async (): Promise<void> => {
        await clock.sleep(awayMs, closing.signal);
        state.startUp = 'maintenance';
        socket.setReachable(true);
        await clock.sleep(maintenanceMs, closing.signal);
        state.startUp = 'ready';
      };
      inBackground(comeBack(), closing.signal);
    },
    close: async () => {
      closing.abort();
      state.notifications.endAll();
      await Promise.all([socket.close(), relay?.close(), gdm?.close()]);
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
