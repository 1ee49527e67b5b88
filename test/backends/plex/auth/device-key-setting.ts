import { onTestFinished } from 'vitest';
import type { LoginFlow } from '../../../../src/backends/auth-provider.ts';
import {
  createPlexBackend,
  type PlexContext,
  plexDeviceKeyAuth,
  plexTokenAuth,
  startPlexDeviceKeyPin,
  startPlexPin,
} from '../../../../src/backends/plex/plex.ts';
import type { Clock } from '../../../../src/models/clock.ts';
import type { Connection } from '../../../../src/models/connection.ts';
import type { Credential, PlexDeviceKeyCredential } from '../../../../src/models/credential.ts';
import type { Environment } from '../../../../src/models/environment.ts';
import type { SignedInServer } from '../../../../src/models/source.ts';
import { createWorld } from '../../../../src/testing/catalogue/world.ts';
import { type MockPlex, type MockPlexOptions, startMockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../../src/testing/plex/server/mock-server.ts';
import { contextOf, hurriedClock, identity, login } from '../setting.ts';
import { keptLog } from './kept-log.ts';

export const day: number = 86_400_000;
export const nonces = '/api/v2/auth/nonce';
export const exchanges = '/api/v2/auth/token';
export const registrations = '/api/v2/auth/jwk';
export const resources = '/api/v2/resources';
export const account = '/api/v2/user';
export const switches: RegExp = /\/api\/v2\/home\/users\/[^/]+\/switch/;

const holdings = { movies: { from: 0, count: 3 }, shows: { from: 0, count: 0 } };

export interface House {
  readonly mock: MockPlex;
  /** The account's own server; media servers take no JWT. */
  readonly own: MockPlexServer;
  /** A neighbour's, with a token of its own. */
  readonly shared: MockPlexServer;
  readonly environment: Partial<Environment>;
  /** Warnings that this side has logged. */
  warnings(): readonly string[];
  /** Time goes by, for both sides. */
  pass(ms: number): void;
  /** The clock of this machine alone is put on, or back. */
  turn(ms: number): void;
}

export type HouseOptions = Partial<Omit<MockPlexOptions, 'world' | 'clock'>> & {
  /** How far the clock of this machine is ahead of plex.tv's, milliseconds. */
  readonly ahead?: number;
};

/** plex.tv with two servers, and a machine whose clock may be wrong. Pauses take no time. */
export async function house({ ahead = 0, ...options }: HouseOptions = {}): Promise<House> {
  const theirs = hurriedClock();
  const ours = hurriedClock();
  ours.advance(ahead);
  const log = keptLog();
  const mock = await startMockPlex({
    world: createWorld(17),
    servers: [
      { name: 'Loft', holdings },
      { name: 'Cellar', holdings, owned: false },
    ],
    ...options,
    clock: theirs satisfies Clock,
  });
  onTestFinished(() => mock.close());
  const [own, shared = own] = mock.servers;
  if (own === undefined || shared === undefined) throw new Error('the mock has no server');
  return {
    mock,
    own,
    shared,
    environment: { clock: ours, logger: log.logger },
    warnings: log.warnings,
    pass: (ms) => {
      theirs.advance(ms);
      ours.advance(ms);
    },
    turn: ours.advance,
  };
}

export function startLogin({ mock, environment }: House, strong = false): Promise<LoginFlow> {
  return startPlexDeviceKeyPin({ ...login(mock.plexTv, environment), strong });
}

/** The whole conversation. */
export async function signIn(at: House): Promise<readonly SignedInServer[]> {
  const flow = await startLogin(at);
  at.mock.approvePin(flow.prompt.code);
  return flow.wait();
}

export async function plainSignIn({ mock, environment }: House): Promise<readonly SignedInServer[]> {
  const flow = await startPlexPin(login(mock.plexTv, environment));
  mock.approvePin(flow.prompt.code);
  return flow.wait();
}

export function keyOf({ credential }: Pick<SignedInServer, 'credential'>): PlexDeviceKeyCredential {
  if (credential.type !== 'plex-device-key') throw new Error(`a device key was expected, not a ${credential.type}`);
  return credential;
}

export function credentialFor(servers: readonly SignedInServer[], server: MockPlexServer): PlexDeviceKeyCredential {
  const found = servers.find(({ serverId }) => serverId === server.machineIdentifier);
  if (found === undefined) throw new Error('not signed in there');
  return keyOf(found);
}

export interface Opened {
  readonly auth: ReturnType<typeof plexDeviceKeyAuth>;
  readonly backend: ReturnType<typeof createPlexBackend>;
  /** Every credential that was handed over to be stored. */
  readonly stored: PlexDeviceKeyCredential[];
}

/** @param connected shows the server's address to the credential too, as services do */
export function open(
  at: House,
  server: MockPlexServer,
  credential: Credential,
  more: Partial<PlexContext> = {},
): Opened {
  const stored: PlexDeviceKeyCredential[] = [];
  const connection: Connection = { uri: server.url, kind: 'local', secure: false };
  const context = contextOf(at.mock, server, {
    ...login(at.mock.plexTv, at.environment),
    currentConnection: () => connection,
    onRenewed: (renewed) => {
      if (renewed.type === 'plex-device-key') stored.push(renewed);
    },
    ...more,
  });
  const auth =
    credential.type === 'plex-device-key'
      ? plexDeviceKeyAuth(credential, context)
      : credential.type === 'plex-token'
        ? plexTokenAuth(credential, context)
        : undefined;
  if (auth === undefined) throw new Error('a credential of an account was expected');
  const backend = createPlexBackend(auth, context);
  backend.useConnection(connection);
  return { auth, backend, stored };
}

export const clientId: string = identity.deviceId;
