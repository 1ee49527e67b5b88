import './loaded-parts.ts';
import fc from 'fast-check';
import { createJellyfinBackend, jellyfinTokenAuth } from '../../../src/backends/jellyfin/jellyfin.ts';
import type { MediaBackend } from '../../../src/backends/media-backend.ts';
import { createPlexBackend, plexTokenAuth } from '../../../src/backends/plex/plex.ts';
import type { Candidate, ProbeResult } from '../../../src/models/connection.ts';
import type { PlexTokenCredential } from '../../../src/models/credential.ts';
import { environment } from '../../../src/models/environment.ts';
import { serverId, sourceId, userId } from '../../../src/models/ids.ts';
import { secret } from '../../../src/models/secret.ts';
import { raceTimes } from '../../../src/services/connect/race-policy.ts';
import { search } from '../../../src/services/connect/search.ts';
import { type Dweller, type Sent, type Spot, scriptedFetch, type Vendor, type World } from './scripted-world.ts';
import { VirtualClock } from './virtual-clock.ts';

export const probeTimeoutMs = 5_000;
const tokens = { old: 'token-from-last-year', fresh: 'token-of-today' };

export interface Place {
  readonly candidate: Candidate;
  readonly spot: Spot;
}

export interface Scene {
  readonly type: 'plex' | 'jellyfin';
  readonly stored: readonly Place[];
  /** What plex.tv names beside them. */
  readonly advertised: readonly Place[];
  readonly account: Spot;
  /** Whether plex.tv gives another token than the one that is stored. */
  readonly hasFreshToken: boolean;
  readonly all: boolean;
  /** Whether somebody wants to hear of better addresses later. */
  readonly listens: boolean;
}

export interface Ending {
  readonly ms: number;
  readonly chosen: ProbeResult | undefined;
  readonly results: readonly ProbeResult[];
  readonly fresh: readonly Candidate[];
  readonly sent: readonly Sent[];
  readonly better: readonly ProbeResult[];
  /** Addresses that were still asked when the choice was made. */
  readonly under: readonly string[];
  /** Who still sleeps on the clock after everything was closed. */
  readonly sleeping: number;
}

const accountOrigin = 'https://account.invalid';

const plexVendor: Vendor = {
  serverId: 'machine-1',
  isIdentity: (path) => path === '/identity',
  identity: (machineIdentifier) => ({ MediaContainer: { machineIdentifier, version: '1.43.0' } }),
  good: () => ({ MediaContainer: { machineIdentifier: 'machine-1', friendlyName: 'Attic' } }),
  tokenIn: (headers) => headers.get('x-plex-token') ?? undefined,
};

const jellyfinVendor: Vendor = {
  serverId: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  isIdentity: (path) => path === '/System/Info/Public',
  identity: (Id) => ({ Id, ServerName: 'Cellar', Version: '10.11.2', ProductName: 'Jellyfin Server' }),
  good: () => ({ Id: 'u1', Name: 'marit' }),
  tokenIn: (headers) => /Token="([^"]+)"/.exec(headers.get('authorization') ?? '')?.[1],
};

function resources({ advertised, hasFreshToken }: Scene): unknown {
  const connections = advertised.map(({ candidate: { uri, kind, secure } }) => ({
    protocol: secure ? 'https' : 'http',
    uri,
    local: kind === 'local',
    relay: kind === 'relay',
  }));
  const accessToken = hasFreshToken ? tokens.fresh : tokens.old;
  return [{ name: 'Attic', clientIdentifier: plexVendor.serverId, provides: 'server', accessToken, connections }];
}

export async function play(scene: Scene): Promise<Ending> {
  const clock = new VirtualClock();
  const vendor = scene.type === 'plex' ? plexVendor : jellyfinVendor;
  const everybody = [...scene.advertised, ...scene.stored];
  const world: World = {
    spots: new Map(everybody.map(({ candidate, spot }) => [candidate.uri, spot])),
    ...{ vendor, tokens },
    account: { origin: accountOrigin, spot: scene.account, answer: () => resources(scene) },
  };
  const { fetch, sent } = scriptedFetch(world, clock);
  const env = environment({ fetch, clock, random: () => 0.5 });
  const backend = backendOf(scene, vendor, env);
  const startedAt = clock.now();
  const better: ProbeResult[] = [];
  const found = await clock.run(
    search(backend, {
      ...{ clock, probeTimeoutMs, times: raceTimes, logger: env.logger, all: scene.all },
      stored: scene.stored.map(({ candidate }) => candidate),
      onBetter: scene.listens ? (result) => better.push(result) : undefined,
    }),
  );
  const ms = clock.now() - startedAt;
  await clock.runOut(0);
  const under = sent
    .filter(({ end, origin }) => end === undefined && origin !== accountOrigin)
    .map(({ origin }) => origin);
  await clock.runOut(probeTimeoutMs);
  found.stop();
  await backend.close();
  // Of an account that does not answer, requests may still be waited for: they are nobody's race.
  await clock.runOut(300_000);
  const { results, fresh, best: chosen } = found;
  return { ms, chosen, results, fresh, sent, better, under, sleeping: clock.sleeping };
}

function backendOf(scene: Scene, vendor: Vendor, env: ReturnType<typeof environment>): MediaBackend {
  const identity = { product: 'Random', version: '1.0.0', deviceName: 'Random', deviceId: 'device-1' };
  const about = { id: sourceId('s1'), name: 'Home', deviceId: identity.deviceId };
  const source = { ...about, type: scene.type, serverId: serverId(vendor.serverId), userId: userId('u1') };
  const context = { environment: env, identity, source };
  if (scene.type === 'jellyfin') {
    const credential = { type: 'jellyfin-token', token: secret(tokens.old) } as const;
    return createJellyfinBackend(jellyfinTokenAuth(credential, context), context);
  }
  const plexContext = { ...context, plexTvUrl: accountOrigin };
  const [accountToken, serverToken] = [secret('account-token'), secret(tokens.old)];
  const credential: PlexTokenCredential = { type: 'plex-token', accountToken, serverToken };
  return createPlexBackend(plexTokenAuth(credential, plexContext), plexContext);
}

const dwellers: readonly Dweller[] = [
  ...(['stranger', 'portal', 'portal-redirect', 'starting', 'wants-new-token', 'refuses-token', 'forbids'] as const),
  ...(['refused', 'dns', 'reset', 'tls', 'silent', 'half-open', 'stalls'] as const),
];

const delayMs = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 7_000 }));

const spot = (share: number): fc.Arbitrary<Spot> =>
  fc.record({
    dweller: fc.oneof(
      { arbitrary: fc.constant<Dweller>('server'), weight: share },
      { arbitrary: fc.constantFrom(...dwellers), weight: 10 - share },
    ),
    delayMs,
  });

/** Private and public hosts, so that the rule about plain http has something to do. */
const hosts = ['192.168.7.', '203.0.113.'] as const;

const place = (from: number, share: number): fc.Arbitrary<Place> =>
  fc
    .record({
      host: fc.constantFrom(...hosts),
      number: fc.integer({ min: from, max: from + 60 }),
      kind: fc.constantFrom('local' as const, 'direct' as const, 'relay' as const),
      secure: fc.boolean(),
      spot: spot(share),
    })
    .map(({ host, number, kind, secure, spot }) => ({
      spot,
      candidate: { uri: `${secure ? 'https' : 'http'}://${host}${number}:32400`, kind, secure, origin: 'account' },
    }));

const uriOf = { selector: ({ candidate }: Place) => candidate.uri };

export function scenes(type: Scene['type']): fc.Arbitrary<Scene> {
  return fc.integer({ min: 0, max: 4 }).chain((share) =>
    fc
      .record({
        type: fc.constant(type),
        stored: fc.uniqueArray(place(1, share), { ...uriOf, maxLength: 7 }),
        advertised:
          type === 'plex' ? fc.uniqueArray(place(40, share), { ...uriOf, maxLength: 4 }) : fc.constant<Place[]>([]),
        account: spot(5),
        hasFreshToken: fc.boolean(),
        all: fc.boolean(),
        listens: fc.boolean(),
        remembered: fc.nat({ max: 12 }),
      })
      .map(({ remembered, ...scene }) => ({
        ...scene,
        // The same address is the same place, whoever names it.
        advertised: scene.advertised.map(
          (each) => scene.stored.find(({ candidate }) => candidate.uri === each.candidate.uri) ?? each,
        ),
        stored: scene.stored.map(({ spot, candidate }, index) => ({
          spot,
          candidate:
            index === remembered && candidate.kind !== 'relay'
              ? { ...candidate, origin: 'remembered' as const }
              : candidate,
        })),
      })),
  );
}
