import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import { secret } from '../../../models/secret.ts';
import type { CallOptions, LoginFlow } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import type { TypedServer } from '../../http/find-server.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { polledLogin } from '../../http/polled-login.ts';
import type { WireQuickConnect } from '../jellyfin-wire.ts';
import { authorizationHeader } from './authorization-header.ts';
import { reachServer } from './login-client.ts';
import { exchangeQuickConnect, initiateQuickConnect, pollQuickConnect } from './login-requests.ts';
import { checkServer, deviceOf, endUnused, signedIn } from './signed-in.ts';

export interface QuickConnectOptions extends LoginContext, TypedServer {}

/** The server forgets a code after ten minutes, and all of them when it is restarted. */
const lifetimeMs = 600_000;
/** As often as the official clients. */
const pollEveryMs = 5_000;
const pollTimeoutMs = 15_000;

/**
 * Shows a code that a person enters where they are signed in already. The session that comes of it belongs to the identity
 * given here. When a source is signed in to again and another user agrees, `wait` rejects with `conflict`: a device has one user.
 *
 * @throws {MediafoldError} `unsupported` when the server has Quick Connect switched off, `invalid-argument` when what was
 *   typed is no address or only plain http to a public one, `unavailable`, `wrong-server`, `untrusted-certificate`, `cancelled`
 */
export async function startQuickConnect(options: QuickConnectOptions, call: CallOptions = {}): Promise<LoginFlow> {
  const { environment, identity } = options;
  const { deviceId } = identity;
  const headers = authorizationHeader(identity, deviceId);
  const { client, ...found } = await reachServer(options, call);
  const started = await initiate(client, found.base, headers, call);
  const code = secret(started.Secret);
  const url = `${found.base}/web/#/quickconnect`;
  return polledLogin({
    operation: 'wait for Quick Connect',
    environment,
    prompt: { code: started.Code, url, qr: url, expiresAt: environment.clock.now() + lifetimeMs },
    pollMs: pollEveryMs,
    look: async (signal) => {
      const { value } = await client.send({ ...pollQuickConnect(found.base, code), signal, timeoutMs: pollTimeoutMs });
      return value.Authenticated === true ? code : undefined;
    },
    async finish(agreed, signal) {
      const request = exchangeQuickConnect(found.base, headers, agreed);
      const { value } = await client.send({ ...request, signal });
      checkServer(request.operation, found, value.ServerId);
      if (deviceOf(options, found, value.User) !== deviceId) {
        await endUnused(client, options, found, value);
        const says = 'another user of the server has agreed than the one who is to sign in again. Start again';
        throw new MediafoldError('conflict', `${request.operation}: ${says}`, { operation: request.operation });
      }
      const credential = { type: 'jellyfin-token', token: secret(value.AccessToken) } as const;
      return [signedIn(found, value.User, deviceId, credential)];
    },
  });
}

async function initiate(
  client: HttpClient,
  base: string,
  headers: Readonly<Record<string, string>>,
  { signal }: CallOptions,
): Promise<WireQuickConnect> {
  try {
    return (await client.send({ ...initiateQuickConnect(base, headers, 'POST'), signal })).value;
  } catch (error) {
    if (!isMediafoldError(error) || error.status !== 405) throw error;
    return (await client.send({ ...initiateQuickConnect(base, headers, 'GET'), signal })).value;
  }
}
