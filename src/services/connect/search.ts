import type { MediaBackend } from '../../backends/media-backend.ts';
import type { Candidate, Connection } from '../../models/connection.ts';
import type { Logger } from '../../models/logger.ts';
import { failureText } from '../failure-text.ts';
import { within } from '../within.ts';
import type { LanAddresses } from './lan-addresses.ts';
import { type AskForAddresses, type RaceOptions, type RaceOutcome, race } from './race.ts';

export interface SearchOptions extends Omit<RaceOptions, 'addresses' | 'renew'> {
  /** Addresses from storage. */
  readonly stored: readonly Candidate[];
  readonly logger: Logger;
  /** Default true. */
  readonly askForAddresses?: boolean;
  /** Asked beside whom the backend asks. */
  readonly lanAddresses?: LanAddresses | undefined;
  /** Default true. */
  readonly mayRenew?: boolean | undefined;
}

export function connectionOf({ uri, kind, secure }: Candidate): Connection {
  return { uri, kind, secure };
}

/** A race among a source's addresses, in which the backend itself is asked for others and for a fresh credential. */
export function search(backend: MediaBackend, options: SearchOptions): Promise<RaceOutcome> {
  const { stored, askForAddresses = true, lanAddresses, mayRenew = true, ...rest } = options;
  // A person who pinned one means that one, whatever else may be good.
  const pinned = stored.filter((candidate) => candidate.pinned);
  const askers: AskForAddresses[] = [];
  if (backend.discovery !== undefined) askers.push((signal) => advertised(backend, options, signal));
  if (lanAddresses !== undefined) askers.push((signal) => lanAddresses(backend.source, { signal }));
  return race(backend, pinned.length > 0 ? pinned : stored, {
    ...rest,
    addresses: askForAddresses && pinned.length === 0 ? askers : [],
    ...(mayRenew ? { renew: (refused, signal) => renewed(backend, options, refused, signal) } : {}),
  });
}

/**
 * Its failure loses nothing: the stored addresses stay. It may ask a server that is gone, so it has no longer than an
 * address has.
 */
async function advertised(
  backend: MediaBackend,
  { clock, logger, probeTimeoutMs }: SearchOptions,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  try {
    const limit = { clock, operation: 'ask for addresses', signal };
    return await within(probeTimeoutMs, limit, async (call) => (await backend.discovery?.candidates(call)) ?? []);
  } catch (error) {
    if (signal.aborted) throw error;
    logger.warn({ sourceId: backend.source.id, error: failureText(error) }, 'could not ask for other addresses');
    return [];
  }
}

/**
 * A credential that the right server refuses may be renewable without the person. Those who are asked for it have as long
 * as two addresses: they answer several questions for it, and one that says nothing must not keep the app waiting.
 */
async function renewed(
  backend: MediaBackend,
  { clock, probeTimeoutMs }: SearchOptions,
  refused: Candidate,
  signal: AbortSignal,
): Promise<boolean | string> {
  backend.useConnection(connectionOf(refused));
  try {
    const limit = { clock, operation: 'renew the credential', signal };
    return await within(2 * probeTimeoutMs, limit, (call) => backend.renewCredential(call));
  } catch (error) {
    if (signal.aborted) throw error;
    return `the credential could not be renewed now: ${failureText(error)}`;
  }
}
