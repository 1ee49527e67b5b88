import { type ErrorCode, isMediafoldError, MediafoldError } from '../../errors.ts';
import { createEmitter } from '../../models/emitter.ts';
import type { Environment } from '../../models/environment.ts';
import { createSharedRuns } from '../../models/shared-runs.ts';
import type { SignedInServer } from '../../models/source.ts';
import type { LoginEvent, LoginFlow, LoginPrompt } from '../auth-provider.ts';

/** A login at which a server is asked again and again whether the person has agreed. */
export interface PolledLogin<Agreed> {
  readonly operation: string;
  readonly environment: Environment;
  readonly prompt: LoginPrompt;
  /** Between two looks, milliseconds. */
  readonly pollMs: number;
  /** For servers that ask for fewer looks without saying how few: doubled with each such answer, milliseconds. */
  readonly backOffMs?: { readonly shortest: number; readonly longest: number };
  /** One look, without a new try. @returns undefined while nobody has agreed */
  look(signal: AbortSignal): Promise<Agreed | undefined>;
  /** What the person has access to now. */
  finish(agreed: Agreed, signal: AbortSignal): Promise<readonly SignedInServer[]>;
}

/** Network trouble, busy servers and portals that answer for them say nothing about the code. */
const passing: ReadonlySet<string> = new Set<ErrorCode>(['unavailable', 'timeout', 'protocol', 'rate-limited']);

/** The loop behind every login with a code: at the right pace, through all trouble that passes, until the code runs out. */
export function polledLogin<Agreed>(login: PolledLogin<Agreed>): LoginFlow {
  const { operation, environment, prompt, pollMs, backOffMs = { shortest: 5_000, longest: 30_000 } } = login;
  const { clock, logger } = environment;
  const happened = createEmitter<[LoginEvent]>((error) => logger.error({ error: String(error) }, 'a listener threw'));
  const waits = createSharedRuns<'wait', readonly SignedInServer[]>(operation);
  let finished: readonly SignedInServer[] | undefined;

  async function untilAgreed(signal: AbortSignal): Promise<Agreed> {
    let backOff = backOffMs.shortest;
    for (;;) {
      if (clock.now() >= prompt.expiresAt) throw ranOut(operation);
      let pause = pollMs;
      try {
        const agreed = await login.look(signal);
        if (agreed !== undefined) return agreed;
        backOff = backOffMs.shortest;
        happened.emit({ type: 'waiting' });
      } catch (error) {
        if (!isMediafoldError(error) || !passing.has(error.code)) throw error;
        if (error.code === 'rate-limited' && error.retryAfterMs === undefined) {
          pause = Math.max(pause, backOff);
          backOff = Math.min(backOff * 2, backOffMs.longest);
        }
        pause = Math.max(pause, error.retryAfterMs ?? 0);
        happened.emit({ type: 'trouble', error, nextTryAt: clock.now() + pause });
      }
      // A machine that sleeps wakes up after the end: the loop's head says so.
      await clock.sleep(Math.min(pause, Math.max(1, prompt.expiresAt - clock.now())), signal);
    }
  }

  return {
    prompt,
    on: happened.on,
    wait: ({ signal } = {}) =>
      waits.join('wait', signal, async (shared) => {
        if (finished !== undefined) return finished;
        const agreed = await untilAgreed(shared);
        happened.emit({ type: 'agreed' });
        finished = await login.finish(agreed, shared);
        return finished;
      }),
  };
}

function ranOut(operation: string): MediafoldError {
  return new MediafoldError('token-expired', `${operation}: the code ran out; ask for a new one`, { operation });
}
