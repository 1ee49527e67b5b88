import type { ItemKind } from '../../src/models/item.ts';
import type { SignedInServer, Source } from '../../src/models/source.ts';
import type { Mediafold } from '../../src/services/mediafold.ts';
import type { Faults, Holdings, LoggedRequest, RequestLog } from '../../src/testing/index.ts';
import { catalogueFile, idsIn, jellyfin, jellyfinLogin, openAt, plex, plexLogin } from './setting.ts';

/** One running server of either vendor: what tests of the catalogue do to it, and what it truly holds. */
export interface House {
  readonly name: string;
  readonly plexTvUrl?: string;
  readonly faults: Faults;
  /** Where movies are listed and counted. */
  readonly moviesPath: string;
  readonly librariesPath: string;
  /** Where the rows and the libraries are in an answer. */
  readonly rows: string;
  readonly libraries: string;
  readonly rowId: string;
  readonly rowType: string;
  login(fold: Mediafold): Promise<SignedInServer>;
  /** Asked from the server itself, past everything that is tested. */
  idsOf(kind: ItemKind): Promise<readonly string[]>;
  movieId(index: number): string;
  /** @param index of a movie that the world has and the server has not */
  addMovie(index: number): void;
  editMovie(index: number, title: string): void;
  removeMovie(index: number): void;
  offTotals(offset: number): void;
  /** Requests for rows so far; those that only count are not among them. */
  listings(): readonly LoggedRequest[];
  readonly log: RequestLog;
  revoke(): void;
  setStarting(starting: boolean): void;
}

async function ask(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const answer = await fetch(url, { headers: { accept: 'application/json', ...headers } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}

const listsRows = ({ query }: LoggedRequest): boolean =>
  (query.get('limit') ?? query.get('X-Plex-Container-Size')) !== '0';

const jellyfinTypes: Partial<Record<ItemKind, string>> = {
  movie: 'Movie',
  show: 'Series',
  season: 'Season',
  episode: 'Episode',
};

export async function jellyfinHouse(holdings: Holdings): Promise<House> {
  const server = await jellyfin(holdings);
  return {
    name: 'Jellyfin',
    faults: server.faults,
    log: server.log,
    moviesPath: '/Items',
    librariesPath: '/UserViews',
    rows: 'Items',
    libraries: 'Items',
    rowId: 'Id',
    rowType: 'Type',
    login: (fold) => jellyfinLogin(fold, server),
    async idsOf(kind) {
      const query = `userId=${server.users[0]?.id}&recursive=true&includeItemTypes=${jellyfinTypes[kind]}`;
      const headers = { authorization: `MediaBrowser Token="${server.apiKey}"` };
      const { Items } = (await ask(`${server.url}/Items?${query}`, headers)) as { Items: readonly { Id: string }[] };
      return Items.map(({ Id }) => Id).sort();
    },
    movieId: (index) => server.movieId(index),
    addMovie: (index) => {
      const added = server.addMovie();
      if (added !== index) throw new Error(`the next movie is ${added}, not ${index}`);
    },
    editMovie: (index, title) => server.editMovie(index, { title }),
    removeMovie: (index) => server.removeMovie(index),
    offTotals: (offset) => server.setTotalOffset(offset),
    listings: () => server.log.to('/Items').filter(listsRows),
    revoke: () => server.revokeTokens(),
    setStarting: (starting) => server.setStartUp(starting ? 'loading' : 'ready'),
  };
}

const plexTypes: Partial<Record<ItemKind, number>> = { movie: 1, show: 2, season: 3, episode: 4 };

export async function plexHouse(holdings: Holdings): Promise<House> {
  const { account, server } = await plex(holdings, { ownAccessToken: true });
  return {
    name: 'Plex',
    plexTvUrl: account.plexTv.url,
    faults: server.faults,
    log: server.log,
    moviesPath: '/library/sections/1/all',
    librariesPath: '/library/sections',
    rows: 'MediaContainer.Metadata',
    libraries: 'MediaContainer.Directory',
    rowId: 'ratingKey',
    rowType: 'type',
    login: (fold) => plexLogin(fold, { account }),
    async idsOf(kind) {
      const url = `${server.url}/library/sections/${kind === 'movie' ? 1 : 2}/all?type=${plexTypes[kind]}`;
      const { MediaContainer } = (await ask(url, { 'x-plex-token': server.accessToken })) as {
        MediaContainer: { Metadata?: readonly { ratingKey: string }[] };
      };
      return (MediaContainer.Metadata ?? []).map(({ ratingKey }) => ratingKey).sort();
    },
    movieId: (index) => server.ratingKeys.movie(index),
    addMovie: (index) => server.addMovie(index),
    editMovie: (index, title) => server.editMovie(index, { title }),
    removeMovie: (index) => server.removeMovie(index),
    offTotals: (offset) => {
      for (const type of ['movie', 'show', 'season', 'episode'] as const) {
        server.setListedTotal(type, offset === 0 ? undefined : (truth) => truth + offset);
      }
    },
    listings: () => server.log.to(/^\/library\/sections\/\d+\/all$/).filter(listsRows),
    revoke: () => {
      account.revokeAccountToken();
      server.rotateAccessToken();
    },
    setStarting: (starting) => server.setStartUp(starting ? 'maintenance' : 'ready'),
  };
}

export const houses: readonly { readonly vendor: string; readonly start: (holdings: Holdings) => Promise<House> }[] = [
  { vendor: 'Jellyfin', start: jellyfinHouse },
  { vendor: 'Plex', start: plexHouse },
];

export interface OpenHouse {
  readonly house: House;
  readonly fold: Mediafold;
  readonly source: Source;
  readonly path: string;
  /** Closes the catalogue and opens its file again, as the next start of an app does. */
  reopen(): Promise<Mediafold>;
  /** What the catalogue shows of this server. */
  ids(kind?: ItemKind): Promise<readonly string[]>;
}

/** A server and a catalogue that is linked to it, not synced yet. */
export async function openHouse(start: (holdings: Holdings) => Promise<House>, holdings: Holdings): Promise<OpenHouse> {
  const house = await start(holdings);
  const path = catalogueFile();
  const options = house.plexTvUrl === undefined ? {} : { plexTvUrl: house.plexTvUrl };
  let fold = await openAt(path, options);
  const { source } = await fold.signIn.add(await house.login(fold));
  return {
    house,
    fold,
    source,
    path,
    async reopen() {
      await fold.close();
      fold = await openAt(path, options);
      return fold;
    },
    ids: (kind) => idsIn(fold, source, kind),
  };
}

/** The row at which a request for rows begins. */
export const startOf = ({ query }: LoggedRequest): number =>
  Number(query.get('startIndex') ?? query.get('X-Plex-Container-Start'));

/**
 * How many requests a run sends to the movies' path only to count, before it lists: for faults that are to hit a page.
 * Tried out with a catalogue in memory.
 */
export async function countsOf(house: House): Promise<number> {
  const fold = await openAt(':memory:', house.plexTvUrl === undefined ? {} : { plexTvUrl: house.plexTvUrl });
  const { source } = await fold.signIn.add(await house.login(fold));
  house.log.clear();
  await fold.sync.run(source.id);
  await fold.close();
  const counts = house.log.to(house.moviesPath).filter((request) => !listsRows(request)).length;
  house.log.clear();
  return counts;
}
