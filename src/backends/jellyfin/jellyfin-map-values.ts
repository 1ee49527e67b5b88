const ticksPerMs = 10_000;

/** Ticks of 100 ns as whole milliseconds. */
export function msOf(ticks: number | undefined): number | undefined {
  return ticks === undefined ? undefined : Math.floor(ticks / ticksPerMs);
}

export const ticksOf = (ms: number): number => Math.round(ms * ticksPerMs);

/** A length of nothing is unknown. */
export function lengthMsOf(ticks: number | undefined): number | undefined {
  const ms = msOf(ticks);
  return ms === undefined || ms <= 0 ? undefined : ms;
}

/** "No date" is written as the first day of the year 1 (seen). */
const isNoDate = (date: string): boolean => date.startsWith('0001-');

/**
 * Epoch milliseconds. Servers write up to seven digits of a second and sometimes no zone; all of them mean UTC. The digits
 * are cut because not every JavaScript engine reads more than three.
 */
export function timeOf(date: string | undefined): number | undefined {
  if (date === undefined || isNoDate(date)) return undefined;
  const parts = /^(\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,3})?\d*(Z|[+-]\d\d:\d\d)?$/.exec(date);
  const [, seconds = date, fraction = '', zone = 'Z'] = parts ?? [];
  const time = Date.parse(parts === null ? date : seconds + fraction + zone);
  return Number.isNaN(time) ? undefined : time;
}

/** The day of a date that servers write as midnight UTC. */
export function dayOf(date: string | undefined): string | undefined {
  if (date === undefined || isNoDate(date)) return undefined;
  return /^\d{4}-\d\d-\d\d/.exec(date)?.[0];
}

/** Ratings go from 0 to 10; other numbers are somebody's mistake. */
export function ratingOf(value: number | undefined): number | undefined {
  return value === undefined || value < 0 || value > 10 ? undefined : value;
}
