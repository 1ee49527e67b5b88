/** Which requests there are for items. Apart from the others, because they are loaded with the first item. */
import { MediafoldError } from '../../errors.ts';
import type { ItemKind } from '../../models/item.ts';
import type { PlexCall } from './plex-api.ts';
import { hubsAnswer, type RowsContainer, rowsAnswer } from './plex-wire.ts';

/** `type=` of a listing. Photos are not listed: a library of them is a tree of folders. */
const typeNumbers: Partial<Record<ItemKind, number>> = {
  movie: 1,
  // Home videos are films to the server.
  clip: 1,
  show: 2,
  season: 3,
  episode: 4,
  artist: 8,
  album: 9,
  track: 10,
};

/**
 * Orders that do not change while nobody edits: a page that moves loses rows. `titleSort` is among the sorts that
 * servers offer (recorded); the others are the ones that servers name for those types and clients ask for.
 */
const sorts: Partial<Record<ItemKind, string>> = {
  movie: 'titleSort',
  clip: 'titleSort',
  show: 'titleSort',
  season: 'show.titleSort,index',
  episode: 'show.titleSort,season.index,episode.index',
  artist: 'titleSort',
  album: 'artist.titleSort,album.titleSort,album.index,album.id',
  track: 'artist.titleSort,album.titleSort,track.absoluteIndex',
};

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
