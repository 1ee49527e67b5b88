import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { PlexDeviceKeyCredential } from '../../../models/credential.ts';
import { Secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions, LoginFlow } from '../../auth-provider.ts';
import { polledLogin } from '../../http/polled-login.ts';
import { type ServersOptions, serversOfAccount } from './account-servers.ts';
import { type DeviceKey, factsOf, makeDeviceKey } from './device-key.ts';
import { createPlexTime, timed } from './device-key-time.ts';
import { proofOf } from './device-key-token.ts';
import type { PlexPinOptions } from './pin-login.ts';
import type { PlexAccount } from './plex-auth.ts';
import { clientIdOf } from './plex-headers.ts';
import { createPin, createPlexTv, type PlexTv } from './plex-tv.ts';
import { isRefusedSwitch, serverLadder } from './server-ladder.ts';
import { looksLikeJwt, usableToken } from './server-tokens.ts';

/** What every PIN login does alike. Handed in: an import from here would make bundlers load it for those who never sign in. */
export type PinParts = Pick<typeof import('./pin-login.ts'), 'operation' | 'pinLook' | 'pinPrompt' | 'pollMs'>;

/** @see startPlexDeviceKeyPin */
export async function beginDeviceKeyPin(
  options: PlexPinOptions,
  call: CallOptions,
  { operation, pinLook, pinPrompt, pollMs }: PinParts,
): Promise<LoginFlow> {
  const { environment, identity, strong = false } = options;
  const { deviceId } = identity;
  const key = await makeDeviceKey();
  const time = createPlexTime(environment.clock);
  const plexTv = timed(createPlexTv({ ...options, deviceId }), time);
  const pin = await createPin(plexTv, strong, { ...call, jwk: key.publicJwk });
  const device = { plexTv, time, clientId: clientIdOf(deviceId), key };
  const look = pinLook(plexTv, pin, () => proofOf(device));

  return polledLogin({
    operation,
    environment,
    prompt: pinPrompt(options, pin),
    pollMs,
    look: (signal) =>
      look(signal).catch((error: unknown) => {
        throw isMediafoldError(error) && error.status === 422 ? refusedProof() : error;
      }),
    finish: async (token, signal) => {
      const servers = { deviceId, signal };
      // Plex took no notice of the key.
      if (!looksLikeJwt(token.reveal())) return serversOfAccount(plexTv, token, servers);
      return withDeviceKey(await takenBy(plexTv, token, servers), key, token);
    },
  });
}

/** The key is new, so nobody else can have it: what Plex does not believe is the signature or its time. */
function refusedProof(): MediafoldError {
  const operation = 'prove the device key';
  const says = 'Plex does not accept it. Is the clock of this machine right? A sign-in with a plain PIN needs no proof';
  return new MediafoldError('unsupported', `${operation}: ${says}`, { operation, status: 422 });
}

/** The servers of the account, each with a plain token that plex.tv gives for it. */
async function takenBy(plexTv: PlexTv, jwt: Secret, options: ServersOptions): Promise<readonly SignedInServer[]> {
  const account: PlexAccount = { ask: (work) => work(plexTv, jwt) };
  const ladder = serverLadder(account, options);
  const found = await ladder.servers();
  const isEnough = found.length > 0 && found.every((resource) => usableToken(resource) !== undefined);
  const plain = isEnough
    ? undefined
    : await ladder.plainToken().catch((error: unknown) => {
        if (isRefusedSwitch(error)) return error;
        throw error;
      });
  if (plain instanceof Secret) return serversOfAccount(plexTv, plain, options);
  // The way over the person's own user is closed. Servers that others share need none.
  return serversOfAccount(plexTv, jwt, options).catch((error: unknown) => {
    if (plain === undefined || !isMediafoldError(error) || error.code !== 'unsupported') throw error;
    const why = plain.explanation ?? plain.code;
    const operation = 'get the server tokens';
    const says = `Plex gave no token that the servers take (${why}). Sign in with a plain PIN, without a device key`;
    throw new MediafoldError('unsupported', `${operation}: ${says}`, { operation });
  });
}

function withDeviceKey(
  servers: readonly SignedInServer[],
  { keyId, privateJwk }: DeviceKey,
  accountToken: Secret,
): readonly SignedInServer[] {
  const { expiresAt } = factsOf(accountToken);
  const account = { keyId, privateJwk, accountToken };
  return servers.map((server) => {
    const { credential } = server;
    const mine: PlexDeviceKeyCredential = {
      type: 'plex-device-key',
      ...account,
      ...(expiresAt === undefined ? {} : { accountTokenExpiresAt: expiresAt }),
      ...(credential.type === 'plex-token' && credential.serverToken !== undefined
        ? { serverToken: credential.serverToken }
        : {}),
    };
    return { ...server, credential: mine };
  });
}
