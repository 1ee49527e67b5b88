/** Milliseconds. */
const firstMs = 2_000;
export const longestRestMs = 120_000;

/**
 * How long a server that could not be reached is left alone. Doubles with each failure; up to a fifth is taken off at
 * random, so that the clients of a server that comes back do not come all at once.
 *
 * @param failures how often in a row it was looked for in vain, 1 or more
 * @param random 0 to 1
 */
export function backOffMs(failures: number, random: number): number {
  const whole = Math.min(firstMs * 2 ** (failures - 1), longestRestMs);
  return Math.round(whole * (1 - random / 5));
}

/** When a relay is left if another address answers: the waits between the looks, the last one for ever. Milliseconds. */
export const relayLooksMs: readonly number[] = [30_000, 60_000, 120_000];
