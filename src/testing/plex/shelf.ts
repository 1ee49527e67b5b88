import type { Clock } from '../../models/clock.ts';
import { sortTitleOf } from '../catalogue/titles.ts';
import type { EpisodeWork, Holdings, MovieWork, ShowWork, World } from '../catalogue/works.ts';
import { episodeDelayMs } from '../catalogue/world.ts';
import { movedWorld, rekeyed } from './moved-world.ts';
import { episodeKey, keyStep, movedKey, movieKey, seasonKey, showKey, subjectOf } from './rating-keys.ts';
import type { Change, Edit, HeldSeason, ShelfChange } from './shelf-edit.ts';
import { TitleOrder } from './title-order.ts';

/** Real servers fetch artwork and analyse files after the scan: the row is touched a little later. */
const settledAfterMs = 3_600_000;

const range = (from: number, count: number, key: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => key(from + i));

/** What one server holds: a part of the world, and what tests changed in it. Keys are rating keys. */
export class Shelf {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #told: (what: ShelfChange, key: number) => void;
  #changes = new Map<number, Change>();
  #episodes = new Map<number, Map<number, readonly number[]>>();
  #orders: Readonly<Record<'movie' | 'show', TitleOrder>>;
  #held: Set<number>;
  #seasons: readonly number[] | undefined;
  #leaves: readonly number[] | undefined;
  /** Grows with each change, and nothing else is known of it: Plex calls it `contentChangedAt`. */
  readonly changed: { movie: number; show: number } = { movie: 1000, show: 1000 };

  /** How far the place of a work is from its place in the world. */
  moved = 0;

  /** @param told hears of every change, after it was made */
  constructor(
    world: World,
    holdings: Holdings,
    clock: Clock,
    told: (what: ShelfChange, key: number) => void = () => {},
  ) {
    this.#world = movedWorld(world, () => this.moved);
    this.#clock = clock;
    this.#told = told;
    const movies = range(holdings.movies.from, holdings.movies.count, movieKey);
    const shows = range(holdings.shows.from, holdings.shows.count, showKey);
    this.#held = new Set([...movies, ...shows]);
    this.#orders = this.#ordered(movies, shows);
  }

  /** Everything gets another key, as after a library was made anew. At most ten times. */
  reissue(): void {
    this.moved += keyStep;
    const { movie, show } = this.#orders;
    this.#orders = this.#ordered(movie.all().map(movedKey), show.all().map(movedKey));
    this.#held = new Set([...this.#held].map(movedKey));
    this.#changes = rekeyed(this.#changes, movedKey);
    this.#episodes = rekeyed(this.#episodes, (index) => index + keyStep);
    this.#touch('movie');
    this.#touch('show');
  }

  movieKeys(): readonly number[] {
    return this.#orders.movie.all();
  }

  showKeys(): readonly number[] {
    return this.#orders.show.all();
  }

  /** By show title, then season. */
  seasonKeys(): readonly number[] {
    this.#seasons ??= this.#perShow((index) => this.seasonsOf(index).map(({ number }) => seasonKey(index, number)));
    return this.#seasons;
  }

  /** By show title, season, number. */
  episodeKeys(): readonly number[] {
    this.#leaves ??= this.#perShow((index) => this.episodeKeysOf(index));
    return this.#leaves;
  }

  has(key: number): boolean {
    const subject = subjectOf(key);
    if (subject === undefined) return false;
    if (subject.kind === 'movie' || subject.kind === 'show') return this.#held.has(key);
    if (!this.#held.has(showKey(subject.index))) return false;
    const season = this.seasonsOf(subject.index).find(({ number }) => number === subject.season);
    return season !== undefined && (subject.kind === 'season' || season.episodes.includes(subject.number));
  }

  movie(index: number): MovieWork {
    return { ...this.#world.movie(index), ...this.#changes.get(movieKey(index))?.fields };
  }

  show(index: number): ShowWork {
    return { ...this.#world.show(index), ...this.#changes.get(showKey(index))?.fields };
  }

  episode(index: number, season: number, number: number): EpisodeWork {
    const work = this.#world.episode(index, season, number);
    return { ...work, ...this.#changes.get(episodeKey(index, season, number))?.fields, show: this.show(index) };
  }

  /** Seasons without episodes are gone, as on a real server. */
  seasonsOf(showIndex: number): readonly HeldSeason[] {
    const own = this.#episodes.get(showIndex);
    if (own === undefined) {
      return this.#world.show(showIndex).seasons.map(({ number, episodes }) => ({
        number,
        episodes: range(1, episodes, (n) => n),
      }));
    }
    return [...own]
      .filter(([, episodes]) => episodes.length > 0)
      .map(([number, episodes]) => ({ number, episodes }))
      .sort((a, b) => a.number - b.number);
  }

  episodeKeysOf(showIndex: number): readonly number[] {
    return this.seasonsOf(showIndex).flatMap(({ number, episodes }) =>
      episodes.map((episode) => episodeKey(showIndex, number, episode)),
    );
  }

  sortTitle(key: number): string {
    const subject = subjectOf(key);
    if (subject?.kind !== 'movie' && subject?.kind !== 'show') return '';
    return this.#changes.get(key)?.fields.sortTitle ?? this.#world.sortTitle(subject.kind, subject.index);
  }

  /** Epoch milliseconds. */
  addedAt(key: number): number {
    const changed = this.#changes.get(key)?.fields.addedAt;
    if (changed !== undefined) return changed;
    const subject = subjectOf(key);
    if (subject === undefined) return 0;
    if (subject.kind === 'movie' || subject.kind === 'show') return this.#world.addedAt(subject.kind, subject.index);
    const show = this.#world.addedAt('show', subject.index);
    return show + episodeDelayMs(subject.season, subject.kind === 'episode' ? subject.number : 0);
  }

  /** Epoch milliseconds. Watching does not move it. */
  updatedAt(key: number): number {
    return this.#changes.get(key)?.updatedAt ?? this.addedAt(key) + settledAfterMs;
  }

  /** Adds a movie or show of the world that is not held, as new now. */
  add(key: number): void {
    const subject = subjectOf(key);
    if (this.#held.has(key) || (subject?.kind !== 'movie' && subject?.kind !== 'show')) return;
    this.#held.add(key);
    this.#change(key, { addedAt: this.#now() });
    this.#orders[subject.kind].insert(key);
    this.#told('added', key);
  }

  remove(key: number): void {
    const subject = subjectOf(key);
    if (subject === undefined || !this.has(key)) return;
    if (subject.kind === 'movie' || subject.kind === 'show') {
      this.#orders[subject.kind].remove(key);
      this.#held.delete(key);
    } else {
      const own = this.#ownEpisodes(subject.index);
      const left = subject.kind === 'season' ? [] : (own.get(subject.season) ?? []);
      own.set(
        subject.season,
        left.filter((number) => subject.kind === 'episode' && number !== subject.number),
      );
    }
    this.#touch(subject.kind === 'movie' ? 'movie' : 'show');
    this.#told('removed', key);
  }

  edit(key: number, fields: Edit): void {
    const subject = subjectOf(key);
    if (subject === undefined || !this.has(key)) return;
    const ordered = subject.kind === 'movie' || subject.kind === 'show' ? this.#orders[subject.kind] : undefined;
    const moves = fields.title === undefined ? undefined : ordered;
    moves?.remove(key);
    this.#change(key, {
      ...fields,
      ...(fields.title === undefined ? {} : { sortTitle: sortTitleOf(fields.title) }),
    });
    moves?.insert(key);
    this.#told('updated', key);
  }

  /** @param number up to 20 */
  addEpisode(showIndex: number, season: number, number: number): void {
    const own = this.#ownEpisodes(showIndex);
    const there = own.get(season) ?? [];
    if (there.includes(number)) return;
    if (there.length === 0) this.#change(seasonKey(showIndex, season), { addedAt: this.#now() });
    own.set(
      season,
      [...there, number].sort((a, b) => a - b),
    );
    this.#change(episodeKey(showIndex, season, number), { addedAt: this.#now() });
    this.#change(showKey(showIndex), {});
    this.#told('added', episodeKey(showIndex, season, number));
  }

  #ordered(movies: readonly number[], shows: readonly number[]): Readonly<Record<'movie' | 'show', TitleOrder>> {
    const titleOf = (key: number): string => this.sortTitle(key);
    return { movie: new TitleOrder(movies, titleOf), show: new TitleOrder(shows, titleOf) };
  }

  #ownEpisodes(showIndex: number): Map<number, readonly number[]> {
    const known = this.#episodes.get(showIndex);
    if (known !== undefined) return known;
    const own = new Map(this.seasonsOf(showIndex).map(({ number, episodes }) => [number, episodes]));
    this.#episodes.set(showIndex, own);
    return own;
  }

  #perShow(keysOf: (index: number) => readonly number[]): readonly number[] {
    return this.showKeys().flatMap((key) => keysOf(key - showKey(0)));
  }

  #change(key: number, fields: Change['fields']): void {
    this.#changes.set(key, {
      fields: { ...this.#changes.get(key)?.fields, ...fields },
      updatedAt: this.#now(),
    });
    this.#touch(subjectOf(key)?.kind === 'movie' ? 'movie' : 'show');
  }

  #touch(section: 'movie' | 'show'): void {
    this.changed[section] += 1;
    if (section === 'movie') return;
    this.#seasons = undefined;
    this.#leaves = undefined;
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000) * 1000;
  }
}
