import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { AuthProvider, CallOptions } from '../../auth-provider.ts';
import type { BackendContext } from '../../backend-context.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { serverEnvironment } from '../../http/server-environment.ts';
import { jellyfinStatuses } from '../jellyfin-statuses.ts';

/**
 * `POST /Sessions/Logout`: the server forgets the token, and ends the session of its device: what plays there stops, and its
 * websockets are closed. Other devices and the tokens of other users stay. A token that the server does not know any more
 * counts as ended (recorded on 10.10 to 12.0: the second logout answers 401).
 *
 * @param auth gives the token, and must not renew it
 * @throws {MediafoldError} `unavailable` when nobody answers
 */
export async function logOut(context: BackendContext, auth: AuthProvider, { signal }: CallOptions = {}): Promise<void> {
  const { currentConnection, allowInsecure, retries, timeoutMs, confirm } = context;
  const operation = 'sign out';
  const base = currentConnection?.()?.uri;
  if (base === undefined) throw new MediafoldError('unavailable', `${operation}: no connection`, { operation });
  const statuses = jellyfinStatuses;
  const environment = serverEnvironment(context);
  // A stranger who has the address now would get the token, and say that there is no such session.
  const client = createHttpClient({ environment, statuses, headers: {}, allowInsecure, retries, timeoutMs, confirm });
  try {
    await client.send({ operation, base, path: '/Sessions/Logout', method: 'POST', auth, safe: true, signal });
  } catch (error) {
    if (!isMediafoldError(error) || error.code !== 'unauthorized') throw error;
  }
}
