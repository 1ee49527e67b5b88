import type { Candidate, Connection, ConnectionKind, ProbeResult } from '../../models/connection.ts';
import type { RaceOutcome } from './race.ts';
import { bestOf, explainChoice } from './rank.ts';
import { connectionOf } from './search.ts';

/** What a race means for its source. */
export type Verdict =
  | { readonly status: 'online'; readonly chosen: Connection; readonly candidate: Candidate; readonly reason: string }
  | { readonly status: 'needs-sign-in' | 'offline'; readonly chosen?: undefined; readonly reason: string };

const refusal = (uri: string, kind: ConnectionKind): string => `${uri} (${kind}) refuses the credential; sign in again`;

/**
 * A source needs a sign-in only when its own server refused the credential, nobody could renew it, and that is known for
 * certain. A credential that is forbidden something is good: signing in again would change nothing.
 */
export function verdictOf({ results, best, away }: RaceOutcome): Verdict {
  if (best !== undefined) {
    const { candidate } = best;
    return { status: 'online', chosen: connectionOf(candidate), candidate, reason: explainChoice(best, results) };
  }
  const refused = bestOf(results, 'unauthorized');
  if (refused !== undefined && away === undefined) {
    return { status: 'needs-sign-in', reason: refusal(refused.candidate.uri, refused.candidate.kind) };
  }
  const tried = results.map(({ candidate, reason }) => `${candidate.uri}: ${reason}`).join('; ');
  const nothing = tried === '' ? 'no address of this server is known' : `no address is good: ${tried}`;
  return { status: 'offline', reason: away ?? nothing };
}

/** The chosen one first, then the good ones, those that are not good, and those of which nothing is known. */
export function chosenFirst(results: readonly ProbeResult[], chosen: Connection | undefined): readonly ProbeResult[] {
  const order = ({ candidate, outcome }: ProbeResult): number =>
    candidate.uri === chosen?.uri ? 0 : outcome === 'ok' ? 1 : outcome === 'cancelled' ? 3 : 2;
  return [...results].sort((a, b) => order(a) - order(b));
}
