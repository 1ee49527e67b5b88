import { createServer } from 'node:net';
import { type Clock, systemClock } from '../models/clock.ts';
import { holdingsFor } from './catalogue/default-holdings.ts';
import type { World } from './catalogue/works.ts';
import { createWorld } from './catalogue/world.ts';
import { type MockJellyfin, startMockJellyfin } from './jellyfin/mock-jellyfin.ts';
import type { JellyfinVersion } from './jellyfin/version-traits.ts';
import { type MockPlex, startMockPlex } from './plex/mock-plex.ts';
import type { MockPlexConnection, MockPlexServer } from './plex/server/mock-server.ts';

export interface MockServersOptions {
  /** Any whole number; the same one gives the same libraries. Default 1. */
  readonly seed?: number;
  /** On each of the two servers. Default 600. */
  readonly movies?: number;
  /** On each of the two servers. Default 60. */
  readonly shows?: number;
  /** Which part of each server's works the other has too, 0 to 1. Default 0.4. */
  readonly overlap?: number;
  readonly jellyfinVersion?: JellyfinVersion;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default: any free ones. */
  readonly ports?: { readonly plexTv: number; readonly plex: number; readonly jellyfin: number };
  readonly clock?: Clock;
}

/** A household: plex.tv with one Plex server, and a Jellyfin server that shares a part of its works. */
export interface MockServers {
  readonly world: World;
  readonly plexTv: MockPlex;
  readonly plex: MockPlexServer;
  readonly jellyfin: MockJellyfin;
  close(): Promise<void>;
}

/**
 * plex.tv lists three addresses of the Plex server: a local one at which nothing listens any more, the true one, and a
 * relay. The server takes a token of its own, which is not the account's.
 */
export async function startMockServers(options: MockServersOptions = {}): Promise<MockServers> {
  const { seed = 1, movies = 600, shows = 60, overlap, host = '127.0.0.1', ports, clock = systemClock } = options;
  const world = createWorld(seed);
  const holdings = holdingsFor({ movies, shows, ...(overlap === undefined ? {} : { overlap }) });
  const around = { world, clock, host };
  const plexTv = await startMockPlex({
    ...around,
    ...(ports === undefined ? {} : { port: ports.plexTv }),
    servers: [
      {
        holdings: holdings.plex,
        ownAccessToken: true,
        relay: true,
        extraConnections: [await deadAddress(host)],
        ...(ports === undefined ? {} : { port: ports.plex }),
      },
    ],
  });
  try {
    const [plex] = plexTv.servers;
    if (plex === undefined) throw new TypeError('the mock plex.tv was asked for one server and has none');
    const jellyfin = await startMockJellyfin({
      ...around,
      holdings: holdings.jellyfin,
      ...(options.jellyfinVersion === undefined ? {} : { version: options.jellyfinVersion }),
      ...(ports === undefined ? {} : { port: ports.jellyfin }),
    });
    return {
      world,
      plexTv,
      plex,
      jellyfin,
      close: async () => {
        await Promise.all([plexTv.close(), jellyfin.close()]);
      },
    };
  } catch (error) {
    await plexTv.close();
    throw error;
  }
}

/** An address that was good a moment ago, as after a server has moved. */
async function deadAddress(host: string): Promise<MockPlexConnection> {
  const port = await new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  const printable = host.includes(':') ? `[${host}]` : host;
  return { uri: `http://${printable}:${port}`, local: true, relay: false, address: host, port, protocol: 'http' };
}
