import type { Environment } from '../../models/environment.ts';
import type { LoginContext } from '../backend-context.ts';
import { wouldExpose } from './private-address.ts';

export interface ServerReach extends Pick<LoginContext, 'environment' | 'server'> {
  /** The headers, which are secrets, too go over plain http to public addresses. Default false. */
  readonly allowInsecure?: boolean | undefined;
}

/**
 * For clients of the media server itself: its own fetch, and its headers on every request. They are added where the
 * request leaves, so that no client, no error and no log on the way holds them. What a request brings wins.
 */
export function serverEnvironment({ environment, server, allowInsecure }: ServerReach): Environment {
  if (server === undefined) return environment;
  const send = server.fetch ?? environment.fetch;
  return {
    ...environment,
    fetch: (input, init) => {
      const request = new Request(input, init);
      const own = wouldExpose(request.url, allowInsecure) ? {} : server.headers;
      for (const [name, value] of Object.entries(own ?? {})) {
        if (!request.headers.has(name)) request.headers.set(name, value.reveal());
      }
      // The caller's own: one that follows it can be collected as garbage before it fires, and the server would go on.
      return send(request, { signal: init?.signal ?? (input instanceof Request ? input.signal : null) });
    },
  };
}

/** For what a player or browser loads by itself. */
export function headersForUrls({ server }: Pick<LoginContext, 'server'>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(server?.headers ?? {}).map(([name, value]) => [name, value.reveal()]));
}
