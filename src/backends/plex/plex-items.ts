/** What a backend does with items. Loaded with the first of them: listing libraries needs none of it. */
import { MediafoldError, ProtocolError } from '../../errors.ts';
import { type ItemId, type LibraryId, libraryId } from '../../models/ids.ts';
import type { Item, ItemKind } from '../../models/item.ts';
import type { Page } from '../../models/page.ts';
import { pageLimit } from '../http/paging.ts';
import type { LibraryListOptions, ListOptions } from '../media-backend.ts';
import type { PlexCall } from './plex-api.ts';
import * as api from './plex-items-api.ts';
import type { KnownLibraries } from './plex-map-libraries.ts';
import { pageEnd, plexPageStart } from './plex-paging.ts';
import { readHubs, readItem, readRows } from './plex-read.ts';

export interface ItemsCall extends PlexCall {
  readonly operation: string;
  readonly known: KnownLibraries;
}

function toPage(call: ItemsCall, answer: api.RowsAnswer, options: ListOptions, library?: LibraryId): Page<Item> {
  const { Metadata = [], Directory = [], total, librarySectionID } = answer;
  const end = pageEnd(plexPageStart(options.cursor, call.operation), {
    count: Metadata.length + Directory.length,
    skipped: Directory.length,
    total,
    limit: pageLimit(options.limit),
  });
  const own = librarySectionID === undefined ? undefined : libraryId(librarySectionID);
  const isHomeVideos = (id: string | undefined): boolean => call.known.isHomeVideos(id);
  return { ...readRows(Metadata, { libraryId: library ?? own, isHomeVideos }), ...end };
}

function pagingOf({ operation }: ItemsCall, options: ListOptions): api.Paging {
  return { start: plexPageStart(options.cursor, operation).start, size: pageLimit(options.limit) };
}

export async function listItems(call: ItemsCall, library: LibraryId, options: LibraryListOptions): Promise<Page<Item>> {
  const answer = await api.getSectionItems(call, library, options.kind, pagingOf(call, options));
  return toPage(call, answer, options, library);
}

export async function countItems(call: ItemsCall, library: LibraryId, kind: ItemKind): Promise<number> {
  const { total } = await api.countSectionItems(call, library, kind);
  if (total !== undefined) return total;
  const { operation } = call;
  throw new ProtocolError(`${operation}: the server did not say how many there are`, [], { operation });
}

export async function getItem(call: ItemsCall, id: ItemId): Promise<Item> {
  return readItem(await api.getMetadata(call, id), id, call.operation, call.known);
}

export async function children(call: ItemsCall, id: ItemId, options: ListOptions): Promise<Page<Item>> {
  try {
    return toPage(call, await api.getChildren(call, id, pagingOf(call, options)), options);
  } catch (error) {
    if (!(error instanceof MediafoldError) || error.code !== 'not-found') throw error;
    // The answer for an item that is gone, and for one that can have nothing below it.
    await getItem(call, id);
    return { items: [], rejected: [], total: 0 };
  }
}

export async function search(call: ItemsCall, text: string, options: ListOptions): Promise<Page<Item>> {
  const { operation } = call;
  if (text.trim() === '') {
    throw new MediafoldError('invalid-argument', `${operation}: say what to search for`, { operation });
  }
  return readHubs(await api.searchHubs(call, text, pageLimit(options.limit ?? 20)), call.known);
}
