import { isMediafoldError, MediafoldError } from '../../errors.ts';
import type { AuthProvider, CallOptions } from '../auth-provider.ts';
import type { BackendContext } from '../backend-context.ts';
import { createHttpClient, type HttpRequest } from '../http/http-client.ts';
import type { ProbeQuestions } from '../http/probe.ts';
import { withoutSecrets } from '../http/redact.ts';
import { serverEnvironment } from '../http/server-environment.ts';
import type { Session } from '../http/session.ts';
import { currentUser, type Place, userById } from './jellyfin-api.ts';
import { askServer, type JellyfinServer } from './jellyfin-connections.ts';
import { jellyfinStatuses } from './jellyfin-statuses.ts';

/** The server's requests that belong to one call, at the address in use and with the credential. */
export interface JellyfinCall {
  readonly operation: string;
  readonly place: Place;
  send<T>(request: HttpRequest<T>): Promise<T>;
  /**
   * Routes differ before 10.9; the version is asked for once, and only when the newer route is not there.
   *
   * @param older absent: servers before 10.9 cannot do it
   * @throws {MediafoldError} `unsupported`
   */
  sendInDialect<T>(newer: HttpRequest<T>, older: HttpRequest<T> | undefined): Promise<T>;
  /** @throws {MediafoldError} `wrong-server` */
  askServer(options?: { readonly retries?: number }): Promise<JellyfinServer>;
}

export interface JellyfinCalls {
  ask<T>(operation: string, options: CallOptions, work: (call: JellyfinCall) => Promise<T>): Promise<T>;
  /** How a probe asks. Nothing is renewed and nothing is tried twice. */
  readonly questions: ProbeQuestions;
}

/**
 * Routes without `/Users/{id}` in front came with 10.9; the older ones are undocumented since, though still served in 12.0
 * (seen on 10.10 and 10.11). What cannot be read is taken for new.
 */
function hasUserlessRoutes(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined || Number(major) > 10 || (Number(major) === 10 && Number(minor) >= 9);
}

export function createCalls(auth: AuthProvider, context: BackendContext, session: Session): JellyfinCalls {
  const { serverId: expected, userId } = context.source;
  const statuses = jellyfinStatuses;
  const environment = serverEnvironment(context);
  const client = createHttpClient({ ...context, environment, statuses, headers: {} });
  let version: string | undefined;
  session.onLeft(client.leave);

  function note(server: JellyfinServer): JellyfinServer {
    if (server.serverId === expected) ({ version } = server);
    return server;
  }

  function callAt(operation: string, base: string, signal: AbortSignal): JellyfinCall {
    function sendOlder<T>(request: HttpRequest<T> | undefined): Promise<T> {
      if (request !== undefined) return call.send(request);
      throw new MediafoldError('unsupported', `${operation}: this needs Jellyfin 10.9 or newer`, { operation });
    }
    const call: JellyfinCall = {
      operation,
      place: { base, userId },
      async send(request) {
        return (await client.send({ ...request, auth, signal })).value;
      },
      async sendInDialect(newer, older) {
        if (version !== undefined && !hasUserlessRoutes(version)) return sendOlder(older);
        try {
          return await call.send(newer);
        } catch (error) {
          const isMissing = isMediafoldError(error) && (error.status === 404 || error.status === 405);
          if (!isMissing || version !== undefined) throw error;
          if (hasUserlessRoutes((await call.askServer()).version)) throw error;
          return sendOlder(older);
        }
      },
      async askServer(bounds = {}) {
        const server = note(await askServer(client, base, { ...bounds, signal }));
        if (server.serverId === expected) return server;
        const says = `${withoutSecrets(base)}: another server, "${server.name}", answers there`;
        throw new MediafoldError('wrong-server', `${operation}: ${says}`, { operation });
      },
    };
    return call;
  }

  return {
    ask: (operation, { signal }, work) =>
      session.during(operation, signal, (stop) => work(callAt(operation, session.inUse(operation).uri, stop))),
    questions: {
      whoAreYou: async (base, signal) => note(await askServer(client, base, { signal, retries: 0 })),
      async isMyCredentialGood(base, signal) {
        // An API key is nobody, so it asks about the user whom it is meant to see as.
        const isKey = auth.credential.type === 'jellyfin-api-key';
        const request = isKey ? userById({ base, userId }) : currentUser(base);
        await client.send({ ...request, headers: await auth.headers({ signal }), signal, retries: 0 });
      },
    },
  };
}
