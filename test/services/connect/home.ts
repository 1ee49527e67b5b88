import './loaded-parts.ts';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/models/clock.ts';
import type { Candidate, ConnectionKind, ConnectionState } from '../../../src/models/connection.ts';
import type { Environment } from '../../../src/models/environment.ts';
import { secret } from '../../../src/models/secret.ts';
import type { SignedInServer, Source } from '../../../src/models/source.ts';
import type { Mediafold } from '../../../src/services/mediafold.ts';
import type { FakeClock, Holdings, MockJellyfin } from '../../../src/testing/index.ts';
import { createNetwork, type Network } from '../../../src/testing/network/network.ts';
import type { Place, PlaceOptions } from '../../../src/testing/network/place.ts';
import { until } from '../../until.ts';
import { few } from '../household.ts';
import {
  catalogueFile,
  jellyfin,
  jellyfinLogin,
  openAt,
  type PlexHouse,
  plex,
  plexLogin,
  storedSource,
} from '../setting.ts';

type Spots = Readonly<Record<string, Omit<PlaceOptions, 'server'> & { readonly kind: ConnectionKind }>>;

/** A linked source whose addresses are places of a network that the test scripts. */
export interface Home<Name extends string> {
  readonly fold: Mediafold;
  readonly source: Source;
  readonly path: string;
  readonly network: Network;
  readonly places: Readonly<Record<Name, Place>>;
  /** What an app was told so far, and takes away. */
  told(): readonly string[];
}

export interface PlexHome<Name extends string> extends Home<Name>, PlexHouse {}

export interface JellyfinHome<Name extends string> extends Home<Name> {
  readonly server: MockJellyfin;
}

interface HomeOptions<Name extends string> {
  readonly places: Readonly<Record<Name, Spots[string]>>;
  readonly clock?: Clock | undefined;
  readonly environment?: (network: Network) => Partial<Environment>;
  readonly holdings?: Holdings;
  /** Those that are stored. Default: all. */
  readonly stored?: readonly NoInfer<Name>[];
}

interface PlexHomeOptions<Name extends string> extends HomeOptions<Name> {
  /** The only address that plex.tv names. Default: one at which nothing is. */
  readonly advertised?: NoInfer<Name>;
  /** No account behind it: nobody to ask for addresses. */
  readonly serverTokenOnly?: boolean;
}

export async function plexHome<Name extends string>(options: PlexHomeOptions<Name>): Promise<PlexHome<Name>> {
  const { advertised, serverTokenOnly = false } = options;
  const house = await plex(options.holdings ?? few, { ownAccessToken: true });
  const { server, account } = house;
  const { network, places } = await settle(options.places, server.url);
  const to = advertised === undefined ? 'http://127.0.0.1:9' : places[advertised].uri;
  account.plexTv.faults.add({ path: '/api/v2/resources', action: { kind: 'replace', from: server.url, to } });
  const home = await moveIn(options, { network, places }, { plexTvUrl: account.plexTv.url }, async (fold) => {
    const login = await plexLogin(fold, house);
    const credential = { type: 'plex-server-token', token: secret(server.accessToken) } as const;
    return serverTokenOnly ? { ...login, credential } : login;
  });
  server.log.clear();
  account.plexTv.log.clear();
  return { ...house, ...home, network, places };
}

export async function jellyfinHome<Name extends string>(
  options: HomeOptions<Name> & { readonly keepPassword?: boolean },
): Promise<JellyfinHome<Name>> {
  const server = await jellyfin(options.holdings ?? few);
  const { network, places } = await settle(options.places, server.url);
  // Else what the server believes to be its address would be a way past the places.
  const hidden = { kind: 'replace', from: server.url, to: 'http://127.0.0.1:9' } as const;
  server.faults.add({ path: '/System/Info/Public', action: hidden });
  const { keepPassword = false } = options;
  const home = await moveIn(options, { network, places }, {}, (fold) => jellyfinLogin(fold, server, { keepPassword }));
  server.log.clear();
  return { ...home, server, network, places };
}

async function settle<Name extends string>(
  spots: Readonly<Record<Name, Spots[string]>>,
  url: string,
): Promise<{ readonly network: Network; readonly places: Readonly<Record<Name, Place>> }> {
  const network = createNetwork();
  onTestFinished(() => network.close());
  const places: Partial<Record<Name, Place>> = {};
  for (const name of Object.keys(spots) as Name[]) {
    places[name] = await network.add({ ...spots[name], server: { url }, label: name });
  }
  return { network, places: places as Record<Name, Place> };
}

async function moveIn<Name extends string>(
  { places: spots, clock, environment, stored = Object.keys(spots) as Name[] }: HomeOptions<Name>,
  { network, places }: Pick<Home<Name>, 'network' | 'places'>,
  open: { readonly plexTvUrl?: string },
  logIn: (fold: Mediafold) => Promise<SignedInServer>,
): Promise<Pick<Home<Name>, 'fold' | 'source' | 'path' | 'told'>> {
  const path = catalogueFile();
  const given = { ...(clock === undefined ? {} : { clock }), ...environment?.(network) };
  const fold = await openAt(path, { ...open, environment: given });
  const login = await logIn(fold);
  const candidates = stored.map(
    (name): Candidate => ({
      uri: places[name].uri,
      kind: spots[name].kind,
      secure: places[name].secure,
      origin: 'account',
    }),
  );
  const source = await storedSource(path, { ...login, candidates });
  const events: string[] = [];
  fold.connections.onState((_, state) => events.push(sentenceOf(state)));
  return { fold, source, path, told: () => events.splice(0) };
}

const sentenceOf = (state: ConnectionState): string =>
  state.status === 'online' ? `online ${state.connection.kind}` : state.status;

/** Moves the clock in small steps while sockets do their work, until the promise settles. @returns how far it went */
export async function passing(clock: FakeClock, stepMs: number, promise: Promise<unknown>): Promise<number> {
  const startedAt = clock.now();
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  const step = async (): Promise<boolean> => {
    // Measured in turns, not in real time: on a loaded machine a deadline would come before the sockets had their turn.
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    if (!settled) await clock.advance(stepMs);
    return settled;
  };
  await until(step);
  return clock.now() - startedAt;
}
