import type { EpisodeWork, Holdings, MovieWork, ShowWork, World } from '../catalogue/works.ts';
import { addressOf, type Handle, handleOf } from './item-ids.ts';
import type { EpisodeItem, Item, SeasonItem } from './items.ts';
import { shelvedItem } from './shelved-items.ts';
import { defaultShelves, homeOf, type ShelfPlan, type Shelved, shelvedIn } from './shelves.ts';
import type { LibraryChange } from './socket/changes.ts';

export interface Library {
  /** Grows with every change of what is there, so that sorted lists can be kept until then. */
  readonly generation: number;
  /** The libraries; their place in this list is the index of their view and of their folder. */
  readonly shelves: readonly ShelfPlan[];
  /** Box sets, music and photos. Generated worlds have none. */
  readonly shelved: Shelved;
  /** Undefined when there is no such item (any more). */
  item(handle: Handle): Item | undefined;
  /** World numbers, in the order in which the server came to hold them. */
  movies(shelf?: number): readonly number[];
  shows(): readonly number[];
  seasons(show: number): readonly SeasonItem[];
  /** With the missing one, if the series has one. */
  episodes(show: number, season?: number): readonly EpisodeItem[];
  sortTitle(kind: 'movie' | 'show', index: number): string;
  /** When its metadata was last saved, epoch milliseconds. */
  savedAt(item: Item): number;
  /** Nothing that was there at the start was saved after this, epoch milliseconds. */
  readonly unchangedSince: number;
  /** Items saved since the server was started. */
  savedLately(): ReadonlyMap<Handle, number>;
  removeMovie(index: number): void;
  editMovie(index: number, changes: Partial<MovieWork>): void;
  /** The next film of the world. @param changes what differs from it @returns its number */
  addMovie(changes?: Partial<MovieWork>): number;
  /** Its file has another name: for the server one film went and another one came. @returns its new number */
  renameMovie(index: number): number;
  /** Came since the server was started. */
  cameLately(handle: Handle): boolean;
}

/** One series in five announces an episode that nobody has a file of. */
const announcing = 5;

export interface LibraryOptions {
  readonly world: World;
  readonly holdings: Holdings;
  /** Default: one for the films and one for the shows. */
  readonly shelves?: readonly ShelfPlan[];
  readonly now: () => number;
  /** Hears of every change, after it was made. */
  readonly changed?: (what: LibraryChange, handle: Handle) => void;
}

/** What the server holds. Works are made when they are asked for; only changes take memory. */
export function createLibrary({
  world,
  holdings,
  shelves = defaultShelves(holdings),
  now,
  changed = () => {},
}: LibraryOptions): Library {
  const range = ({ from, count }: { from: number; count: number }): number[] =>
    Array.from({ length: count }, (_, i) => from + i);
  let movies = range(holdings.movies);
  const shows = range(holdings.shows);
  const held = new Set(shows);
  let heldMovies = new Set(movies);
  const edits = new Map<number, Partial<MovieWork>>();
  const revisions = new Map<Handle, number>();
  const saved = new Map<Handle, number>();
  const came = new Set<Handle>();
  /** What was there at the start was saved before it, at the latest this long. */
  const savedBefore = now() - 60 * 60_000;
  let generation = 0;
  let next = holdings.movies.from + holdings.movies.count;

  const touch = (handle: Handle): void => {
    generation += 1;
    saved.set(handle, now());
    revisions.set(handle, (revisions.get(handle) ?? 0) + 1);
  };
  const revision = (handle: Handle): number => revisions.get(handle) ?? 0;

  const seasonItem = (show: ShowWork, season: number, episodes: number): SeasonItem => {
    const handle = handleOf('season', show.index, season);
    return { kind: 'season', handle, revision: revision(handle), show, season, episodes };
  };
  const episodeItem = (show: ShowWork, season: number, number: number, virtual: boolean): EpisodeItem => {
    const handle = handleOf('episode', show.index, season, number);
    const work = virtual ? announced(world, show, season, number) : world.episode(show.index, season, number);
    return { kind: 'episode', handle, revision: revision(handle), work, virtual };
  };
  const missing = (show: ShowWork): { season: number; number: number } | undefined => {
    const last = show.seasons.at(-1);
    return show.complete !== true && show.index % announcing === 1 && last !== undefined
      ? { season: last.number, number: last.episodes + 1 }
      : undefined;
  };

  const shelved = shelvedIn(world);
  const shelfMovies = shelves.filter((shelf) => shelf.movies !== undefined).length;
  const movieAt = (index: number): MovieWork | undefined => {
    if (!heldMovies.has(index)) return undefined;
    const changes = edits.get(index);
    const work = world.movie(index);
    return changes === undefined ? work : { ...work, ...changes };
  };

  const remove = (index: number): void => {
    if (!heldMovies.has(index)) throw new TypeError(`the server has no movie ${index}`);
    const handle = handleOf('movie', index);
    movies = movies.filter((each) => each !== index);
    heldMovies = new Set(movies);
    saved.delete(handle);
    generation += 1;
    changed('removed', handle);
  };
  const add = (changes: Partial<MovieWork>): number => {
    const index = next;
    const handle = handleOf('movie', index);
    next += 1;
    movies = [...movies, index];
    heldMovies.add(index);
    edits.set(index, { ...changes, index });
    came.add(handle);
    touch(handle);
    changed('added', handle);
    return index;
  };

  const library: Library = {
    shelves,
    shelved,
    get generation() {
      return generation;
    },
    unchangedSince: savedBefore,
    item: (handle) => {
      const { kind, index, season, number } = addressOf(handle);
      if (kind === 'root') return index === 0 ? { kind, handle, revision: 0, name: 'Media Folders' } : undefined;
      if (kind === 'view' || kind === 'folder') {
        const found = shelves[index];
        if (found === undefined) return undefined;
        const { collectionType } = found;
        const name = kind === 'view' ? found.name : found.directory;
        return { kind, handle, revision: 0, name, collectionType };
      }
      if (kind === 'movie') {
        const work = movieAt(index);
        return work && { kind, handle, revision: revision(handle), work };
      }
      if (kind !== 'series' && kind !== 'season' && kind !== 'episode') {
        return shelvedItem({ shelved, movie: movieAt, revision }, handle);
      }
      if (!held.has(index)) return undefined;
      const show = world.show(index);
      if (kind === 'series') return { kind, handle, revision: revision(handle), work: show };
      const episodes = show.seasons.find((each) => each.number === season)?.episodes;
      if (episodes === undefined) return undefined;
      if (kind === 'season') return seasonItem(show, season, episodes);
      const gap = missing(show);
      const virtual = gap?.season === season && gap.number === number;
      return virtual || (number >= 1 && number <= episodes) ? episodeItem(show, season, number, virtual) : undefined;
    },
    movies: (shelf) => {
      if (shelf === undefined || shelfMovies === 1) return movies;
      return movies.filter((index) => homeOf(shelves, handleOf('movie', index)) === shelf);
    },
    shows: () => shows,
    seasons: (index) => {
      const show = world.show(index);
      return show.seasons.map(({ number, episodes }) => seasonItem(show, number, episodes));
    },
    episodes: (index, only) => {
      const show = world.show(index);
      const gap = missing(show);
      return show.seasons.flatMap(({ number: season, episodes }) => {
        if (only !== undefined && only !== season) return [];
        const count = episodes + (gap?.season === season ? 1 : 0);
        return Array.from({ length: count }, (_, i) => episodeItem(show, season, i + 1, i + 1 > episodes));
      });
    },
    sortTitle: (kind, index) =>
      (kind === 'movie' ? edits.get(index)?.sortTitle : undefined) ?? world.sortTitle(kind, index),
    savedAt: (item) => saved.get(item.handle) ?? Math.min(savedBefore, addedAtOf(item) ?? savedBefore),
    savedLately: () => saved,
    cameLately: (handle) => came.has(handle),
    removeMovie: remove,
    editMovie: (index, changes) => {
      if (!heldMovies.has(index)) throw new TypeError(`the server has no movie ${index}`);
      const sort = changes.title === undefined ? {} : { sortTitle: changes.title.toLowerCase() };
      edits.set(index, { ...edits.get(index), ...sort, ...changes });
      touch(handleOf('movie', index));
      changed('updated', handleOf('movie', index));
    },
    addMovie: (changes = {}) => {
      const sort = changes.title === undefined ? {} : { sortTitle: changes.title.toLowerCase() };
      return add({ addedAt: Math.floor(now() / 1000) * 1000, ...sort, ...changes });
    },
    renameMovie: (index) => {
      const work = movieAt(index);
      remove(index);
      return add(work ?? {});
    },
  };
  return library;
}

/** A week after the last episode that there is; its own words, so that nobody takes it for another one. */
function announced(world: World, show: ShowWork, season: number, number: number): EpisodeWork {
  const last = world.episode(show.index, season, number - 1);
  const day = new Date(Date.parse(last.releaseDate) + 7 * 86_400_000);
  return {
    ...last,
    number,
    title: `Episode ${number}`,
    releaseDate: day.toISOString().slice(0, 10),
    tvdb: '',
    tmdb: '',
  };
}

/** Undefined for libraries. A season comes with its first episode, a series with its first season. */
export function addedAtOf(item: Item): number | undefined {
  switch (item.kind) {
    case 'movie':
    case 'series':
    case 'episode':
      return item.work.addedAt;
    case 'season':
      return item.show.addedAt;
    case 'boxset':
    case 'album':
      return item.work.addedAt;
    case 'track':
      return item.album.addedAt;
    default:
      return undefined;
  }
}
