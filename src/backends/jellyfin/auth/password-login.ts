import { type Secret, secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import type { TypedServer } from '../../http/find-server.ts';
import type { WireLogin } from '../jellyfin-wire.ts';
import { authorizationHeader } from './authorization-header.ts';
import { reachServer } from './login-client.ts';
import { authenticateByName } from './login-requests.ts';
import { checkServer, deviceOf, endUnused, signedIn } from './signed-in.ts';

export interface PasswordLoginOptions extends LoginContext, TypedServer {
  readonly username: string;
  /** May be empty. */
  readonly password: Secret;
  /** Store the password too, so that a revoked token can be renewed without the person. Default false. */
  readonly keepPassword?: boolean;
}

/**
 * Uses up nothing on the server but one session: an older token of the same user and device id dies (seen on 10.10 to 12.0).
 *
 * @throws {MediafoldError} `unauthorized` for a wrong name or password, which the server does not tell apart; `forbidden` for
 *   an account that is disabled, locked or restricted
 */
export async function signInWithPassword(
  options: PasswordLoginOptions,
  call: CallOptions = {},
): Promise<SignedInServer> {
  const { identity, username, password } = options;
  const { client, ...found } = await reachServer(options, call);
  async function enter(device: string): Promise<WireLogin> {
    const request = authenticateByName(found.base, authorizationHeader(identity, device), username, password);
    const { value } = await client.send({ ...request, signal: call.signal });
    checkServer(request.operation, found, value.ServerId);
    return value;
  }
  let value = await enter(identity.deviceId);
  const deviceId = deviceOf(options, found, value.User);
  if (deviceId !== identity.deviceId) {
    const unused = value;
    try {
      value = await enter(deviceId);
    } finally {
      await endUnused(client, options, found, unused);
    }
  }
  const token = secret(value.AccessToken);
  const credential = options.keepPassword
    ? ({ type: 'jellyfin-password', username, password, token } as const)
    : ({ type: 'jellyfin-token', token } as const);
  return signedIn(found, value.User, deviceId, credential);
}
