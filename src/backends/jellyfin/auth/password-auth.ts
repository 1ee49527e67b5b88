import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { JellyfinPasswordCredential } from '../../../models/credential.ts';
import { secret } from '../../../models/secret.ts';
import type { AuthProvider } from '../../auth-provider.ts';
import type { BackendContext } from '../../backend-context.ts';
import { refuseToExpose } from '../../http/private-address.ts';
import { singleFlight } from '../../http/single-flight.ts';
import { unlessAborted } from '../../http/unless-aborted.ts';
import { authorizationHeader } from './authorization-header.ts';
import { loginClient } from './login-client.ts';
import { authenticateByName } from './login-requests.ts';

const operation = 'sign in again with the stored password';

/**
 * Uses the stored token; when that is refused, signs in with the password at the address in use, with the same device id. The
 * new token goes to `onRenewed` first.
 */
export function jellyfinPasswordAuth(credential: JellyfinPasswordCredential, context: BackendContext): AuthProvider {
  const { identity, source, environment, currentConnection, onRenewed, allowInsecure } = context;
  const { deviceId } = source;
  const client = loginClient(environment);
  let current = credential;

  /** @returns false when a person has to sign in: a wrong password, or a name that is another user's by now */
  const login = singleFlight(async (): Promise<boolean> => {
    const base = currentConnection?.()?.uri;
    if (base === undefined) throw new MediafoldError('unavailable', `${operation}: no connection`, { operation });
    refuseToExpose(operation, base, allowInsecure);
    const { username, password } = current;
    const headers = authorizationHeader(identity, deviceId);
    try {
      const { value } = await client.send({ ...authenticateByName(base, headers, username, password), operation });
      if (value.ServerId !== undefined && value.ServerId !== source.serverId) {
        throw new MediafoldError('wrong-server', `${operation}: another server answers there`, { operation });
      }
      if (value.User.Id !== source.userId) return false;
      const renewed = { ...current, token: secret(value.AccessToken) };
      await onRenewed?.(renewed);
      current = renewed;
      return true;
    } catch (error) {
      if (isMediafoldError(error) && error.code === 'unauthorized') return false;
      throw error;
    }
  });

  const headersNow = (): Readonly<Record<string, string>> => authorizationHeader(identity, deviceId, current.token);

  return {
    get credential() {
      return current;
    },

    async headers({ signal } = {}) {
      // A probe looks for the first connection: without a token the server answers that a login is needed.
      if (currentConnection?.() === undefined) return headersNow();
      if (current.token === undefined && !(await unlessAborted(login(), operation, signal))) {
        throw new MediafoldError('unauthorized', `${operation}: the user name or password is wrong`, { operation });
      }
      return headersNow();
    },

    async renew(refused, { signal } = {}) {
      const hasMovedOn = current.token !== undefined && headersNow().authorization !== refused.authorization;
      return hasMovedOn || unlessAborted(login(), operation, signal);
    },
  };
}
