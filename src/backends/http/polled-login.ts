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

/** Network trouble, busy servers and portals that answer for them, whoever's certificate they show, say nothing about the code. */
const passing: ReadonlySet<string> = new Set<ErrorCode>([
  'unavailable',
  'timeout',
  'protocol',
  'rate-limited',
  'untrusted-certificate',
]);

/** The loop behind every login with a code: at the right pace, through all trouble that passes, until the code runs out. */
export function polledLogin<Agreed>(login: PolledLogin<Agreed>): LoginFlow {
  const { operation, environment, prompt, pollMs, backOffMs = { shortest: 5_000, longest: 30_000 } } = login;
  const { clock, logger } = environment;
  const happened = createEmitter<[LoginEvent]>((error) => logger.error({ error: String(error) }, 'a listener threw'));
  const waits = createSharedRuns<'wait', readonly SignedInServer[]>(operation);
  /** The last look was taken. */
  let isOver = false;
  /** Given once and for all: whoever waits again, after the servers could not be listed, needs no other look. */
  let agreed: { readonly to: Agreed } | undefined;
  let finished: readonly SignedInServer[] | undefined;

  async function untilAgreed(signal: AbortSignal): Promise<Agreed> {
    let backOff = backOffMs.shortest;
    while (!isOver) {
      // One look comes when the time is up: a person may agree at the last moment. A machine that sleeps wakes up after it.
      isOver = clock.now() >= prompt.expiresAt;
      let pause = pollMs;
      try {
        const found = await login.look(signal);
        if (found !== undefined) return found;
        backOff = backOffMs.shortest;
        happened.emit({ type: 'waiting' });
      } catch (error) {
        if (!isMediafoldError(error) || !passing.has(error.code)) throw error;
        const asked = error.retryAfterMs ?? 0;
        if (error.code === 'rate-limited' && asked === 0) {
          pause = Math.max(pause, backOff);
          backOff = Math.min(backOff * 2, backOffMs.longest);
        }
        pause = Math.max(pause, asked);
        if (!isOver) happened.emit({ type: 'trouble', error, nextTryAt: clock.now() + pause });
      }
      if (!isOver) await clock.sleep(Math.min(pause, Math.max(1, prompt.expiresAt - clock.now())), signal);
    }
    throw ranOut(operation);
  }

  return {
    prompt,
    on: happened.on,
    wait: ({ signal } = {}) =>
      waits.join('wait', signal, async (shared) => {
        if (finished !== undefined) return finished;
        agreed ??= { to: await untilAgreed(shared) };
        happened.emit({ type: 'agreed' });
        finished = await login.finish(agreed.to, shared);
        return finished;
      }),
  };
}

function ranOut(operation: string): MediafoldError {
  return new MediafoldError('token-expired', `${operation}: the code ran out; ask for a new one`, { operation });
}
