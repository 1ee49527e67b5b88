import { createServer } from 'node:net';
import { type Clock, systemClock } from '../models/clock.ts';
import { holdingsFor } from './catalogue/default-holdings.ts';
import type { World } from './catalogue/works.ts';
import { createWorld } from './catalogue/world.ts';
import { holdPort } from './http/held-port.ts';
import { inBackground } from './http/in-background.ts';
import type { Pace } from './http/pace.ts';
import { type MockJellyfin, startMockJellyfin } from './jellyfin/mock-jellyfin.ts';
import { attic } from './jellyfin/scenarios/attic.ts';
import type { JellyfinVersion } from './jellyfin/version-traits.ts';
import { type MockPlex, startMockPlex } from './plex/mock-plex.ts';
import type { MockPlexConnection, MockPlexServer } from './plex/server/mock-server.ts';
import { addFaults } from './scenario/add-faults.ts';
import { type PlayedEvent, playEvents } from './scenario/play-events.ts';
import type { Scenario } from './scenario/scenario.ts';

export interface MockServersOptions {
  /**
   * Sizes, versions, users, faults and what happens at which time; {@link readScenario} reads one from JSON. `attic`: a
   * Jellyfin server with movies, shows, music, home videos and a box set. The options below come before it.
   */
  readonly scenario?: Scenario | 'attic';
  /** Any whole number; the same one gives the same libraries. Default 1. */
  readonly seed?: number;
  /** On each of the two servers. Default 600. */
  readonly movies?: number;
  /** On each of the two servers. Default 60. */
  readonly shows?: number;
  /** Which part of each server's works the other has too, 0 to 1. Default 0.4. */
  readonly overlap?: number;
  readonly jellyfinVersion?: JellyfinVersion;
  /** `real`: the two servers take as long for an answer as real ones (Jellyfin: measured, Plex: a model). */
  readonly pace?: Pace;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default: any free ones. */
  readonly ports?: { readonly plexTv: number; readonly plex: number; readonly jellyfin: number };
  readonly clock?: Clock;
}

export type MockServersSizes = Required<Pick<Scenario, 'seed' | 'movies' | 'shows' | 'overlap'>>;

/** A household: plex.tv with one Plex server, and a Jellyfin server that shares a part of its works. */
export interface MockServers {
  /** Of the Plex server, and of the Jellyfin server unless that is the attic. */
  readonly world: World;
  /** As asked for, by option or scenario, or by default. */
  readonly sizes: MockServersSizes;
  readonly plexTv: MockPlex;
  readonly plex: MockPlexServer;
  readonly jellyfin: MockJellyfin;
  /** What has happened of the scenario's events, oldest first. */
  readonly played: readonly PlayedEvent[];
  close(): Promise<void>;
}

/**
 * plex.tv lists three addresses of the Plex server: a local one at which nothing listens any more, the true one, and a
 * relay. The server takes a token of its own, which is not the account's.
 */
export async function startMockServers(options: MockServersOptions = {}): Promise<MockServers> {
  const { host = '127.0.0.1', ports, clock = systemClock } = options;
  const plan: Scenario = options.scenario === 'attic' ? { jellyfin: { library: 'attic' } } : (options.scenario ?? {});
  const { seed, movies, shows, overlap, pace } = sizesOf(options, plan);
  const world = createWorld(seed);
  const holdings = holdingsFor({ movies, shows, overlap });
  const around = { clock, host, pace };
  const closing = new AbortController();
  const dead = await deadAddress(host);
  closing.signal.addEventListener('abort', dead.giveBack);
  const plexTv = await startMockPlex({
    world,
    ...around,
    ...(plan.plex?.users === undefined ? {} : { users: plan.plex.users }),
    ...(ports === undefined ? {} : { port: ports.plexTv }),
    servers: [
      {
        holdings: holdings.plex,
        ...(plan.plex?.version === undefined ? {} : { version: plan.plex.version }),
        ownAccessToken: true,
        relay: true,
        extraConnections: [dead.connection],
        ...(ports === undefined ? {} : { port: ports.plex }),
      },
    ],
  }).catch((error: unknown) => {
    dead.giveBack();
    throw error;
  });
  try {
    const [plex] = plexTv.servers;
    if (plex === undefined) throw new TypeError('the mock plex.tv was asked for one server and has none');
    const { library, ...asPlanned } = plan.jellyfin ?? {};
    const jellyfin = await startMockJellyfin({
      ...(library === 'attic' ? attic() : { world, holdings: holdings.jellyfin }),
      ...around,
      ...asPlanned,
      ...(options.jellyfinVersion === undefined ? {} : { version: options.jellyfinVersion }),
      ...(ports === undefined ? {} : { port: ports.jellyfin }),
    });
    const { from, count } = holdings.plex.movies;
    const stage = { plexTv, plex, jellyfin, clock, nextPlexMovie: from + count, closing: closing.signal };
    addFaults(stage, plan.faults ?? []);
    const played: PlayedEvent[] = [];
    const playing = playEvents(stage, plan.events ?? [], (event) => played.push(event));
    inBackground(playing, closing.signal);
    return {
      world,
      sizes: { seed, movies, shows, overlap },
      plexTv,
      plex,
      jellyfin,
      played,
      close: async () => {
        closing.abort();
        await Promise.all([plexTv.close(), jellyfin.close()]);
      },
    };
  } catch (error) {
    closing.abort();
    await plexTv.close();
    throw error;
  }
}

function sizesOf(options: MockServersOptions, plan: Scenario): MockServersSizes & { readonly pace: Pace } {
  return {
    seed: options.seed ?? plan.seed ?? 1,
    movies: options.movies ?? plan.movies ?? 600,
    shows: options.shows ?? plan.shows ?? 60,
    overlap: options.overlap ?? plan.overlap ?? 0.4,
    pace: options.pace ?? plan.pace ?? 'instant',
  };
}

/** An address that was good a moment ago, as after a server has moved. */
async function deadAddress(
  host: string,
): Promise<{ readonly connection: MockPlexConnection; readonly giveBack: () => void }> {
  const port = await new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  const printable = host.includes(':') ? `[${host}]` : host;
  const uri = `http://${printable}:${port}`;
  return {
    connection: { uri, local: true, relay: false, address: host, port, protocol: 'http' },
    giveBack: holdPort(host, port),
  };
}
