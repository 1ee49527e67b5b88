import type { UserRow } from './user-state.ts';
import { ticks } from './wire-values.ts';

/** The server's defaults, which an administrator can change. */
const minResumePercent = 5;
const maxResumePercent = 90;
const minResumeDuration = ticks(300_000);
const lastSecond = ticks(1000);

/** `POST /UserPlayedItems`. A date counts one more play at each call; without one the count is at least 1. */
export function markPlayed(row: UserRow, now: number, datePlayed: number | undefined): void {
  row.playCount = datePlayed === undefined ? Math.max(1, row.playCount) : row.playCount + 1;
  row.lastPlayedAt = datePlayed ?? row.lastPlayedAt ?? now;
  row.played = true;
  row.positionTicks = 0;
}

export function markUnplayed(row: UserRow): void {
  row.played = false;
  row.playCount = 0;
  row.positionTicks = 0;
  delete row.lastPlayedAt;
}

export function reportStart(row: UserRow, now: number): void {
  row.playCount += 1;
  row.lastPlayedAt = now;
  row.played = false;
}

/**
 * Progress and stop: near the beginning nothing is stored, near the end the item is played, and short or endless
 * items have no place to resume at.
 */
export function reportPosition(row: UserRow, position: number, runtime: number | undefined): void {
  row.positionTicks = 0;
  if (runtime === undefined) {
    row.played = true;
    return;
  }
  const percent = (position / runtime) * 100;
  if (percent < minResumePercent) return;
  if (percent > maxResumePercent || position >= runtime - lastSecond || runtime < minResumeDuration) {
    row.played = true;
    return;
  }
  row.positionTicks = position;
}

/** A stop without a position counts as watched to the end, and as one more play. */
export function reportStopWithoutPosition(row: UserRow): void {
  row.playCount += 1;
  row.played = true;
  row.positionTicks = 0;
}
