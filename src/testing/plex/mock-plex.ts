import { type Clock, systemClock } from '../../models/clock.ts';
import { holdingsFor } from '../catalogue/default-holdings.ts';
import type { World } from '../catalogue/works.ts';
import { Faults } from '../http/faults.ts';
import { type ListenOptions, listen } from '../http/listen.ts';
import type { Pace } from '../http/pace.ts';
import { RequestLog } from '../http/request-log.ts';
import { Accounts, type MockPlexUser, type MockPlexUserOptions } from './accounts.ts';
import { createCloudApp } from './cloud/cloud-app.ts';
import type { CloudState } from './cloud/cloud-state.ts';
import { createDeviceKeys } from './cloud/device-keys.ts';
import { Pins } from './cloud/pins.ts';
import {
  type MockPlexServer,
  type MockPlexServerOptions,
  type RunningServer,
  startServer,
} from './server/mock-server.ts';

export type { MockPlexUser, MockPlexUserOptions } from './accounts.ts';
export type { MockPlexConnection, MockPlexServer, MockPlexServerOptions } from './server/mock-server.ts';

export interface MockPlexOptions {
  readonly world: World;
  /** Default: one owned server with 100 movies and 20 shows. */
  readonly servers?: readonly MockPlexServerOptions[];
  readonly clock?: Clock;
  /** Default `127.0.0.1`, for plex.tv and the servers. */
  readonly host?: string;
  /** Of plex.tv. Default: any free one. */
  readonly port?: number;
  /** Of plex.tv; servers have their own. */
  readonly tls?: ListenOptions['tls'];
  /** For faults of plex.tv that have a probability: from 0 up to, not including, 1. Default: the same row in each run. */
  readonly random?: () => number;
  /**
   * `real`: the media servers take their time, on the clock. How much is a model, not a measurement. plex.tv answers at
   * once. Default `instant`.
   */
  readonly pace?: Pace;
  /** The others in the account's Plex Home. Default: one without a PIN and one with the PIN 2580. */
  readonly users?: readonly MockPlexUserOptions[];
  /** What has to be given to switch to the account's own user. Default: nothing. */
  readonly accountPin?: string;
}

export interface MockPlex {
  readonly plexTv: {
    readonly url: string;
    readonly log: RequestLog;
    readonly faults: Faults;
    /** PEM of the authority, with a certificate that was made for plex.tv. */
    readonly ca?: string;
    /** False: nothing listens there, as without a way to the internet. True: it is back. */
    setReachable(reachable: boolean): void;
  };
  readonly servers: readonly MockPlexServer[];
  readonly account: {
    readonly id: number;
    readonly uuid: string;
    readonly username: string;
    readonly email: string;
    /** A token of a client of its own. A PIN gives other tokens, one for each client. */
    readonly token: string;
  };
  /** The Plex Home, the account first. */
  readonly users: readonly MockPlexUser[];
  /**
   * What the person does at plex.tv/link.
   *
   * @param uuid who does it; default: the account
   * @throws Error there is no such code, or it has run out
   */
  approvePin(code: string, uuid?: string): void;
  /** Ends every pin that is open. */
  expirePins(): void;
  /** Answer 429 to a client that asks for one pin more often than once a second. Off at first. */
  limitPinPolling(limited: boolean): void;
  /** Answer 429 to every switch to a user of the home, without a word of how long. Off at first. */
  limitUserSwitches(limited: boolean): void;
  /** Answer 429 to everybody who wants a nonce for a device key. Off at first. */
  limitNonces(limited: boolean): void;
  /** What the person does in the account's list of authorized devices: ends the device's key and its tokens. */
  removeDevice(clientId: string): void;
  /** Ends every plex.tv token of the account, as "sign out everywhere" does. Home users keep theirs. */
  revokeAccountToken(): void;
  close(): Promise<void>;
}

const otherUsers: readonly MockPlexUserOptions[] = [{ title: 'Junior' }, { title: 'Careful', pin: '2580' }];

/** plex.tv and its media servers, on real sockets. Written from the protocol, not from the clients in this package. */
export async function startMockPlex(options: MockPlexOptions): Promise<MockPlex> {
  const { world, clock = systemClock, host = '127.0.0.1', pace = 'instant' } = options;
  const accounts = new Accounts(world.seed, options.users ?? otherUsers, options.accountPin);
  const { account } = accounts;
  const token = accounts.issue(account, 'mock');
  const around = { world, clock, host, pace, accounts, accountToken: token };
  const wanted = options.servers ?? [{ holdings: holdingsFor({ movies: 100, shows: 20 }).plex }];
  const running: RunningServer[] = [];
  const pins = new Pins(world.seed, clock);
  const log = new RequestLog();
  const faults = new Faults(options.random);
  const closeServers = async (): Promise<void> => {
    await Promise.all(running.map(({ server }) => server.close()));
  };

  try {
    for (const [index, server] of wanted.entries()) running.push(await startServer(server, { ...around, index }));
    const keys = await createDeviceKeys(world.seed, accounts, clock);
    const state: CloudState = {
      clock,
      accounts,
      pins,
      keys,
      servers: running,
      limitsPolling: false,
      limitsSwitching: false,
    };
    const app = createCloudApp(state);
    const port = options.port === undefined ? {} : { port: options.port };
    const tls = options.tls === undefined ? {} : { tls: options.tls };
    const socket = await listen({ fetch: app.fetch, log, faults, clock, host, ...port, ...tls });
    const { id, uuid, username, email } = account;
    return {
      plexTv: {
        ...{ url: socket.url, log, faults, setReachable: socket.setReachable },
        ...(socket.ca === undefined ? {} : { ca: socket.ca }),
      },
      servers: running.map(({ server }) => server),
      account: { id, uuid, username, email, token },
      users: accounts.users,
      approvePin: (code, who = uuid) => {
        const user = accounts.users.find((candidate) => candidate.uuid === who);
        if (user === undefined || !pins.link(code, user)) throw new Error('approve pin: no such code or user');
      },
      expirePins: () => pins.expireAll(),
      limitPinPolling: (limited) => {
        state.limitsPolling = limited;
      },
      limitUserSwitches: (limited) => {
        state.limitsSwitching = limited;
      },
      limitNonces: (limited) => {
        keys.limitsNonces = limited;
      },
      removeDevice: (clientId) => {
        keys.remove(clientId);
        accounts.revokeWhere((grant) => grant.clientId === clientId);
      },
      revokeAccountToken: () => accounts.revokeWhere((grant) => grant.user === account),
      close: async () => {
        await Promise.all([socket.close(), closeServers()]);
      },
    };
  } catch (error) {
    await closeServers();
    throw error;
  }
}
