import type { ConnectionState } from '../../models/connection.ts';

/**
 * Keeps in mind since when it is so: an attempt that ends as the one before did is no news.
 *
 * @returns takes each state in turn, and gives it back with the time at which it began
 */
export function createLastingState(first: ConnectionState): (next: ConnectionState) => ConnectionState {
  let settled = first;
  return (next) => {
    if (next.status === 'connecting') return next;
    const since = isAsBefore(settled, next) && 'since' in settled ? { since: settled.since } : {};
    settled = { ...next, ...since };
    return settled;
  };
}

function isAsBefore(before: ConnectionState, next: ConnectionState): boolean {
  if (before.status !== 'online' || next.status !== 'online') return before.status === next.status;
  return before.connection.uri === next.connection.uri;
}
