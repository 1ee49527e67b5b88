import type { Secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import type { TypedServer } from '../../http/find-server.ts';
import { authorizationHeader } from './authorization-header.ts';
import { reachServer } from './login-client.ts';
import { ownerOfToken } from './login-requests.ts';
import { signedIn } from './signed-in.ts';

export interface TokenLoginOptions extends LoginContext, TypedServer {
  readonly token: Secret;
  /** The device id that the token was made with, because sessions are bound to it. Default: the identity's. */
  readonly deviceId?: string;
}

/**
 * Uses a token that another app got too: signing out forgets it and does not end it.
 *
 * @throws {MediafoldError} `unauthorized` for a token that the server does not know; `invalid-argument` for an API key
 */
export async function signInWithToken(options: TokenLoginOptions, call: CallOptions = {}): Promise<SignedInServer> {
  const { identity, token, deviceId = identity.deviceId } = options;
  const { client, ...found } = await reachServer(options, call);
  const request = ownerOfToken(found.base, authorizationHeader(identity, deviceId, token));
  const { value: user } = await client.send({ ...request, signal: call.signal });
  return signedIn(found, user, deviceId, { type: 'jellyfin-token', token, isBorrowed: true });
}
