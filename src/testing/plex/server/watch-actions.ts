import { episodeKey, subjectOf } from '../rating-keys.ts';
import { seconds } from '../wire.ts';
import type { ServerState } from './server-state.ts';

/** Positions before this are dropped, as seen. */
const shortestResumeMs = 60_000;
/** The server preference `LibraryVideoPlayedThreshold`, at its default. */
const playedShare = 0.9;

/** The things that can be watched under a key: itself, or its episodes. */
export function leavesOf(state: ServerState, key: number): readonly number[] {
  const subject = subjectOf(key);
  if (subject?.kind === 'show') return state.shelf.episodeKeysOf(subject.index);
  if (subject?.kind !== 'season') return [key];
  const season = state.shelf.seasonsOf(subject.index).find(({ number }) => number === subject.season);
  return (season?.episodes ?? []).map((number) => episodeKey(subject.index, subject.season, number));
}

/** Counts one more play each time it is called, and takes the resume point away. */
export function markPlayed(state: ServerState, userId: number, key: number): void {
  for (const leaf of leavesOf(state, key)) {
    const { viewCount } = state.records.get(userId, leaf);
    const lastViewedAt = seconds(state.clock.now());
    state.records.set(userId, leaf, { viewCount: viewCount + 1, viewOffset: 0, lastViewedAt });
    // A scrobble leaves a trace there too: seen since 1.30, against the official document.
    state.history.add({ userId, key: leaf, viewedAt: lastViewedAt });
  }
}

/** Leaves `lastViewedAt` as it is: no filter shows that something was marked unplayed. */
export function markUnplayed(state: ServerState, userId: number, key: number): void {
  for (const leaf of leavesOf(state, key)) state.records.set(userId, leaf, { viewCount: 0, viewOffset: 0 });
}

/** @param rating 0 to 10; below 0 takes it away */
export function rate(state: ServerState, userId: number, key: number, rating: number): void {
  if (rating < 0) state.records.clearRating(userId, key);
  else state.records.set(userId, key, { userRating: rating, lastRatedAt: seconds(state.clock.now()) });
}

export interface Play {
  readonly userId: number;
  readonly key: number;
  readonly timeMs: number;
  readonly durationMs: number;
  readonly stopped: boolean;
  /** One run of a player: crossing the threshold counts once in it. */
  readonly session: string;
}

/** Follows players. The threshold is judged per session (seen on 1.43). */
export function createPlayTracker(state: ServerState): (play: Play) => void {
  const crossed = new Set<string>();
  return ({ userId, key, timeMs, durationMs, stopped, session }) => {
    const run = `${userId} ${key} ${session}`;
    const lastViewedAt = seconds(state.clock.now());
    if (timeMs >= durationMs * playedShare) {
      if (!crossed.has(run)) markPlayed(state, userId, key);
      crossed.add(run);
    } else if (timeMs >= shortestResumeMs) {
      state.records.set(userId, key, { viewOffset: timeMs, lastViewedAt });
    }
    if (stopped) crossed.delete(run);
  };
}
