import type { CallOptions, LoginFlow } from '../../auth-provider.ts';
import { loadPart } from '../../http/load-part.ts';
import { operation, type PlexPinOptions, pinLook, pinPrompt, pollMs } from './pin-login.ts';

/**
 * Begins a sign-in with a PIN that carries a new key of this device. What comes of it is renewed without a person, as long
 * as the key is kept, and holds a plain token for every server, since media servers refuse the account's JWT.
 *
 * The plain tokens and the key that this client identifier had before end with it, so all sources that live on the same device
 * have to be given what comes of it.
 *
 * @throws {MediafoldError} what `startPlexPin` throws, and `unsupported` where the platform has no Ed25519. Waiting for it
 *   throws `unsupported` too when no server gets a token that it takes, for example because a PIN protects the person's
 *   own Plex Home user: a plain PIN login works there
 */
export async function startPlexDeviceKeyPin(options: PlexPinOptions, call: CallOptions = {}): Promise<LoginFlow> {
  const { beginDeviceKeyPin } = await loadPart('sign in with a device key', import('./device-key-pin.ts'));
  return beginDeviceKeyPin(options, call, { operation, pinLook, pinPrompt, pollMs });
}
