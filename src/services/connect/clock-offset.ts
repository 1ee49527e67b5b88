import type { CallOptions } from '../../backends/auth-provider.ts';
import { cancelled } from '../../models/clock.ts';
import type { Connection } from '../../models/connection.ts';
import type { Environment } from '../../models/environment.ts';
import { within } from '../within.ts';

const operation = 'ask for the time';
const limitMs = 5_000;

/**
 * How far the clock of whoever answers at an address is ahead of this machine's, milliseconds; negative when behind. The
 * answer tells whole seconds. Any answer will do, so nothing is asked for and no credential is sent.
 *
 * @returns undefined when nobody answers, or the answer does not say
 * @throws {MediafoldError} `cancelled`
 */
export async function clockOffset(
  { uri }: Connection,
  { fetch, clock }: Pick<Environment, 'fetch' | 'clock'>,
  { signal }: CallOptions = {},
): Promise<number | undefined> {
  try {
    const answer = await within(limitMs, { clock, operation, signal }, (call) =>
      fetch(`${uri}/`, { method: 'HEAD', redirect: 'manual', ...call }),
    );
    const offset = Date.parse(answer.headers.get('date') ?? '') - clock.now();
    return Number.isNaN(offset) ? undefined : offset;
  } catch {
    if (signal?.aborted) throw cancelled(operation);
    return undefined;
  }
}
