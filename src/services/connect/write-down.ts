import type { ConnectionRepository } from '../../db/repositories/connections.ts';
import type { Clock } from '../../models/clock.ts';
import type { ProbeOutcome } from '../../models/connection.ts';
import type { SourceId } from '../../models/ids.ts';
import type { RaceOutcome } from './race.ts';
import { kindRank } from './rank.ts';

/** The server is not there: nobody is, or somebody else. */
const absences: ReadonlySet<ProbeOutcome> = new Set([
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'wrong-server',
  'not-a-media-server',
]);

/** An address that was good in this time may come back, whatever the account says. Milliseconds. */
const keptForMs = 7 * 24 * 3_600_000;

/** Keeps what a search has found out for the next one. */
export async function writeDown(
  known: Pick<ConnectionRepository, 'add' | 'record' | 'removeOutdated'>,
  id: SourceId,
  found: RaceOutcome,
  clock: Clock,
): Promise<void> {
  await known.add(id, found.fresh);
  await known.record(id, found.results, found.best?.candidate.uri);
  await known.removeOutdated(id, unnamed(found), clock.now() - keptForMs);
}

/**
 * Addresses that the account named once and does not name any more. They would be asked for ever, and may be somebody
 * else's by now: a home gets another public address, a server another relay. Only while the server is
 * found on a way as good as theirs: otherwise they may be the way back to a better one.
 */
export function unnamed({ results, best, named }: Pick<RaceOutcome, 'results' | 'best' | 'named'>): readonly string[] {
  const list = new Set(named.filter(({ origin }) => origin === 'account').map(({ uri }) => uri));
  if (best === undefined || list.size === 0) return [];
  return results
    .filter(({ candidate, outcome }) => candidate.origin === 'account' && absences.has(outcome))
    .filter(({ candidate }) => kindRank[candidate.kind] >= kindRank[best.candidate.kind] && !list.has(candidate.uri))
    .map(({ candidate }) => candidate.uri);
}
