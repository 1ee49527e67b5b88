import { isMediafoldError, type MediafoldError, NetworkFailure, type NetworkProblem } from '../../../errors.ts';
import type { Environment } from '../../../models/environment.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../http/http-client.ts';
import { withRetry } from '../../http/retry.ts';
import { defaultRetryPolicy } from '../../http/retry-rules.ts';

/** The request did not get there, so it can be made elsewhere whatever it does. */
const neverArrived: ReadonlySet<NetworkProblem> = new Set(['dns', 'refused', 'tls']);

/** An answer, whatever it says, is no reason to ask elsewhere: the same service is behind both names. */
function isTransport(error: unknown, safe: boolean): error is MediafoldError {
  if (error instanceof NetworkFailure) return safe || neverArrived.has(error.problem);
  return safe && isMediafoldError(error) && error.code === 'timeout' && error.status === undefined;
}

/**
 * Asks the second name of a service when the first one cannot be reached, and stays with the one that answered. Name
 * servers that filter, and networks that let only one of them through, are common.
 */
export function eitherHost(
  http: HttpClient,
  hosts: readonly [string, string],
  setting: { readonly environment: Environment; readonly retries?: number | undefined },
): HttpClient {
  const { environment } = setting;
  let [inUse, other] = hosts;

  async function attempt<T>(request: HttpRequest<T>, safe: boolean): Promise<HttpAnswer<T>> {
    const [first, second] = [inUse, other];
    try {
      return await http.send({ ...request, base: first, retries: 0 });
    } catch (error) {
      if (!isTransport(error, safe)) throw error;
      try {
        const answer = await http.send({ ...request, base: second, retries: 0 });
        [inUse, other] = [second, first];
        return answer;
      } catch (again) {
        // Both are away: the first name is the one that a person knows.
        if (isTransport(again, true)) throw error;
        [inUse, other] = [second, first];
        throw again;
      }
    }
  }

  return {
    send(request) {
      const { signal, method = 'GET', safe = method === 'GET' } = request;
      const retries = request.retries ?? setting.retries ?? defaultRetryPolicy.retries;
      const policy = { ...defaultRetryPolicy, retries };
      return withRetry(() => attempt(request, safe), { policy, safe, environment, signal });
    },
  };
}
