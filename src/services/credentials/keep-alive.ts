import type { CallOptions } from '../../backends/auth-provider.ts';
import type { KeepAliveTimes } from '../../db/repositories/keep-alive-times.ts';
import type { Environment } from '../../models/environment.ts';
import type { SourceId } from '../../models/ids.ts';
import { isRefusal } from '../connect/failure-scope.ts';
import type { OpenBackends } from '../open-backends.ts';
import { within } from '../within.ts';

/** How often it happens by itself. */
const everyMs = 24 * 60 * 60 * 1000;

export interface KeepAlive {
  /** @returns false when this kind of credential does not die of disuse. @throws as `SignIn.keepAlive` */
  now(id: SourceId, call?: CallOptions): Promise<boolean>;
  /**
   * In the background, and only when the last try is a day old. A failure is no reason to do without a server that
   * takes the credential, so it is logged and nothing else.
   */
  whenDue(id: SourceId): void;
  /** Waits for what runs in the background. */
  settled(): Promise<void>;
}

export interface KeepAliveOptions {
  readonly times: KeepAliveTimes;
  readonly backends: Pick<OpenBackends, 'get'>;
  readonly environment: Environment;
  /** For a try in the background, milliseconds. */
  readonly limitMs: number;
}

export function createKeepAlive({ times, backends, environment, limitMs }: KeepAliveOptions): KeepAlive {
  const { clock, logger } = environment;
  const running = new Map<SourceId, Promise<void>>();

  async function now(id: SourceId, call: CallOptions = {}): Promise<boolean> {
    const { credentials } = await backends.get(id);
    if (credentials?.keepAlive === undefined) return false;
    // Written down before: one that fails is not tried again with every sync.
    await times.setLastTry(id, clock.now());
    await credentials.keepAlive(call);
    return true;
  }

  async function ifDue(id: SourceId): Promise<void> {
    const last = await times.lastTry(id);
    const age = clock.now() - (last ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back must not keep it from happening for years.
    if (age >= 0 && age < everyMs) return;
    await within(limitMs, { clock, operation: 'keep the credential alive' }, (call) => now(id, call));
  }

  return {
    now,
    whenDue(id) {
      if (running.has(id)) return;
      const run = ifDue(id)
        .catch((error: unknown) => {
          const facts = { sourceId: id, error: String(error) };
          if (isRefusal(error)) logger.warn(facts, 'the account does not know the credential any more; sign in again');
          else logger.debug(facts, 'the credential could not be kept alive now');
        })
        .finally(() => running.delete(id));
      running.set(id, run);
    },
    async settled() {
      await Promise.all(running.values());
    },
  };
}
