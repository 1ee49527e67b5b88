import { isMediafoldError } from '../../errors.ts';
import type { Clock } from '../../models/clock.ts';
import { createSharedRuns } from '../../models/shared-runs.ts';
import { within } from '../within.ts';
import type { SourceConnection } from './source-state.ts';

export interface Freshness {
  /**
   * Whether the address in use may get the credential: the server was seen there a moment ago, or says who it is now.
   *
   * @param longestMs an address that was quiet for so long is not asked: it is worth a whole search
   * @throws {MediafoldError} `cancelled`
   */
  isGood(connection: SourceConnection, signal: AbortSignal | undefined, longestMs: number): Promise<boolean>;
  /** Resolves when nobody is asked any more. */
  settled(): Promise<void>;
}

export interface FreshnessOptions {
  readonly clock: Clock;
  /** For addresses with a certificate, which vouches for who is there; milliseconds. */
  readonly staleAfterMs: number;
  readonly closing: AbortSignal;
}

/** Over plain http whoever has the address now would get the credential, so the question who that is comes sooner. */
const plainStaleAfterMs = 60_000;
/** Whoever is there answers in that time; else the others are asked too. */
const answerMs = 1_000;

export function createFreshness({ clock, staleAfterMs, closing }: FreshnessOptions): Freshness {
  const checks = createSharedRuns<SourceConnection, boolean>('check');
  const quietMs = ({ goodAt }: SourceConnection): number => Math.abs(clock.now() - goodAt);

  function isFresh(connection: SourceConnection): boolean {
    const { inUse } = connection;
    const longestMs = inUse?.secure ? staleAfterMs : Math.min(staleAfterMs, plainStaleAfterMs);
    return inUse !== undefined && quietMs(connection) < longestMs;
  }

  return {
    async isGood(connection, signal, longestMs) {
      if (isFresh(connection)) return true;
      if (connection.inUse === undefined || quietMs(connection) >= longestMs) return false;
      const check = (shared: AbortSignal): Promise<boolean> => connection.check(AbortSignal.any([shared, closing]));
      try {
        const limit = { clock, operation: 'check', signal };
        await within(answerMs, limit, (call) => checks.join(connection, call.signal, check));
        // And not what the check says: a search that began meanwhile knows better, and may not have found anything yet.
        return isFresh(connection);
      } catch (error) {
        if (isMediafoldError(error) && error.code === 'timeout') return false;
        throw error;
      }
    },
    settled: () => checks.stopAll(),
  };
}
