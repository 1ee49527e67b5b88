import { type Secret, secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import type { TypedServer } from '../../http/find-server.ts';
import { authorizationHeader } from './authorization-header.ts';
import { reachServer } from './login-client.ts';
import { ownerOfToken } from './login-requests.ts';
import { deviceOf, signedIn } from './signed-in.ts';

export interface TokenLoginOptions extends LoginContext, TypedServer {
  readonly token: Secret;
  /** The device id that the token was made with, because sessions are bound to it. Default: the identity's. */
  readonly deviceId?: string;
}

/**
 * Uses a token that another app got too: signing out forgets it and does not end it, and the server's record of its device
 * keeps the name and version that the other app gave.
 *
 * @throws {MediafoldError} `unauthorized` for a token that the server does not know; `invalid-argument` for an API key
 */
export async function signInWithToken(options: TokenLoginOptions, call: CallOptions = {}): Promise<SignedInServer> {
  const { identity, deviceId = identity.deviceId } = options;
  // Copied from somewhere, with what stood around it.
  const token = secret(options.token.reveal().trim());
  const { client, ...found } = await reachServer(options, call);
  const request = ownerOfToken(found.base, authorizationHeader(identity, deviceId, token, true));
  const { value: user } = await client.send({ ...request, signal: call.signal });
  return signedIn(found, user, options.deviceId ?? deviceOf(options, found, user), {
    type: 'jellyfin-token',
    token,
    isBorrowed: true,
  });
}
