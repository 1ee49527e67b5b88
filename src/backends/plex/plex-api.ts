import { MediafoldError } from '../../errors.ts';
import type { Connection } from '../../models/connection.ts';
import type { ItemKind } from '../../models/item.ts';
import type { AuthProvider } from '../auth-provider.ts';
import type { HttpClient } from '../http/http-client.ts';
import { sorts, typeNumbers } from './plex-map-kinds.ts';
import {
  hubsAnswer,
  type IdentityContainer,
  identityAnswer,
  type RootContainer,
  type RowsContainer,
  rootAnswer,
  rowsAnswer,
  sectionsAnswer,
} from './plex-wire.ts';

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

export interface Paging {
  readonly start: number;
  readonly size: number;
}

export interface RowsAnswer extends RowsContainer {
  /** How many rows the whole listing has, by body or header. */
  readonly total: number | undefined;
}

/** Both, or servers ignore the size (seen on 1.43). */
const pagingQuery = ({ start, size }: Paging): Readonly<Record<string, number>> => ({
  'X-Plex-Container-Start': start,
  'X-Plex-Container-Size': size,
});

async function getRows(
  call: PlexCall,
  operation: string,
  path: string,
  query: Readonly<Record<string, string | number>>,
): Promise<RowsAnswer> {
  const { http, connection, auth, signal } = call;
  const answer = await http.send({ operation, base: connection.uri, path, query, schema: rowsAnswer, auth, signal });
  const { MediaContainer: content } = answer.value;
  const told = Number(answer.headers.get('x-plex-container-total-size') ?? Number.NaN);
  return { ...content, total: content.totalSize ?? (Number.isNaN(told) ? undefined : told) };
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

/** An id as one part of a path. Dots alone would climb out of it, encoded or not, and half a character has no code. */
function segment(id: string): string {
  if (/^\.+$|\p{Cs}/u.test(id)) throw new MediafoldError('invalid-argument', `"${id}" is not an id of this server`);
  return encodeURIComponent(id);
}

export async function getSectionItems(
  call: PlexCall,
  section: string,
  kind: ItemKind,
  paging: Paging,
): Promise<RowsAnswer> {
  return getRows(call, `list items of library ${section}`, `/library/sections/${segment(section)}/all`, {
    type: typeNumbers[kind] ?? 0,
    sort: sorts[kind] ?? 'titleSort',
    includeGuids: 1,
    ...pagingQuery(paging),
  });
}

/** A size of nothing gives the total only. */
export async function countSectionItems(call: PlexCall, section: string, kind: ItemKind): Promise<RowsAnswer> {
  return getRows(call, `count items of library ${section}`, `/library/sections/${segment(section)}/all`, {
    type: typeNumbers[kind] ?? 0,
    ...pagingQuery({ start: 0, size: 0 }),
  });
}

export async function getMetadata(call: PlexCall, id: string): Promise<RowsAnswer> {
  return getRows(call, `get item ${id}`, `/library/metadata/${segment(id)}`, { includeGuids: 1, includeChapters: 1 });
}

export async function getChildren(call: PlexCall, id: string, paging: Paging): Promise<RowsAnswer> {
  return getRows(call, `list children of ${id}`, `/library/metadata/${segment(id)}/children`, {
    includeGuids: 1,
    ...pagingQuery(paging),
  });
}

/** `limit` is for each kind of hit. */
export async function searchHubs(call: PlexCall, text: string, limit: number): Promise<readonly unknown[]> {
  const { http, connection, auth, signal } = call;
  const query = { query: text, limit, includeCollections: 1, includeExternalMedia: 0, includeGuids: 1 };
  const request = { operation: 'search', base: connection.uri, path: '/hubs/search', query, auth, signal };
  return (await http.send({ ...request, schema: hubsAnswer })).value.MediaContainer.Hub ?? [];
}
