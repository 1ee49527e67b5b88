import ky, { type HTTPError, isHTTPError, type KyInstance } from 'ky';
import { isMediafoldError, type MediafoldError, reactions } from '../../errors.ts';
import type { Environment } from '../../models/environment.ts';
import type { AuthProvider } from '../auth-provider.ts';
import type { BackendContext } from '../backend-context.ts';
import { createAuthorized } from './authorize.ts';
import { withDeadline } from './deadline.ts';
import { Left, mayBeElsewhere, NeverSent, passageOf, wasNotDone } from './elsewhere.ts';
import { createGate } from './gate.ts';
import { joinUrl, type Query } from './join-url.ts';
import { networkFailure } from './network-error.ts';
import { parseAnswer, type Schema } from './parse-answer.ts';
import { refuseToExpose } from './private-address.ts';
import { readText } from './read-text.ts';
import { withoutSecrets } from './redact.ts';
import { withRetry } from './retry.ts';
import { defaultRetryPolicy, type RetryOptions } from './retry-rules.ts';
import { type StatusTable, statusError } from './status-error.ts';

export interface HttpClientOptions {
  readonly environment: Environment;
  /** What the vendor's statuses mean, where that differs from HTTP. */
  readonly statuses: StatusTable;
  /** Sent with every request: who this client is. */
  readonly headers: Readonly<Record<string, string>>;
  /** How often to try again. Default 3. */
  readonly retries?: number | undefined;
  /** Until an answer begins, milliseconds, for one attempt. Default 30,000: big libraries make servers slow. */
  readonly timeoutMs?: number | undefined;
  /** The longest silence in the middle of an answer, milliseconds. Default 30,000. */
  readonly silenceMs?: number | undefined;
  /** Where the server is now, when requests with a credential fail at an address. Absent: nobody can be asked. */
  readonly relocate?: BackendContext['relocate'] | undefined;
  /** Where a credential may go now. Absent: wherever it is sent. */
  readonly confirm?: BackendContext['confirm'] | undefined;
  readonly onAnswer?: BackendContext['onAnswer'] | undefined;
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
  readonly retries?: number | undefined;
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

/** For one server, which may move. */
export interface ServerClient extends HttpClient {
  /**
   * The server is used at another address from now on, or over another network: what still waits for an answer here, and may
   * be sent twice, goes there instead of waiting for what may be gone. Without `relocate` everything ends where it began.
   */
  leave(base: string, to: string): void;
}

export function createHttpClient(options: HttpClientOptions): ServerClient {
  const { environment, statuses } = options;
  const { clock, logger } = environment;
  const authorized = createAuthorized();
  const gate = createGate();
  /** What the last request met at a base where nobody answered. */
  const nobodyAt = new Map<string, MediafoldError>();
  /** How the server last asked for fewer requests, and when. */
  let limited: MediafoldError | undefined;
  let limitedAt = 0;
  /** Those that wait for an answer and can go elsewhere. */
  const waitingAt = new Map<AbortController, string>();
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
    const translate = async (error: Error): Promise<MediafoldError> => {
      if (isMediafoldError(error)) return error;
      if (!isHTTPError(error)) return networkFailure(error, operation, where);
      return statusError(refused(error), { operation, where, now: clock.now(), table });
    };
    const startedAt = clock.now();
    const askedBefore = limited;
    const about = { operation, method, url: withoutSecrets(joinUrl(base, path)) };
    const waiting = { operation, clock, signal: request.signal };
    const ms = request.timeoutMs ?? options.timeoutMs ?? 30_000;
    const leaving = new AbortController();
    const either = request.signal === undefined ? leaving.signal : AbortSignal.any([request.signal, leaving.signal]);
    if (request.auth !== undefined && options.relocate !== undefined && isSafe(request)) waitingAt.set(leaving, base);
    try {
      const response = await withDeadline({ ...waiting, ms, signal: either }, (signal) =>
        client(joinUrl(base, path, query), {
          method,
          signal,
          headers: { ...request.headers, ...credential },
          hooks: { beforeError: [({ error }) => translate(error)] },
          ...(json === undefined ? {} : { json }),
        }),
      );
      waitingAt.delete(leaving);
      // Who only asks who is there is answered in the middle of a pause too.
      if (request.auth !== undefined && limited === askedBefore) limited = undefined;
      const text = await readText(response, { ...waiting, silenceMs: options.silenceMs ?? 30_000 });
      logger.debug({ ...about, status: response.status, ms: clock.now() - startedAt }, 'request');
      const value = schema === undefined ? (undefined as T) : parseAnswer(text, schema, operation, where);
      return { value, status: response.status, headers: response.headers };
    } catch (thrown) {
      // A body that breaks off is reported by the platform, past ky's hook.
      const to: unknown = leaving.signal.reason;
      const error =
        typeof to === 'string' && !request.signal?.aborted
          ? new Left(operation, to)
          : await translate(thrown instanceof Error ? thrown : new Error('not an error'));
      logger.debug({ ...about, status: error.status, code: error.code, ms: clock.now() - startedAt }, 'request failed');
      if (error.code === 'rate-limited') [limited, limitedAt] = [error, clock.now()];
      throw error;
    } finally {
      waitingAt.delete(leaving);
    }
  }

  /** @param isLast nobody is asked for another address any more, so that one which flickers is tried again */
  function attempt<T>(request: HttpRequest<T>, auth: AuthProvider, isLast: boolean): Promise<HttpAnswer<T>> {
    refuseToExpose(request.operation, request.base, options.allowInsecure);
    const passage = (credential: Readonly<Record<string, string>>) => {
      /** The pause that it has kept already. */
      let kept: MediafoldError | undefined;
      return () => {
        const before = nobodyAt.get(request.base);
        const go = async (): Promise<HttpAnswer<T>> => {
          const met = nobodyAt.get(request.base);
          // Else each would wait for as long as the first did, and in turn.
          if (met !== undefined && met !== before)
            throw met instanceof Left ? met : new NeverSent(request.operation, met);
          const asked = limited;
          const elapsed = Math.abs(clock.now() - limitedAt);
          const left = Math.max(0, (asked?.retryAfterMs ?? 0) - elapsed);
          // Who asks for fewer requests means all of them. Whatever it says, it may be asked again after a while.
          if (asked && asked !== kept && left && elapsed < defaultRetryPolicy.longestRetryAfterMs) {
            kept = asked;
            throw new NeverSent(request.operation, asked, left);
          }
          try {
            return await once(request, credential);
          } catch (error) {
            // Before the next one takes its place in the row.
            if (!isLast && isMediafoldError(error) && error.status === undefined && mayBeElsewhere(error))
              nobodyAt.set(request.base, error);
            throw error;
          } finally {
            kept = limited;
          }
        };
        return gate.pass(go, passageOf, request.signal);
      };
    };
    return authorized(auth, request.signal, (credential) =>
      withRetry(passage(credential), { ...retrying(request), staysHere: isLast }),
    );
  }

  const retrying = (request: HttpRequest<unknown>): RetryOptions => {
    const { retries = options.retries, signal } = request;
    const safe = isSafe(request);
    const policy = retries === undefined ? defaultRetryPolicy : { ...defaultRetryPolicy, retries };
    return { policy, safe, environment, signal };
  };

  return {
    async send(request) {
      const { auth, signal } = request;
      if (auth === undefined) return withRetry(() => once(request, {}), retrying(request));
      const { relocate, confirm } = options;
      let { base, retries } = request;
      // Else each call would show the credential to whoever has the address now, or wait where the server is no more.
      base = (await confirm?.(base, signal)) ?? base;
      for (let isLast = relocate === undefined; ; ) {
        try {
          const answer = await attempt({ ...request, base, retries }, auth, isLast);
          options.onAnswer?.(base);
          return answer;
        } catch (error) {
          if (signal?.aborted || !isMediafoldError(error)) throw error;
          if (error instanceof Left) {
            base = error.to;
            continue;
          }
          if (isLast || !mayBeElsewhere(error)) throw error;
          // Also when this one may not be sent twice: the next call finds the way.
          const moved = await relocate?.(base, signal, reactions[error.code].renew === true);
          if (moved === undefined || !wasNotDone(error, isSafe(request))) throw error;
          // It was the server itself that answered so, and would again.
          if (moved === base && error.status !== undefined) throw error;
          // It is there, and this is too much for it: once more, but not four times.
          if (moved === base && error.code === 'timeout') retries = 0;
          base = moved;
          isLast = true;
        }
      }
    },
    leave(base, to) {
      // Those that wait for their turn would wait for an answer next.
      if (base !== to) nobodyAt.set(base, new Left('leave', to));
      for (const [waiting, at] of waitingAt) if (at === base) waiting.abort(to);
    },
  };
}

const isSafe = ({ method = 'GET', safe = method === 'GET' }: HttpRequest<unknown>): boolean => safe;

function refused(error: HTTPError): { status: number; headers: Headers; body: unknown } {
  return { status: error.response.status, headers: error.response.headers, body: error.data };
}
