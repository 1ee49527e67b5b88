import type { Accounts } from '../accounts.ts';
import { episodeKey, movedKey, movieKey, seasonKey, showKey } from '../rating-keys.ts';
import type { Edit } from '../shelf-edit.ts';
import type { WatchRecord } from '../watch-records.ts';
import type { ItemType, PlexSection } from './plex-section.ts';
import type { ServerState } from './server-state.ts';
import type { ServerTokens } from './server-tokens.ts';

/** What tests do to a running server. Numbers are the world's; rating keys are text, as on the wire. */
export interface ServerControls {
  readonly sections: readonly { readonly key: string; readonly title: string; readonly type: 'movie' | 'show' }[];
  readonly ratingKeys: {
    movie(index: number): string;
    show(index: number): string;
    season(showIndex: number, season: number): string;
    episode(showIndex: number, season: number, number: number): string;
  };
  setStartUp(startUp: 'ready' | 'maintenance'): void;
  /** A movie of the world that was not held, added now. */
  addMovie(index: number): void;
  removeMovie(index: number): void;
  editMovie(index: number, edit: Edit): void;
  addShow(index: number): void;
  removeShow(index: number): void;
  editShow(index: number, edit: Edit): void;
  /** @param number up to 20 */
  addEpisode(showIndex: number, season: number, number: number): void;
  removeEpisode(showIndex: number, season: number, number: number): void;
  editEpisode(showIndex: number, season: number, number: number, edit: Edit): void;
  /** Makes listings tell another total than the true one. Without a function: the true one again. */
  setListedTotal(type: ItemType, total?: (truth: number) => number): void;
  /** @param userId default: the account */
  watchState(ratingKey: string, userId?: number): WatchRecord;
  setWatchState(ratingKey: string, change: Partial<WatchRecord>, userId?: number): void;
  /** The token of a user on this server, as plex.tv would give it to that user. */
  tokenOf(uuid: string): string | undefined;
  /** Nothing that was given out opens the server any more; plex.tv gives new ones. */
  rotateAccessToken(): void;
  /** The next timeline answers ask players to stop. Without a text: no more. */
  terminatePlayback(text?: string): void;
  /** A scan of one library: an activity of two seconds on the clock. */
  scan(type: 'movie' | 'show'): void;
  /** A scan that tells of so many items at once; nothing changes by it. */
  scanStorm(entries: number, type?: 'movie' | 'show'): void;
  /** Every item gets a new rating key, as after a library was made anew; titles and watch state stay. At most ten times. */
  reissueIds(): void;
  /** Answers as another server, as when an address was given to one. Without an id: as itself again. */
  pretendToBe(machineIdentifier?: string): void;
}

export function serverControls(state: ServerState, tokens: ServerTokens, accounts: Accounts): ServerControls {
  const { shelf, records } = state;
  const { id: owner } = accounts.account;
  const { machineIdentifier } = state;
  // Tests name works by their number in the world; on the shelf they may have moved.
  const at = (index: number): number => index + shelf.moved;
  const movie = (index: number): number => movieKey(at(index));
  const show = (index: number): number => showKey(at(index));
  const season = (index: number, number: number): number => seasonKey(at(index), number);
  const episode = (index: number, inSeason: number, number: number): number => episodeKey(at(index), inSeason, number);
  const sectionOfType = (type: 'movie' | 'show'): PlexSection => {
    const found = state.sections.find((section) => section.type === type);
    if (found === undefined) throw new TypeError(`the server has no library of type ${type}`);
    return found;
  };
  return {
    sections: state.sections.map(({ id, title, type }) => ({ key: String(id), title, type })),
    ratingKeys: {
      movie: (index) => String(movie(index)),
      show: (index) => String(show(index)),
      season: (index, number) => String(season(index, number)),
      episode: (index, inSeason, number) => String(episode(index, inSeason, number)),
    },
    setStartUp: (startUp) => {
      state.startUp = startUp;
    },
    addMovie: (index) => shelf.add(movie(index)),
    removeMovie: (index) => shelf.remove(movie(index)),
    editMovie: (index, edit) => shelf.edit(movie(index), edit),
    addShow: (index) => shelf.add(show(index)),
    removeShow: (index) => shelf.remove(show(index)),
    editShow: (index, edit) => shelf.edit(show(index), edit),
    addEpisode: (index, inSeason, number) => shelf.addEpisode(at(index), inSeason, number),
    removeEpisode: (index, inSeason, number) => shelf.remove(episode(index, inSeason, number)),
    editEpisode: (index, inSeason, number, edit) => shelf.edit(episode(index, inSeason, number), edit),
    setListedTotal: (type, total) => {
      if (total === undefined) state.totals.delete(type);
      else state.totals.set(type, total);
    },
    watchState: (ratingKey, userId = owner) => records.get(userId, Number(ratingKey)),
    setWatchState: (ratingKey, change, userId = owner) => records.set(userId, Number(ratingKey), change),
    tokenOf: (uuid) => {
      const user = accounts.users.find((candidate) => candidate.uuid === uuid);
      return user === undefined ? undefined : tokens.tokenFor(user, accounts.issue(user, 'mock'));
    },
    rotateAccessToken: () => tokens.rotate(),
    terminatePlayback: (text) => {
      state.termination = text === undefined ? undefined : { code: 2006, text };
    },
    scan: (type) => state.scans.scan(sectionOfType(type)),
    scanStorm: (entries, type = 'movie') => state.scans.storm(sectionOfType(type), entries),
    reissueIds: () => {
      shelf.reissue();
      records.rekey(movedKey);
    },
    pretendToBe: (id = machineIdentifier) => {
      state.machineIdentifier = id;
    },
  };
}
