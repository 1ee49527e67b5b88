import type { Connection } from '../../models/connection.ts';
import type { AuthProvider } from '../auth-provider.ts';
import type { HttpClient } from '../http/http-client.ts';
import { type IdentityContainer, identityAnswer, type RootContainer, rootAnswer, sectionsAnswer } from './plex-wire.ts';

type Headers = Readonly<Record<string, string>>;

interface Bounds {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The media server's requests that carry a credential, at the address in use. */
export interface PlexCall {
  readonly http: HttpClient;
  readonly connection: Connection;
  readonly auth: AuthProvider;
  readonly signal: AbortSignal;
}

/** `GET /identity`: the one question that a server answers to anybody. */
export async function getIdentity(http: HttpClient, base: string, bounds: Bounds): Promise<IdentityContainer> {
  const { signal, timeoutMs } = bounds;
  const request = { operation: 'ask who the server is', base, path: '/identity', schema: identityAnswer, retries: 0 };
  return (await http.send({ ...request, signal, timeoutMs })).value.MediaContainer;
}

/** `GET /` with a credential that is not renewed: whether it is good is the question. */
export async function getRootWith(
  http: HttpClient,
  base: string,
  headers: Headers,
  { signal }: Bounds,
): Promise<RootContainer> {
  const request = { operation: 'check the credential', base, path: '/', schema: rootAnswer, signal };
  return (await http.send({ ...request, headers, retries: 0 })).value.MediaContainer;
}

export async function getRoot({ http, connection, auth, signal }: PlexCall): Promise<RootContainer> {
  const request = { operation: 'read server info', base: connection.uri, path: '/', schema: rootAnswer, auth, signal };
  return (await http.send(request)).value.MediaContainer;
}

/** `GET /library/sections`. Absent from the published specification, used by every client. */
export async function getSections({ http, connection, auth, signal }: PlexCall): Promise<readonly unknown[]> {
  const request = { operation: 'list libraries', base: connection.uri, path: '/library/sections', auth, signal };
  return (await http.send({ ...request, schema: sectionsAnswer })).value.MediaContainer.Directory ?? [];
}
