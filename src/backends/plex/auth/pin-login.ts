import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { CallOptions, LoginFlow, LoginPrompt } from '../../auth-provider.ts';
import { polledLogin } from '../../http/polled-login.ts';
import type { PlexLoginContext } from '../plex-context.ts';
import { serversOfAccount } from './account-servers.ts';
import { clientIdOf } from './plex-headers.ts';
import { createPin, createPlexTv, type PlexTv, readPin } from './plex-tv.ts';
import type { Pin } from './plex-tv-wire.ts';

export interface PlexPinOptions extends PlexLoginContext {
  /** A long code that only the web page takes, instead of four characters that a person types. Default false. */
  readonly strong?: boolean | undefined;
  /** Where the web page sends the person afterwards. Only with `strong`. */
  readonly forwardUrl?: string | undefined;
}

export const operation: string = 'wait for the PIN';
export const pollMs: number = 1_000;
/** When the answer does not say, or says what cannot be; 15 minutes were recorded. */
const defaultLifeSeconds = 900;
const longestLifeSeconds = 86_400;

const ranOut = (): MediafoldError =>
  new MediafoldError('token-expired', `${operation}: the code ran out; ask for a new one`, { operation });

const lifeSeconds = (told: number = defaultLifeSeconds): number =>
  told > 0 && told <= longestLifeSeconds ? told : defaultLifeSeconds;

/** Parameters live in the fragment, so that the code never gets to a server's log. Percent-encoded, blanks too. */
function authAppUrl(options: PlexPinOptions, code: string): string {
  const { identity, forwardUrl } = options;
  const parameters = new URLSearchParams({ clientID: clientIdOf(identity.deviceId), code });
  parameters.set('context[device][product]', identity.product);
  parameters.set('context[device][version]', identity.version);
  parameters.set('context[device][deviceName]', identity.deviceName);
  if (identity.platform !== undefined) parameters.set('context[device][platform]', identity.platform);
  if (forwardUrl !== undefined) parameters.set('forwardUrl', forwardUrl);
  return `https://app.plex.tv/auth#?${parameters.toString().replaceAll('+', '%20')}`;
}

export function pinPrompt(options: PlexPinOptions, pin: Pin): LoginPrompt {
  const { environment, strong = false } = options;
  const { code } = pin;
  const url = strong ? authAppUrl(options, code) : `https://plex.tv/link?pin=${encodeURIComponent(code)}`;
  // Their clock and ours differ, so the length counts and not the date.
  return { code, url, qr: url, expiresAt: environment.clock.now() + lifeSeconds(pin.expiresIn) * 1000 };
}

/**
 * Looks whether the person has agreed.
 *
 * @param prove signs for the key that the PIN was asked for with, anew for each look
 */
export function pinLook(
  plexTv: PlexTv,
  pin: Pin,
  prove?: () => Promise<Secret>,
): (signal: AbortSignal) => Promise<Secret | undefined> {
  return async (signal) => {
    try {
      const { authToken } = await readPin(plexTv, pin.id, { signal, deviceJwt: await prove?.() });
      return authToken === undefined ? undefined : secret(authToken);
    } catch (error) {
      throw isMediafoldError(error) && error.code === 'not-found' ? ranOut() : error;
    }
  };
}

/**
 * Begins a sign-in with a PIN (`POST /api/v2/pins`). The account token that comes of it is a plain one, which is what
 * media servers accept.
 *
 * @throws {MediafoldError} `unavailable` when plex.tv cannot be reached, `rate-limited`, `cancelled`
 */
export async function startPlexPin(options: PlexPinOptions, callOptions: CallOptions = {}): Promise<LoginFlow> {
  const { environment, identity, strong = false } = options;
  const plexTv = createPlexTv({ ...options, deviceId: identity.deviceId });
  const pin = await createPin(plexTv, strong, callOptions);
  return polledLogin({
    operation,
    environment,
    prompt: pinPrompt(options, pin),
    pollMs,
    look: pinLook(plexTv, pin),
    finish: (accountToken, signal) => serversOfAccount(plexTv, accountToken, { deviceId: identity.deviceId, signal }),
  });
}
