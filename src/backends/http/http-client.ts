import ky, { type HTTPError, isHTTPError, type KyInstance } from 'ky';
import { isMediafoldError, type MediafoldError } from '../../errors.ts';
import type { Environment } from '../../models/environment.ts';
import type { AuthProvider } from '../auth-provider.ts';
import { authorized } from './authorize.ts';
import { withDeadline } from './deadline.ts';
import { joinUrl, type Query } from './join-url.ts';
import { networkFailure } from './network-error.ts';
import { parseAnswer, type Schema } from './parse-answer.ts';
import { refuseToExpose } from './private-address.ts';
import { withoutSecrets } from './redact.ts';
import { defaultRetryPolicy, withRetry } from './retry.ts';
import { type StatusTable, statusError } from './status-error.ts';

export interface HttpClientOptions {
  readonly environment: Environment;
  /** What the vendor's statuses mean, where that differs from HTTP. */
  readonly statuses: StatusTable;
  /** Sent with every request: who this client is. */
  readonly headers: Readonly<Record<string, string>>;
  /** How often to try again. Default 3. */
  readonly retries?: number | undefined;
  /** For one attempt, body included, milliseconds. Default 30,000: big libraries make servers slow. */
  readonly timeoutMs?: number | undefined;
  /** Send a credential over plain http to public addresses too. Default false. */
  readonly allowInsecure?: boolean | undefined;
}

export interface HttpRequest<T> {
  /** In words, for errors and logs: `list items`. */
  readonly operation: string;
  /** Address of the server, base path included. */
  readonly base: string;
  readonly path: string;
  /** The shape of the answer's JSON. Absent: the answer's body does not matter. */
  readonly schema?: Schema<T>;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Adds the credential, and renews it once. Absent: the request carries none. */
  readonly auth?: AuthProvider | undefined;
  /** Overrides the client's meanings for this request. */
  readonly statuses?: StatusTable;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly retries?: number;
  /** May it reach the server twice? Default: only GET. */
  readonly safe?: boolean;
}

export interface HttpAnswer<T> {
  readonly value: T;
  readonly status: number;
  readonly headers: Headers;
}

/** One per backend, pooled by the platform's fetch. */
export interface HttpClient {
  send<T>(request: HttpRequest<T>): Promise<HttpAnswer<T>>;
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { environment, statuses } = options;
  const { clock, logger } = environment;
  const client: KyInstance = ky.create({
    fetch: environment.fetch,
    // Redirects would take the credential to a place that nobody verified.
    redirect: 'manual',
    retry: 0,
    timeout: false,
    headers: { accept: 'application/json', ...options.headers },
  });

  async function once<T>(
    request: HttpRequest<T>,
    credential: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer<T>> {
    const { operation, base, path, schema, method = 'GET', query, json } = request;
    const where = withoutSecrets(base);
    const table = request.statuses === undefined ? statuses : { ...statuses, ...request.statuses };
    const translate = (error: Error): MediafoldError => {
      if (isMediafoldError(error)) return error;
      if (!isHTTPError(error)) return networkFailure(error, operation, where);
      return statusError(refused(error), { operation, where, now: clock.now(), table });
    };
    const startedAt = clock.now();
    const about = { operation, method, url: withoutSecrets(joinUrl(base, path)) };
    const deadline = { operation, ms: request.timeoutMs ?? options.timeoutMs ?? 30_000, clock, signal: request.signal };
    return withDeadline(deadline, async (signal) => {
      try {
        const response = await client(joinUrl(base, path, query), {
          method,
          signal,
          headers: { ...request.headers, ...credential },
          hooks: { beforeError: [({ error }) => translate(error)] },
          ...(json === undefined ? {} : { json }),
        });
        const text = await response.text();
        logger.debug({ ...about, status: response.status, ms: clock.now() - startedAt }, 'request');
        const value = schema === undefined ? (undefined as T) : parseAnswer(text, schema, operation, where);
        return { value, status: response.status, headers: response.headers };
      } catch (thrown) {
        // A body that breaks off is reported by the platform, past ky's hook.
        const error = translate(thrown instanceof Error ? thrown : new Error('not an error'));
        logger.debug(
          { ...about, status: error.status, code: error.code, ms: clock.now() - startedAt },
          'request failed',
        );
        throw error;
      }
    });
  }

  return {
    async send(request) {
      const { operation, base, auth, signal, method = 'GET', safe = method === 'GET' } = request;
      const retries = request.retries ?? options.retries ?? defaultRetryPolicy.retries;
      const policy = { ...defaultRetryPolicy, retries };
      const attempt = (credential: Readonly<Record<string, string>>): Promise<HttpAnswer<never>> =>
        withRetry(() => once(request as HttpRequest<never>, credential), { policy, safe, environment, signal });
      if (auth === undefined) return attempt({});
      refuseToExpose(operation, base, options.allowInsecure);
      return authorized(auth, signal, attempt);
    },
  };
}

function refused(error: HTTPError): { status: number; headers: Headers; body: unknown } {
  return { status: error.response.status, headers: error.response.headers, body: error.data };
}
