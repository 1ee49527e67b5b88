import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import {
  createWorld,
  type Holdings,
  type MockJellyfin,
  type MockPlex,
  type MockPlexServer,
  startMockJellyfin,
  startMockPlex,
} from '../../../src/testing/index.ts';
import { createNetwork, type Network, type NetworkOptions } from '../../../src/testing/network/network.ts';
import type { Place, PlaceOptions } from '../../../src/testing/network/place.ts';

const holdings: Holdings = { movies: { from: 0, count: 40 }, shows: { from: 0, count: 0 } };

export interface House {
  readonly account: MockPlex;
  readonly plex: MockPlexServer;
  readonly otherPlex: MockPlexServer;
  readonly jellyfin: MockJellyfin;
}

/** Servers for all tests of a file: the places in front are what each test makes anew. */
export function houseOfFile(): () => House {
  let house: House | undefined;
  beforeAll(async () => {
    const world = createWorld(31);
    const account = await startMockPlex({ world, servers: [{ holdings, ownAccessToken: true }, { holdings }] });
    const [plex, otherPlex] = account.servers;
    if (plex === undefined || otherPlex === undefined) throw new Error('two servers were asked for');
    house = { account, plex, otherPlex, jellyfin: await startMockJellyfin({ world, holdings }) };
  });
  afterAll(async () => {
    await Promise.all([house?.account.close(), house?.jellyfin.close()]);
  });
  return () => {
    if (house === undefined) throw new Error('the servers run only while tests do');
    return house;
  };
}

/** Closed with the test. */
export function network(options: NetworkOptions = {}): Network {
  const made = createNetwork(options);
  onTestFinished(() => made.close());
  return made;
}

export async function place(options: PlaceOptions, of: NetworkOptions = {}): Promise<Place> {
  return network(of).add(options);
}

/** What came of a request on a connection of its own: a status and a body, or the code of the failure. */
export interface Met {
  readonly status?: number;
  readonly body?: string;
  readonly code?: string;
}

export function ask(uri: string, ca?: string): Promise<Met> {
  return new Promise((resolve) => {
    const url = new URL(uri);
    const common = { agent: false, headers: { accept: 'application/json' } } as const;
    const asked =
      url.protocol === 'https:'
        ? tlsRequest(url, { ...common, ...(ca === undefined ? {} : { ca }) })
        : plainRequest(url, common);
    const failed = (error: NodeJS.ErrnoException): void => resolve({ code: error.code ?? error.message });
    asked.on('error', failed);
    asked.on('response', (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        body += chunk;
      });
      answer.on('error', failed);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    asked.end();
  });
}

/** The code of the failure below the `TypeError` of fetch, or the status. */
export async function fetched(uri: string, init: RequestInit = {}): Promise<number | string> {
  try {
    const response = await fetch(uri, { redirect: 'manual', ...init });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { readonly code?: string } };
    return cause?.code ?? name;
  }
}
