import type { Accounts } from '../accounts.ts';
import { episodeKey, movieKey, seasonKey, showKey } from '../rating-keys.ts';
import type { Edit } from '../shelf.ts';
import type { WatchRecord } from '../watch-records.ts';
import type { ItemType, ServerState } from './server-state.ts';
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
}

export function serverControls(state: ServerState, tokens: ServerTokens, accounts: Accounts): ServerControls {
  const { shelf, records } = state;
  const { id: owner } = accounts.account;
  return {
    sections: state.sections.map(({ id, title, type }) => ({ key: String(id), title, type })),
    ratingKeys: {
      movie: (index) => String(movieKey(index)),
      show: (index) => String(showKey(index)),
      season: (index, season) => String(seasonKey(index, season)),
      episode: (index, season, number) => String(episodeKey(index, season, number)),
    },
    setStartUp: (startUp) => {
      state.startUp = startUp;
    },
    addMovie: (index) => shelf.add(movieKey(index)),
    removeMovie: (index) => shelf.remove(movieKey(index)),
    editMovie: (index, edit) => shelf.edit(movieKey(index), edit),
    addShow: (index) => shelf.add(showKey(index)),
    removeShow: (index) => shelf.remove(showKey(index)),
    editShow: (index, edit) => shelf.edit(showKey(index), edit),
    addEpisode: (index, season, number) => shelf.addEpisode(index, season, number),
    removeEpisode: (index, season, number) => shelf.remove(episodeKey(index, season, number)),
    editEpisode: (index, season, number, edit) => shelf.edit(episodeKey(index, season, number), edit),
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
  };
}
