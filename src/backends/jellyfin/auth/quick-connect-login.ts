import { isMediafoldError, MediafoldError } from '../../../errors.ts';
import { type Secret, secret } from '../../../models/secret.ts';
import type { SignedInServer } from '../../../models/source.ts';
import type { CallOptions, LoginFlow } from '../../auth-provider.ts';
import type { LoginContext } from '../../backend-context.ts';
import type { TypedServer } from '../../http/find-server.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { WireQuickConnect } from '../jellyfin-wire.ts';
import { authorizationHeader } from './authorization-header.ts';
import { reachServer } from './login-client.ts';
import { exchangeQuickConnect, initiateQuickConnect, pollQuickConnect } from './login-requests.ts';
import { checkServer, signedIn } from './signed-in.ts';

export interface QuickConnectOptions extends LoginContext, TypedServer {}

/** The server forgets a code after ten minutes, and all of them when it is restarted. */
const lifetimeMs = 600_000;
/** As often as the official clients. */
const pollEveryMs = 5_000;
const pollTimeoutMs = 15_000;

/**
 * Shows a code that a person enters where they are signed in already. The session that comes of it belongs to the identity
 * given here.
 *
 * @throws {MediafoldError} `unsupported` when the server has Quick Connect switched off
 */
export async function startQuickConnect(options: QuickConnectOptions, call: CallOptions = {}): Promise<LoginFlow> {
  const { environment, identity } = options;
  const { clock } = environment;
  const { deviceId } = identity;
  const headers = authorizationHeader(identity, deviceId);
  const { client, ...found } = await reachServer(options, call);
  const started = await initiate(client, found.base, headers, call);
  const code = secret(started.Secret);
  const expiresAt = clock.now() + lifetimeMs;

  async function wait({ signal }: CallOptions = {}): Promise<readonly SignedInServer[]> {
    for (;;) {
      const poll = await ask(client, found.base, code, signal);
      if (poll.isApproved) break;
      const pauseMs = Math.max(pollEveryMs, poll.retryAfterMs);
      if (clock.now() + pauseMs >= expiresAt) throw ranOut();
      await clock.sleep(pauseMs, signal);
    }
    const request = exchangeQuickConnect(found.base, headers, code);
    const { value } = await client.send({ ...request, signal });
    checkServer(request.operation, found, value.ServerId);
    const credential = { type: 'jellyfin-token', token: secret(value.AccessToken) } as const;
    return [signedIn(found, value.User, deviceId, credential)];
  }

  return { prompt: { code: started.Code, url: `${found.base}/web/#/quickconnect`, expiresAt }, wait };
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

interface Poll {
  readonly isApproved: boolean;
  readonly retryAfterMs: number;
}

const passing: ReadonlySet<string> = new Set(['unavailable', 'timeout', 'rate-limited']);

/** A server that is away, busy or starting may be back before the code runs out. */
async function ask(client: HttpClient, base: string, code: Secret, signal: AbortSignal | undefined): Promise<Poll> {
  try {
    const { value } = await client.send({ ...pollQuickConnect(base, code), signal, timeoutMs: pollTimeoutMs });
    return { isApproved: value.Authenticated === true, retryAfterMs: 0 };
  } catch (error) {
    if (!isMediafoldError(error) || !passing.has(error.code)) throw error;
    return { isApproved: false, retryAfterMs: error.retryAfterMs ?? 0 };
  }
}

function ranOut(): MediafoldError {
  const operation = 'wait for Quick Connect';
  return new MediafoldError('token-expired', `${operation}: the code ran out before anybody entered it. Start again`, {
    operation,
  });
}
