import { Faults } from '../../http/faults.ts';
import { inBackground } from '../../http/in-background.ts';
import { type ListenOptions, listen } from '../../http/listen.ts';
import type { SocketControls } from '../../http/live-sockets.ts';
import { createWork, type Pace } from '../../http/pace.ts';
import { RequestLog } from '../../http/request-log.ts';
import { createApp } from '../app.ts';
import { answerDiscovery } from '../discovery/answer-discovery.ts';
import { itemIds } from '../item-ids.ts';
import type { MockServer } from '../server.ts';
import type { Changes } from './changes.ts';
import { type RestartPhase, runRestart } from './restart.ts';
import { createSocketServer, type SocketTimes } from './socket-server.ts';

/** How the server stands in the network. */
export interface LiveOptions {
  readonly host?: string;
  readonly port?: number;
  readonly tls?: ListenOptions['tls'];
  /** From 0 up to, not including, 1: for faults that have a probability. Default: the same row in each run. */
  readonly random?: () => number;
  /** `real`: answers take as long as those of a server that was measured (12.0), on the clock. Default `instant`. */
  readonly pace?: Pace;
  /** How long the socket waits before it tells of changes. */
  readonly socketTimes?: SocketTimes;
  /** Answers the UDP question for servers at this port of the host; 7359 is the real one, 0 any free one. Default: no. */
  readonly discoveryPort?: number;
}

export interface LiveControls {
  readonly log: RequestLog;
  readonly faults: Faults;
  /** The websockets that are open. */
  readonly sockets: SocketControls;
  /** PEM of the authority, with a certificate that was made for this server. */
  readonly ca?: string;
  /** With the option `discoveryPort`. */
  readonly discoveryPort?: number;
  /** Every item and library gets a new id, as after a library was made anew; titles and watch state stay. */
  reissueIds(): void;
  /** False: nothing listens at the address, as when the machine is off. True: it is back. */
  setReachable(reachable: boolean): void;
  /** Goes through what the version does while it restarts, on the clock: refused, set-up server, loading, ready. */
  restart(): void;
  /** Answers with the id of another server, as when an address was given to one. Without an id: its own again. */
  pretendToBe(serverId?: string): void;
  close(): Promise<void>;
}

export interface LiveServer {
  readonly controls: LiveControls;
  /** Closes sockets that are not allowed any more. */
  review(): void;
  /** Ends every socket as a server does that is restarted. */
  goAway(): void;
}

/** Opens the server's sockets, and tells it its own address. */
export async function goLive(server: MockServer, changes: Changes, options: LiveOptions): Promise<LiveServer> {
  const { host, port, tls, socketTimes } = options;
  const { clock, serverId, ids, basePath } = server;
  const log = new RequestLog();
  const faults = new Faults(options.random);
  const sockets = createSocketServer(server, changes, socketTimes);
  const closing = new AbortController();
  const app = createApp(server, options.pace === 'real' ? createWork(clock, closing.signal) : undefined);
  const fetch = async (request: Request): Promise<Response> => {
    const answer = await app(request);
    // It may have been a logout or a login, which end sockets.
    sockets.review();
    return answer;
  };
  const listener = await listen({
    ...{ fetch, upgrade: sockets.upgrade, log, faults, clock },
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(tls === undefined ? {} : { tls }),
  });
  server.address = `${listener.url}${basePath}`;
  const discovery =
    options.discoveryPort === undefined
      ? undefined
      : await answerDiscovery({ server, host: listener.host, port: options.discoveryPort });
  const enter = (phase: RestartPhase): void => {
    listener.setReachable(phase !== 'refused');
    if (phase !== 'refused') server.settings.startUp = phase;
  };
  let made = 0;
  return {
    review: sockets.review,
    goAway: sockets.goAway,
    controls: {
      log,
      faults,
      sockets: sockets.controls,
      ...(listener.ca === undefined ? {} : { ca: listener.ca }),
      ...(discovery === undefined ? {} : { discoveryPort: discovery.port }),
      reissueIds: () => {
        made += 1;
        server.ids = itemIds(Number.parseInt(ids.idOf(made).slice(0, 7), 16));
      },
      setReachable: (reachable) => {
        // Nobody says good-bye: it is what a machine does that loses its power.
        if (!reachable) sockets.controls.cut();
        listener.setReachable(reachable);
      },
      restart: () => {
        sockets.goAway();
        // All of it is kept in memory alone; tokens are not.
        server.quickConnect.expireAll();
        server.sessions.clear();
        server.states.settle();
        inBackground(runRestart(server.version, clock, enter, closing.signal), closing.signal);
      },
      pretendToBe: (id = serverId) => {
        server.serverId = id;
      },
      close: async () => {
        closing.abort();
        sockets.stop();
        await Promise.all([listener.close(), discovery?.close()]);
      },
    },
  };
}
