import { networkInterfaces } from 'node:os';
import { type Clock, systemClock } from '../../models/clock.ts';
import { createAuthority } from '../http/authority.ts';
import { repeatableRandom } from '../http/repeatable-random.ts';
import { credentialsIn } from './credentials-in.ts';
import { type Place, type PlaceOptions, type RunningPlace, startPlace } from './place.ts';

export interface NetworkOptions {
  readonly clock?: Clock;
  /** From 0 up to, not including, 1: for jitter. Default: the same row in each run. */
  readonly random?: () => number;
}

/** What happened at one place. Plain data. */
export interface PlaceStory {
  readonly label: string;
  readonly uri: string;
  /** Connections that were opened. */
  readonly connections: number;
  readonly requests: readonly {
    /** Epoch milliseconds on the network's clock. */
    readonly at: number;
    readonly method: string;
    readonly path: string;
    /** Absent when no answer was finished. */
    readonly status?: number;
    /** Whether it carried a credential. */
    readonly token: boolean;
  }[];
  /** In the clear, each once. */
  readonly tokens: readonly string[];
}

/** Addresses that behave as a script says, on real sockets of this machine, in front of servers that run already. */
export interface Network {
  /** PEM of the authority behind the good certificates of its places. */
  readonly ca: string;
  /** In the order in which they were added. */
  readonly places: readonly Place[];
  /** @throws Error the address cannot be listened at */
  add(options: PlaceOptions): Promise<Place>;
  /** What happened since the network began, or was last cleared. */
  story(): readonly PlaceStory[];
  /** The record of every place begins anew. */
  clear(): void;
  /** Ends every connection. The servers behind stay. */
  close(): Promise<void>;
}

export function createNetwork(options: NetworkOptions = {}): Network {
  const { clock = systemClock, random = repeatableRandom(1) } = options;
  const authority = createAuthority();
  const places: RunningPlace[] = [];
  let closed = false;
  return {
    ca: authority.ca,
    places,
    add: async (place) => {
      if (closed) throw new Error('the network is closed');
      const running = await startPlace(place, { clock, random, authority });
      places.push(running);
      return running;
    },
    story: () => places.map(storyOf),
    clear: () => {
      for (const place of places) place.clear();
    },
    close: async () => {
      closed = true;
      await Promise.all(places.map((place) => place.close()));
    },
  };
}

/** Whether a place can have the host `::1` here. */
export function hasLoopbackIpv6(): boolean {
  return Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));
}

function storyOf({ label, uri, connections, log, tokens }: Place): PlaceStory {
  const requests = log.all().map((request) => {
    const { at, method, path, status } = request;
    const token = credentialsIn(request).length > 0;
    return { at, method, path, ...(status === undefined ? {} : { status }), token };
  });
  return { label, uri, connections, requests, tokens };
}
