import { type ErrorCode, isMediafoldError, MediafoldError } from '../../../errors.ts';
import type { Credential, JellyfinPasswordCredential } from '../../../models/credential.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import { unlessAborted } from '../../../models/unless-aborted.ts';
import type { AuthProvider } from '../../auth-provider.ts';
import type { BackendContext } from '../../backend-context.ts';
import { refuseToExpose } from '../../http/private-address.ts';
import { singleFlight } from '../../http/single-flight.ts';
import { askServer } from '../jellyfin-connections.ts';
import { authorizationHeader } from './authorization-header.ts';
import { loginClient } from './login-client.ts';
import { authenticateByName } from './login-requests.ts';
import { jellyfinTokenAuth } from './token-auth.ts';

const operation = 'sign in again with the stored password';

/** What a login says of the person, and not of the server: a wrong password, or an account that is disabled. */
const refusals: ReadonlySet<string> = new Set<ErrorCode>(['unauthorized', 'forbidden']);

/**
 * Uses the stored token; when that is refused, signs in with the password at the address in use, with the same device id. The
 * new token goes to `onRenewed` first.
 *
 * A password that the server refused once is never sent again: after some wrong ones in a row the server disables the account.
 * So that the next start of the app does not try it either, what `onRenewed` gets then is the dead token alone.
 */
export function jellyfinPasswordAuth(credential: JellyfinPasswordCredential, context: BackendContext): AuthProvider {
  const { identity, source, environment, currentConnection, onRenewed, stored, allowInsecure } = context;
  const { deviceId } = source;
  const client = loginClient(context);
  let current = credential;
  /** The password was refused, or the person has signed out. */
  let isOver = false;

  async function forgetPassword(): Promise<void> {
    isOver = true;
    const { token } = current;
    if (token === undefined) return;
    const dead: Credential = { type: 'jellyfin-token', token };
    try {
      await onRenewed?.(dead);
    } catch (error) {
      // What the caller has to hear is that the sign-in is over.
      const why = isMediafoldError(error) ? error.message : 'an unexpected failure';
      environment.logger.warn({ sourceId: source.id, error: why }, 'the refused password is still stored');
    }
  }

  function checkServer(answering: string | undefined): void {
    if (answering === undefined || answering === source.serverId) return;
    throw new MediafoldError('wrong-server', `${operation}: another server answers there`, { operation });
  }

  /** The name is another user's by now, and the session that was just begun is theirs. Best effort. */
  async function endForeign(token: Secret): Promise<void> {
    try {
      // The server has just said who it is, and a search that would be asked may be waiting for this login.
      const here = { ...context, confirm: async (base: string) => base };
      await jellyfinTokenAuth({ type: 'jellyfin-token', token }, here).revoke?.();
    } catch {
      environment.logger.warn({ sourceId: source.id }, 'the session of another user could not be ended');
    }
  }

  /**
   * Another process on the same catalogue may have signed in with the password: on the same device, so that ended the token
   * that is here. With a login of our own the two would end each other's tokens for ever.
   *
   * @returns false when it has signed out, or lost the password, or a person has signed in anew; undefined when it did nothing
   */
  async function takeOver(): Promise<boolean | undefined> {
    if (stored === undefined) return undefined;
    const now = await stored();
    if (now?.type !== 'jellyfin-password') return false;
    if (now.token === undefined || (current.token !== undefined && now.token.equals(current.token))) return undefined;
    current = now;
    return true;
  }

  /** @returns false when a person has to sign in: a wrong password, or a name that is another user's by now */
  const login = singleFlight(async (): Promise<boolean> => {
    if (isOver) return false;
    const taken = await takeOver();
    if (taken !== undefined) return taken;
    const base = currentConnection?.()?.uri;
    if (base === undefined) throw new MediafoldError('unavailable', `${operation}: no connection`, { operation });
    refuseToExpose(operation, base, allowInsecure);
    // Addresses change hands, and whoever has this one by now must not hear the password.
    checkServer((await askServer(client, base, {})).serverId);
    const { username, password } = current;
    const headers = authorizationHeader(identity, deviceId);
    try {
      const { value } = await client.send({ ...authenticateByName(base, headers, username, password), operation });
      checkServer(value.ServerId);
      if (value.User.Id !== source.userId) {
        await forgetPassword();
        await endForeign(secret(value.AccessToken));
        return false;
      }
      const renewed = { ...current, token: secret(value.AccessToken) };
      await onRenewed?.(renewed);
      current = renewed;
      return true;
    } catch (error) {
      if (!isMediafoldError(error) || !refusals.has(error.code)) throw error;
      if (error.code === 'unauthorized') await forgetPassword();
      return false;
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
      // Without one still when the login is refused, which is what the server will say to the request.
      if (current.token === undefined) await unlessAborted(login(), operation, signal);
      return headersNow();
    },

    async renew(refused, { signal } = {}) {
      const hasMovedOn = current.token !== undefined && headersNow().authorization !== refused.authorization;
      return hasMovedOn || unlessAborted(login(), operation, signal);
    },

    async revoke(call = {}) {
      const before = isOver;
      // Whoever meets the dead token from now on must not sign in with the password.
      isOver = true;
      try {
        // A login that is under way makes a token that has to end too.
        await unlessAborted(
          login().catch(() => false),
          'sign out',
          call.signal,
        );
        await takeOver();
        const { token } = current;
        if (token !== undefined) await jellyfinTokenAuth({ type: 'jellyfin-token', token }, context).revoke?.(call);
      } catch (error) {
        isOver = before;
        throw error;
      }
    },
  };
}
