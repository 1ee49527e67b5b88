import type { Draw } from './random.ts';

const dayMs = 86_400_000;
const firstRelease = Date.UTC(1950, 0, 1);
const lastRelease = Date.UTC(2025, 11, 31);
const firstAdded = Date.UTC(2019, 0, 1);
const lastAdded = Date.UTC(2026, 8, 30);

/** A day, at midnight UTC, in epoch milliseconds. Later decades are likelier, as on real shelves. */
export function releaseDay(draw: Draw): number {
  const days = Math.floor((lastRelease - firstRelease) / dayMs);
  return firstRelease + Math.max(draw.int(days), draw.int(days)) * dayMs;
}

/** `YYYY-MM-DD` */
export function dateText(day: number): string {
  const date = new Date(day);
  const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** Not before the release and not before 2019, when this library's owner began. */
export function addedAfter(draw: Draw, day: number): number {
  const from = Math.max(firstAdded, Math.min(day + 30 * dayMs, lastAdded - dayMs));
  return from + draw.int((lastAdded - from) / 1000) * 1000;
}
