import type { Clock } from '../../models/clock.ts';
import { sortTitleOf } from '../catalogue/titles.ts';
import type { EpisodeWork, Holdings, MovieWork, ShowWork, World } from '../catalogue/works.ts';
import { episodeDelayMs } from '../catalogue/world.ts';
import { episodeKey, movieKey, seasonKey, showKey, subjectOf } from './rating-keys.ts';
import { TitleOrder } from './title-order.ts';

export interface Edit {
  readonly title?: string;
  readonly overview?: string;
  readonly year?: number;
  readonly genres?: readonly string[];
}

export interface HeldSeason {
  readonly number: number;
  readonly episodes: readonly number[];
}

interface Change {
  readonly fields: Edit & { readonly sortTitle?: string; readonly addedAt?: number };
  readonly updatedAt: number;
}

/** Real servers fetch artwork and analyse files after the scan: the row is touched a little later. */
const settledAfterMs = 3_600_000;

const range = (from: number, count: number, key: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => key(from + i));

/** What one server holds: a part of the world, and what tests changed in it. Keys are rating keys. */
export class Shelf {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #changes = new Map<number, Change>();
  readonly #episodes = new Map<number, Map<number, readonly number[]>>();
  readonly #orders: Readonly<Record<'movie' | 'show', TitleOrder>>;
  readonly #held: Set<number>;
  #leaves: { readonly seasons: readonly number[]; readonly episodes: readonly number[] } | undefined;
  /** Grows with each change, and nothing else is known of it: Plex calls it `contentChangedAt`. */
  readonly changed: { movie: number; show: number } = { movie: 1000, show: 1000 };

  constructor(world: World, holdings: Holdings, clock: Clock) {
    this.#world = world;
    this.#clock = clock;
    const movies = range(holdings.movies.from, holdings.movies.count, movieKey);
    const shows = range(holdings.shows.from, holdings.shows.count, showKey);
    this.#held = new Set([...movies, ...shows]);
    const titleOf = (key: number): string => this.sortTitle(key);
    this.#orders = { movie: new TitleOrder(movies, titleOf), show: new TitleOrder(shows, titleOf) };
  }

  movieKeys(): readonly number[] {
    return this.#orders.movie.all();
  }

  showKeys(): readonly number[] {
    return this.#orders.show.all();
  }

  /** By show title, then season. */
  seasonKeys(): readonly number[] {
    return this.#allLeaves().seasons;
  }

  /** By show title, season, number. */
  episodeKeys(): readonly number[] {
    return this.#allLeaves().episodes;
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
  }

  #ownEpisodes(showIndex: number): Map<number, readonly number[]> {
    const known = this.#episodes.get(showIndex);
    if (known !== undefined) return known;
    const own = new Map(this.seasonsOf(showIndex).map(({ number, episodes }) => [number, episodes]));
    this.#episodes.set(showIndex, own);
    return own;
  }

  #allLeaves(): { readonly seasons: readonly number[]; readonly episodes: readonly number[] } {
    if (this.#leaves === undefined) {
      const seasons: number[] = [];
      const episodes: number[] = [];
      for (const key of this.showKeys()) {
        const index = key - showKey(0);
        for (const season of this.seasonsOf(index)) {
          seasons.push(seasonKey(index, season.number));
          for (const number of season.episodes) episodes.push(episodeKey(index, season.number, number));
        }
      }
      this.#leaves = { seasons, episodes };
    }
    return this.#leaves;
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
    if (section === 'show') this.#leaves = undefined;
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000) * 1000;
  }
}
