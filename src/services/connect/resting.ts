import { MediafoldError } from '../../errors.ts';
import type { SourceId } from '../../models/ids.ts';
import { longestRestMs } from './back-off.ts';
import type { SourceConnection } from './source-state.ts';

/** How long a server that was looked for in vain is still left alone, milliseconds. */
export function restOf({ restsUntil }: Pick<SourceConnection, 'restsUntil'>, now: number): number {
  const left = restsUntil - now;
  // No rest is that long: the clock was put back meanwhile.
  return left > longestRestMs ? 0 : Math.max(0, left);
}

/**
 * A server that was looked for in vain a moment ago is left alone: its callers are told at once.
 *
 * @throws {MediafoldError} `unavailable` with `retryAfterMs`
 */
export function refuseWhileResting(id: SourceId, connection: SourceConnection, now: number): void {
  const { state } = connection;
  const retryAfterMs = restOf(connection, now);
  if (state.status !== 'offline' || retryAfterMs === 0) return;
  const message = `${state.reason} (asked again in ${Math.ceil(retryAfterMs / 1000)} s)`;
  throw new MediafoldError('unavailable', message, { operation: 'connect', sourceId: id, retryAfterMs });
}
