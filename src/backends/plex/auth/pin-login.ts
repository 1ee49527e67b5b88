import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { CallOptions, LoginFlow } from '../../auth-provider.ts';
import { polledLogin } from '../../http/polled-login.ts';
import type { PlexLoginContext } from '../plex-context.ts';
import { plexServersOf } from './account-servers.ts';
import { createPin, createPlexTv, readPin } from './plex-tv.ts';

export interface PlexPinOptions extends PlexLoginContext {
  /** A long code that only the web page takes, instead of four characters that a person types. Default false. */
  readonly strong?: boolean | undefined;
  /** Where the web page sends the person afterwards. Only with `strong`. */
  readonly forwardUrl?: string | undefined;
}

const operation = 'wait for the PIN';
const pollMs = 1_000;
/** When the answer does not say; 15 minutes were recorded. */
const defaultLifeSeconds = 900;

const ranOut = (): MediafoldError =>
  new MediafoldError('token-expired', `${operation}: the code ran out; ask for a new one`, { operation });

/** Parameters live in the fragment, so that the code never gets to a server's log. */
function authAppUrl(options: PlexPinOptions, code: string): string {
  const { identity, forwardUrl } = options;
  const parameters = new URLSearchParams({ clientID: identity.deviceId, code });
  parameters.set('context[device][product]', identity.product);
  parameters.set('context[device][version]', identity.version);
  parameters.set('context[device][deviceName]', identity.deviceName);
  if (identity.platform !== undefined) parameters.set('context[device][platform]', identity.platform);
  if (forwardUrl !== undefined) parameters.set('forwardUrl', forwardUrl);
  return `https://app.plex.tv/auth#?${parameters.toString()}`;
}

/**
 * Begins a sign-in with a PIN (`POST /api/v2/pins`). The account token that comes of it is a plain one, which is what
 * media servers accept.
 *
 * @throws {MediafoldError} `unavailable` when plex.tv cannot be reached, `rate-limited`
 */
export async function startPlexPin(options: PlexPinOptions, callOptions: CallOptions = {}): Promise<LoginFlow> {
  const { environment, identity, plexTvUrl, strong = false } = options;
  const plexTv = createPlexTv({ environment, identity, deviceId: identity.deviceId, plexTvUrl });
  const pin = await createPin(plexTv, strong, callOptions);
  // Their clock and ours differ, so the length counts and not the date.
  const expiresAt = environment.clock.now() + (pin.expiresIn ?? defaultLifeSeconds) * 1000;
  const url = strong ? authAppUrl(options, pin.code) : `https://plex.tv/link?pin=${encodeURIComponent(pin.code)}`;

  return polledLogin({
    operation,
    environment,
    prompt: { code: pin.code, url, qr: url, expiresAt },
    pollMs,
    look: async (signal): Promise<Secret | undefined> => {
      try {
        const { authToken } = await readPin(plexTv, pin.id, { signal });
        return authToken === undefined ? undefined : secret(authToken);
      } catch (error) {
        throw isMediafoldError(error) && error.code === 'not-found' ? ranOut() : error;
      }
    },
    finish: (accountToken, signal) => plexServersOf(accountToken, { ...options, signal }),
  });
}
