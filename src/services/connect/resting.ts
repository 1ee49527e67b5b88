import { MediafoldError } from '../../errors.ts';
import type { SourceId } from '../../models/ids.ts';
import type { OpenBackends } from '../open-backends.ts';
import { longestRestMs } from './back-off.ts';
import type { SourceConnection } from './source-state.ts';

/** How long a server that was looked for in vain is still left alone, milliseconds. */
export function restOf({ restsUntil }: Pick<SourceConnection, 'restsUntil'>, now: number): number {
  const left = restsUntil - now;
  // No rest is that long: the clock was put back meanwhile.
  return left > longestRestMs ? 0 : Math.max(0, left);
}

/**
 * A server that was looked for in vain a moment ago is left alone, and so is one that refused the credential, and whoever
 * might have renewed that, as long as it is the one that is stored: the callers are told at once.
 *
 * @throws {MediafoldError} `unavailable` with `retryAfterMs`, `unauthorized`
 */
export async function refuseWhileResting(
  id: SourceId,
  connection: SourceConnection,
  backends: OpenBackends,
  now: number,
): Promise<void> {
  const { state, refused } = connection;
  const retryAfterMs = restOf(connection, now);
  if (retryAfterMs === 0) return;
  if (state.status === 'offline') {
    const message = `${state.reason} (asked again in ${Math.ceil(retryAfterMs / 1000)} s)`;
    throw new MediafoldError('unavailable', message, { operation: 'connect', sourceId: id, retryAfterMs });
  }
  if (state.status !== 'needs-sign-in' || refused === undefined) return;
  // Another process may have signed in since.
  await backends.refresh(id);
  if ((await backends.get(id).catch(() => undefined)) !== refused) return;
  throw new MediafoldError('unauthorized', state.reason, { operation: 'connect', sourceId: id });
}
