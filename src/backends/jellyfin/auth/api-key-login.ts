import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import type { TypedServer } from '../../http/find-server.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { WireUser } from '../jellyfin-wire.ts';
import { authorizationHeader } from './authorization-header.ts';
import { reachServer } from './login-client.ts';
import { allUsers, ownerOfToken } from './login-requests.ts';
import { deviceOf, signedIn } from './signed-in.ts';

export interface ApiKeyLoginOptions extends LoginContext, TypedServer {
  readonly key: Secret;
  /** As whom to see the server. Default: its only user, or its only administrator. */
  readonly userName?: string;
}

/**
 * An API key acts as an administrator without a user, so a user is chosen whose libraries and watch state are meant.
 *
 * @throws {MediafoldError} `unauthorized` for a key that the server does not know; `invalid-argument` for a user's token, and,
 *   listing the names, when the user is unknown or has to be named
 */
export async function signInWithApiKey(options: ApiKeyLoginOptions, call: CallOptions = {}): Promise<SignedInServer> {
  const { identity, userName } = options;
  const { deviceId } = identity;
  // Copied from the dashboard, with what stood around it.
  const key = secret(options.key.reveal().trim());
  const { client, ...found } = await reachServer(options, call);
  const headers = authorizationHeader(identity, deviceId, key);
  const request = allUsers(found.base, headers);
  // Should it be another app's token, its record stays as that app wrote it.
  const own = ownerOfToken(found.base, authorizationHeader(identity, deviceId, key, true));
  await refuseUserToken(client, { ...own, operation: request.operation, signal: call.signal });
  const { value: users } = await client.send({ ...request, signal: call.signal });
  const user = userName === undefined ? obvious(users) : users.find((each) => isNamed(each, userName));
  if (user === undefined) throw undecided(request.operation, userName, users);
  return signedIn(found, user, deviceOf(options, found, user), { type: 'jellyfin-api-key', key });
}

/**
 * A user's token may list the users, too. Taken for a key it would be refused everything that is another user's, and never be
 * ended. A key is nobody, which the server calls a bad request (recorded on 10.10 to 12.0).
 */
async function refuseUserToken(client: HttpClient, request: ReturnType<typeof ownerOfToken>): Promise<void> {
  const { operation } = request;
  try {
    await client.send(request);
  } catch (error) {
    if (isMediafoldError(error) && error.status === 400) return;
    throw error;
  }
  const says = 'this is the token of a user and no API key. Sign in with it as a token';
  throw new MediafoldError('invalid-argument', `${operation}: ${says}`, { operation });
}

/** Names compare without case, as the server does (seen on 12.0). */
function isNamed(user: WireUser, name: string): boolean {
  return user.Name?.toLowerCase() === name.trim().toLowerCase();
}

function obvious(users: readonly WireUser[]): WireUser | undefined {
  const enabled = users.filter(({ Policy }) => Policy?.IsDisabled !== true);
  const administrators = enabled.filter(({ Policy }) => Policy?.IsAdministrator === true);
  const [first, ...others] = enabled.length === 1 ? enabled : administrators;
  return others.length === 0 ? first : undefined;
}

function undecided(operation: string, name: string | undefined, users: readonly WireUser[]): MediafoldError {
  const names = users.flatMap(({ Name }) => (Name === undefined ? [] : [`"${Name}"`])).join(', ');
  const why = name === undefined ? 'say as which user' : `there is no user "${name}"`;
  return new MediafoldError('invalid-argument', `${operation}: ${why}. The server has ${names || 'no users'}`, {
    operation,
  });
}
