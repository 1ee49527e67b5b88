import { type Clock, systemClock } from '../../models/clock.ts';
import type { Holdings, MovieWork, World } from '../catalogue/works.ts';
import { type AccountControls, accountControls } from './account-controls.ts';
import { createAccounts, type UserOptions } from './accounts.ts';
import { normalBasePath } from './base-path.ts';
import { handleOf, itemIds } from './item-ids.ts';
import { createLibrary } from './library.ts';
import { sortedLists } from './ordering.ts';
import { createQuickConnect } from './quick-connect.ts';
import { renameMovie } from './rename-movie.ts';
import type { MockServer, StartUp } from './server.ts';
import { createSessions } from './sessions.ts';
import type { CollectionType, ShelfPlan } from './shelves.ts';
import { createChanges } from './socket/changes.ts';
import { goLive, type LiveControls, type LiveOptions } from './socket/live-server.ts';
import { upgradeTo } from './upgrade.ts';
import { createUserStates } from './user-state.ts';
import { versionTraits } from './version-table.ts';
import type { JellyfinVersion } from './version-traits.ts';
import { type WatchControls, watchControls } from './watch-controls.ts';
import { hexOf } from './wire-values.ts';

export interface MockJellyfinOptions extends LiveOptions {
  readonly world: World;
  readonly holdings: Holdings;
  /** The libraries. Default: one for the films and one for the shows. */
  readonly shelves?: readonly ShelfPlan[];
  /** Servers of one world, one name and equal holdings are the same server: they have one server id. */
  readonly name?: string;
  /** Default `12.0.0`. Drives routes, ways to carry a token, start-up and the small differences between versions. */
  readonly version?: JellyfinVersion;
  /** Default: as the version has it (off in 12.0). Cannot be switched off before 10.11. */
  readonly enableLegacyAuthorization?: boolean;
  /** Default true. */
  readonly quickConnect?: boolean;
  /** `/jellyfin`. Default: none. */
  readonly basePath?: string;
  /** Default: one ordinary user and one administrator. */
  readonly users?: readonly UserOptions[];
  readonly clock?: Clock;
  /** Default `ready`. */
  readonly startUp?: StartUp;
  /** 32 hex digits. Default: follows from the world, the name and the holdings. */
  readonly serverId?: string;
}

export type { MockWatchState } from './watch-controls.ts';

export interface MockJellyfin extends LiveControls, WatchControls, AccountControls {
  /** With the base path, without a trailing slash. */
  readonly url: string;
  readonly serverId: string;
  readonly name: string;
  /** The one that runs now. */
  readonly version: JellyfinVersion;
  readonly users: readonly { readonly id: string; readonly name: string; readonly password: string }[];
  /** A key that an administrator made. */
  readonly apiKey: string;
  readonly libraries: readonly {
    readonly id: string;
    readonly name: string;
    readonly collectionType: CollectionType;
  }[];
  /** What a person does in the web client. Default: the first user. @throws {TypeError} when nothing waits with it */
  approveQuickConnect(code: string, userName?: string): void;
  /** Ends every Quick Connect request at once, as ten minutes do. */
  expireQuickConnect(): void;
  /** Of one user, or of all. API keys stay. */
  revokeTokens(userName?: string): void;
  setStartUp(phase: StartUp): void;
  /**
   * Restarts as a newer version, as {@link LiveControls.restart} does. Users, tokens, ids and watch state stay; ways to
   * carry a token change as the version has them.
   *
   * @throws {TypeError} when a real server cannot be brought from its version to this one
   */
  upgrade(version: JellyfinVersion): void;
  /** @param index the movie's number in the world @throws {TypeError} when the server does not hold it */
  removeMovie(index: number): void;
  editMovie(index: number, changes: Partial<MovieWork>): void;
  /** The next one of the world, added now. @param changes what differs from it @returns its number */
  addMovie(changes?: Partial<MovieWork>): number;
  /** Its file has another name: a new id, with the watch state of those who have one. @returns its new number */
  renameMovie(index: number): number;
  /** Saves so many films anew, as a scan does that replaces metadata. Nothing else is changed by it. */
  scanStorm(entries: number): void;
  /** The item's id on this server, to ask for it without a listing. */
  movieId(index: number): string;
  showId(index: number): string;
  episodeId(show: number, season: number, number: number): string;
  /** Added to the total of every page, as if rows came or went while a client is paging. */
  setTotalOffset(offset: number): void;
}

const defaultUsers: readonly UserOptions[] = [
  { name: 'marit', password: 'kites over water' },
  { name: 'warden', password: 'seven old keys', admin: true },
];

/** A Jellyfin server on a real socket. It answers as the given version does; see the version table for how they differ. */
export async function startMockJellyfin(options: MockJellyfinOptions): Promise<MockJellyfin> {
  const { world, holdings, name = 'Lantern', version = '12.0.0', clock = systemClock } = options;
  const { movies, shows } = holdings;
  const traits = versionTraits[version];
  const identity = [world.seed, name, movies.from, movies.count, shows.from, shows.count];
  const serverId = options.serverId ?? hexOf('server', ...identity);
  const users = options.users ?? defaultUsers;
  const basePath = normalBasePath(options.basePath);
  const accounts = createAccounts(serverId, users, () => server.traits);
  const changes = createChanges();
  const library = createLibrary({
    world,
    holdings,
    ...(options.shelves === undefined ? {} : { shelves: options.shelves }),
    now: () => clock.now(),
    changed: changes.library,
  });
  const legacyDefault = traits.legacyAuthorization !== 'off';
  const server: MockServer = {
    serverId,
    name,
    version,
    traits,
    basePath,
    clock,
    accounts,
    quickConnect: createQuickConnect({
      enabled: options.quickConnect ?? true,
      seed: serverId,
      now: () => clock.now(),
      signIn: (account, device) => accounts.signIn(account, device, clock.now()),
    }),
    sessions: createSessions(),
    library,
    lists: sortedLists(library),
    ids: itemIds(world.seed),
    states: createUserStates(changes.userData),
    settings: {
      legacyAuthorization:
        traits.legacyAuthorization === 'forced' || (options.enableLegacyAuthorization ?? legacyDefault),
      startUp: options.startUp ?? 'ready',
      totalOffset: 0,
      childCounts: 0,
    },
    address: '',
  };
  const apiKey = accounts.addKey('Mock', clock.now()).value;
  const live = await goLive(server, changes, options);
  const accountOf = (userName: string) => {
    const account = accounts.byName(userName);
    if (account === undefined) throw new TypeError(`no user is called ${userName}`);
    return account;
  };
  return {
    ...live.controls,
    ...watchControls(server, accountOf),
    ...accountControls(accounts, accountOf, () => live.review()),
    url: server.address,
    serverId,
    name,
    get version() {
      return server.version;
    },
    users: accounts.all,
    apiKey,
    get libraries() {
      return library.shelves.map(({ name, collectionType }, at) => ({
        id: server.ids.idOf(handleOf('view', at)),
        name,
        collectionType,
      }));
    },
    approveQuickConnect: (code, userName = users[0]?.name ?? '') => {
      const account = accountOf(userName);
      try {
        server.quickConnect.authorize(code, account);
      } catch {
        throw new TypeError(`no Quick Connect request with the code ${code} is waiting`);
      }
    },
    expireQuickConnect: () => server.quickConnect.expireAll(),
    revokeTokens: (userName) => {
      accounts.revokeAll(userName);
      live.review();
    },
    setStartUp: (phase) => {
      server.settings.startUp = phase;
      if (phase !== 'ready') live.goAway();
    },
    upgrade: (to) => {
      upgradeTo(server, to);
      live.controls.restart();
    },
    removeMovie: library.removeMovie,
    editMovie: library.editMovie,
    addMovie: library.addMovie,
    renameMovie: (index) => renameMovie(server, index),
    scanStorm: (entries) => {
      for (const index of library.movies().slice(0, entries)) library.editMovie(index, {});
    },
    movieId: (index) => server.ids.idOf(handleOf('movie', index)),
    showId: (index) => server.ids.idOf(handleOf('series', index)),
    episodeId: (show, season, number) => server.ids.idOf(handleOf('episode', show, season, number)),
    setTotalOffset: (offset) => {
      server.settings.totalOffset = offset;
    },
  };
}
