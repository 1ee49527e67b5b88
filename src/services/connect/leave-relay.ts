import type { MediaBackend } from '../../backends/media-backend.ts';
import type { Candidate, ProbeResult } from '../../models/connection.ts';
import { relayLooksMs } from './back-off.ts';
import type { RaceOutcome } from './race.ts';
import { isRelay } from './race-policy.ts';
import { type SearchOptions, search } from './search.ts';

export interface LeaveRelayOptions extends Omit<SearchOptions, 'stored' | 'askForAddresses' | 'all' | 'mayRenew'> {
  readonly signal: AbortSignal;
  /** The addresses that are known now. */
  readonly addresses: () => Promise<readonly Candidate[]>;
  /** Whether it is time again to ask for others: one that the account names only now has to be heard of somehow. */
  readonly mayAskForAddresses: () => boolean;
  /** Told of each look, whatever came of it. */
  readonly onLook: (found: RaceOutcome) => Promise<void>;
}

/**
 * While a relay is in use: looks for another good address, less and less often.
 *
 * @returns the first that answers; undefined when the relay is to be kept
 * @throws {MediafoldError} `cancelled`
 */
export async function wayOffRelay(backend: MediaBackend, options: LeaveRelayOptions): Promise<ProbeResult | undefined> {
  const { addresses, mayAskForAddresses, onLook, ...rest } = options;
  const { clock, signal } = rest;
  for (let look = 0; !signal.aborted; look += 1) {
    await clock.sleep(relayLooksMs[Math.min(look, relayLooksMs.length - 1)] ?? 0, signal);
    const known = await addresses();
    // A person who pinned the relay means it.
    if (known.some(({ pinned }) => pinned)) return undefined;
    const stored = known.filter((candidate) => !isRelay(candidate));
    const how = { stored, all: false, mayRenew: false, askForAddresses: mayAskForAddresses() };
    const found = await search(backend, { ...rest, ...how });
    if (signal.aborted) return undefined;
    await onLook(found);
    if (found.best !== undefined && !isRelay(found.best.candidate)) return found.best;
  }
  return undefined;
}
