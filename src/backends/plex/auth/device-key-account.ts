import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { Secret } from '../../../models/secret.ts';
import { unlessAborted } from '../../../models/unless-aborted.ts';
import type { PlexContext } from '../plex-context.ts';
import { factsOf } from './device-key.ts';
import type { DeviceKeyHolder } from './device-key-holder.ts';
import { createPlexTime, timed } from './device-key-time.ts';
import { type Device, exchangeDeviceKey } from './device-key-token.ts';
import { createPause, type Pause } from './pause.ts';
import type { PlexAccount } from './plex-auth.ts';
import { clientIdOf } from './plex-headers.ts';
import { plexTvOf } from './plex-tv.ts';

const dayMs = 86_400_000;
/** After a renewal, whatever came of it, nothing is renewed for the clock's sake for so long. */
const pauseMs = 300_000;
/** When plex.tv asks for fewer requests and does not say for how long. */
const limitedPauseMs = 60_000;
/** However long it asks for: it may have meant something else. */
const longestPauseMs = dayMs;

/** A renewal that has ended. */
interface Round {
  readonly failure?: unknown;
}

interface State {
  /** The one that runs, for everybody. */
  renewal?: Promise<void>;
  lastRound?: Round;
  /** Plex.tv is left alone for a while. */
  quiet?: { readonly left: Pause; readonly failure?: unknown };
}

/**
 * The account behind a device key, with a token that is always fresh. When it ends is for plex.tv to say: by its clock, as
 * measured with each answer, and by refusing it (498). The machine's own clock alone decides nothing.
 */
export function deviceKeyAccount(holder: DeviceKeyHolder, context: PlexContext): PlexAccount {
  const { environment, source } = context;
  const { clock, logger } = environment;
  const time = createPlexTime(clock);
  const plexTv = timed(plexTvOf(context), time);
  const clientId = clientIdOf(source.deviceId);
  const state: State = {};

  async function exchange(): Promise<void> {
    const { keyId, privateJwk } = holder.current;
    const device: Device = { plexTv, time, clientId, key: { keyId, privateJwk } };
    try {
      const { token, expiresAt } = await exchangeDeviceKey(device);
      await holder.change({
        accountToken: token,
        ...(expiresAt === undefined ? {} : { accountTokenExpiresAt: expiresAt }),
      });
      // One that is over as soon as it is made, by its own word or by a wrong one about the time, is used until it is refused:
      // each request would make another.
      state.quiet = { left: createPause(clock, pauseMs) };
      state.lastRound = {};
    } catch (failure) {
      state.quiet = { left: createPause(clock, pauseAfter(failure)), failure };
      state.lastRound = { failure };
      throw failure;
    } finally {
      delete state.renewal;
    }
  }

  const renew = (): Promise<void> => {
    state.renewal ??= exchange();
    return state.renewal;
  };

  const pauseLeft = (): number => state.quiet?.left() ?? 0;

  const renewed = (signal: AbortSignal | undefined): Promise<void> => {
    // It was asked to be left alone. Only that: other failures may have passed.
    const left = isLimited(state.quiet?.failure) ? pauseLeft() : 0;
    if (left > 0) return Promise.reject(stillLimited(left));
    return unlessAborted(renew(), 'renew the account token', signal);
  };

  const isNew = (): boolean => state.quiet !== undefined && !('failure' in state.quiet) && pauseLeft() > 0;

  async function fresh(signal: AbortSignal | undefined): Promise<Secret> {
    const { accountToken, accountTokenExpiresAt, legacyToken } = holder.current;
    // In the middle of an upgrade all goes on as before, until the old token is refused.
    if (accountToken === undefined && legacyToken !== undefined) return legacyToken;
    const now = time.now();
    const left = now === undefined || accountTokenExpiresAt === undefined ? undefined : accountTokenExpiresAt - now;
    if (accountToken === undefined || (left !== undefined && left <= 0 && !isNew())) await renewed(signal);
    else if (left !== undefined && left < aheadOf(accountToken) && pauseLeft() === 0 && state.renewal === undefined) {
      renew().catch((error: unknown) =>
        logger.warn({ code: codeOf(error) }, 'the Plex token was not renewed ahead of time'),
      );
    }
    const { accountToken: token } = holder.current;
    if (token === undefined) throw new MediafoldError('unauthorized', 'renew the account token: there is none');
    return token;
  }

  /** @param before the last round that had ended when the token was taken */
  async function afterRefusal(
    refused: Secret,
    before: Round | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (holder.current.accountToken?.equals(refused) === false) return;
    // It ended while this request was under way: the same failure is for everybody who had the same token.
    if (state.lastRound !== before && state.lastRound?.failure !== undefined) throw state.lastRound.failure;
    await renewed(signal);
  }

  return {
    async ask(work, { signal } = {}) {
      const before = state.lastRound;
      const token = await fresh(signal);
      try {
        return await work(plexTv, token);
      } catch (error) {
        if (!isMediafoldError(error) || error.remedy !== 'sign-in-again') throw error;
        await afterRefusal(token, before, signal);
        return work(plexTv, await fresh(signal));
      }
    },
  };
}

/** Renewed in the background when less is left: a day, and of tokens that live for less than two, half of their life. */
function aheadOf(token: Secret): number {
  const { issuedAt = Number.NEGATIVE_INFINITY, expiresAt = 0 } = factsOf(token);
  return Math.min(dayMs, (expiresAt - issuedAt) / 2);
}

function pauseAfter(failure: unknown): number {
  if (!isMediafoldError(failure) || !isLimited(failure)) return pauseMs;
  return Math.min(failure.retryAfterMs || limitedPauseMs, longestPauseMs);
}

const isLimited = (error: unknown): boolean => isMediafoldError(error) && error.code === 'rate-limited';

const codeOf = (error: unknown): string => (isMediafoldError(error) ? error.code : 'unexpected');

function stillLimited(retryAfterMs: number): MediafoldError {
  const operation = 'renew the account token';
  const says = 'Plex asked for fewer requests a moment ago; wait a little';
  return new MediafoldError('rate-limited', `${operation}: ${says}`, { operation, retryAfterMs });
}
