import { isMediafoldError, MediafoldError } from '../../errors.ts';
import type { Connection } from '../../models/connection.ts';
import type { AuthProvider } from '../auth-provider.ts';
import type { BackendContext } from '../backend-context.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from '../http/http-client.ts';
import { withoutSecrets } from '../http/redact.ts';
import { refuseToExpose } from './insecure-address.ts';
import type { Place } from './jellyfin-api.ts';
import { askServer, type JellyfinServer } from './jellyfin-connections.ts';
import { jellyfinStatuses } from './jellyfin-statuses.ts';
import { hasUserlessRoutes } from './jellyfin-version.ts';

type Signal = AbortSignal | undefined;

/** What a long-lived backend keeps between calls: the address, the server's version, whether it is closed. */
export interface JellyfinSession {
  readonly client: HttpClient;
  connection: Connection | undefined;
  close(): void;
  /** @throws {MediafoldError} `unavailable` after `close` */
  checkOpen(operation: string): void;
  /** @throws {MediafoldError} `unavailable` without a connection and after `close` */
  place(operation: string): Place;
  /** With the credential. */
  send<T>(request: HttpRequest<T>, signal: Signal): Promise<T>;
  /** Routes differ before 10.9; the version is asked for once, and only when the newer route is not there. */
  sendInDialect<T>(newer: HttpRequest<T>, older: HttpRequest<T>, signal: Signal): Promise<T>;
  /** @throws {MediafoldError} `wrong-server` */
  askServer(operation: string, signal: Signal): Promise<JellyfinServer>;
  /** Remembers the version, if it is this source's server. */
  noteServer(server: JellyfinServer): void;
}

export function createSession(auth: AuthProvider, context: BackendContext): JellyfinSession {
  const { source, environment, retries, timeoutMs, allowInsecure } = context;
  const client = createHttpClient({
    environment,
    statuses: jellyfinStatuses,
    headers: {},
    ...(retries === undefined ? {} : { retry: { retries } }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  let version: string | undefined;
  let isClosed = false;

  const unavailable = (operation: string, why: string): MediafoldError =>
    new MediafoldError('unavailable', `${operation}: ${why}`, { operation });

  const session: JellyfinSession = {
    client,
    connection: undefined,
    close() {
      isClosed = true;
      session.connection = undefined;
    },
    checkOpen(operation) {
      if (isClosed) throw unavailable(operation, 'the source has been closed');
    },
    place(operation) {
      session.checkOpen(operation);
      const base = session.connection?.uri;
      if (base === undefined) throw unavailable(operation, 'no connection to the server');
      return { base, userId: source.userId };
    },
    async send(request, signal) {
      refuseToExpose(request.operation, request.base, allowInsecure);
      return (await client.send({ ...request, auth, signal })).value;
    },
    async sendInDialect(newer, older, signal) {
      if (version !== undefined && !hasUserlessRoutes(version)) return session.send(older, signal);
      try {
        return await session.send(newer, signal);
      } catch (error) {
        const isMissing = isMediafoldError(error) && (error.status === 404 || error.status === 405);
        if (!isMissing || version !== undefined) throw error;
        const server = await session.askServer(newer.operation, signal);
        if (hasUserlessRoutes(server.version)) throw error;
        return session.send(older, signal);
      }
    },
    async askServer(operation, signal) {
      const { base } = session.place(operation);
      const server = await askServer(client, base, { signal });
      if (server.serverId !== source.serverId) {
        const message = `${operation}: ${withoutSecrets(base)}: another server, "${server.name}", answers there`;
        throw new MediafoldError('wrong-server', message, { operation });
      }
      session.noteServer(server);
      return server;
    },
    noteServer(server) {
      if (server.serverId === source.serverId) version = server.version;
    },
  };
  return session;
}
