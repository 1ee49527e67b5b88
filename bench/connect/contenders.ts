import { MyPlexAccount } from '@ctrl/plex';
import * as jellyfinSdk from '@jellyfin/sdk';
import type { Crowd, CrowdKind } from './crowd.ts';
import { connectOnce } from './source.ts';

export interface Contender {
  readonly name: string;
  /** What is timed, for people. */
  readonly work: string;
  /** Some take seconds where an address is silent: those get few runs. */
  readonly runs: Readonly<Record<CrowdKind, { readonly full: number; readonly quick: number }>>;
  /** @returns milliseconds; rejects when it is not the good address in the end */
  connect(crowd: Crowd): Promise<number>;
}

/** The part of @jellyfin/sdk that is run here: its own declarations cannot be read by Node's rules. */
interface Discovery {
  getRecommendedServers(servers: readonly string[]): Promise<readonly { readonly address: string }[]>;
  findBestServer(servers: readonly unknown[]): { readonly address: string } | undefined;
}

const many = { full: 50, quick: 3 };

const mediafoldPlex: Contender = {
  name: 'mediafold, Plex',
  work: 'who are you, then is my token good',
  runs: { alone: many, refused: many, silent: many },
  connect: async ({ plex, plexServer }) => {
    const { candidates, ...server } = plexServer;
    const { ms, report } = await connectOnce({ server, candidates, plexTvUrl: plex.plexTv.url });
    mustBe(report.chosen?.uri, plex.servers[0]?.url);
    return ms;
  },
};

const mediafoldJellyfin: Contender = {
  name: 'mediafold, Jellyfin',
  work: 'who are you, then is my token good',
  runs: { alone: many, refused: many, silent: many },
  connect: async ({ jellyfin, jellyfinServer }) => {
    const { candidates, ...server } = jellyfinServer;
    const { ms, report } = await connectOnce({ server, candidates });
    mustBe(report.chosen?.uri, jellyfin.url);
    return ms;
  },
};

const ctrlPlex: Contender = {
  name: '@ctrl/plex',
  work: 'resource.connect(false): the first that answers, with the token at once',
  runs: { alone: many, refused: many, silent: { full: 5, quick: 1 } },
  connect: async ({ plex }) => {
    const [server] = plex.servers;
    // The library has the address of plex.tv written into it. Nothing but the host of a request is changed.
    const real = globalThis.fetch;
    globalThis.fetch = (input, init) =>
      real(typeof input === 'string' ? input.replace(/^https:\/\/plex\.tv/, plex.plexTv.url) : input, init);
    try {
      const account = await new MyPlexAccount(null, '', '', plex.account.token).connect();
      const resource = await account.resource(server?.name ?? '');
      const startedAt = performance.now();
      const found = await resource.connect(false);
      const ms = performance.now() - startedAt;
      mustBe(found.baseurl, server?.url);
      return ms;
    } finally {
      globalThis.fetch = real;
    }
  },
};

const jellyfinDiscovery: Contender = {
  name: '@jellyfin/sdk',
  work: 'discovery over the same addresses: who are you, without a token',
  runs: { alone: many, refused: many, silent: { full: 5, quick: 1 } },
  connect: async ({ jellyfin, jellyfinServer }) => {
    const { Jellyfin } = jellyfinSdk as unknown as { Jellyfin: new (options: object) => { discovery: Discovery } };
    const { discovery } = new Jellyfin({
      clientInfo: { name: 'bench', version: '1' },
      deviceInfo: { name: 'bench', id: 'bench' },
    });
    const addresses = jellyfinServer.candidates.map(({ uri }) => uri);
    const startedAt = performance.now();
    const best = discovery.findBestServer(await discovery.getRecommendedServers(addresses));
    const ms = performance.now() - startedAt;
    mustBe(best?.address, jellyfin.url);
    return ms;
  },
};

export const contenders: readonly Contender[] = [mediafoldPlex, mediafoldJellyfin, ctrlPlex, jellyfinDiscovery];

function mustBe(found: string | undefined, good: string | undefined): void {
  if (found === undefined || found !== good) throw new Error(`connected to ${found}, the good one is ${good}`);
}
