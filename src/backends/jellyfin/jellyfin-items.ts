/** What a backend does with items. Loaded with the first of them: listing libraries needs none of it. */
import { MediafoldError } from '../../errors.ts';
import type { ItemId, LibraryId } from '../../models/ids.ts';
import { type Item, type ItemKind, itemKinds } from '../../models/item.ts';
import type { Page } from '../../models/page.ts';
import type { LibraryListOptions, ListOptions } from '../media-backend.ts';
import type { JellyfinCall } from './jellyfin-calls.ts';
import * as api from './jellyfin-items-api.ts';
import { pageOf, sliceOf } from './jellyfin-listing.ts';
import { mapItem } from './jellyfin-map.ts';
import { typesOf } from './jellyfin-map-kinds.ts';

export { children } from './jellyfin-children.ts';

/** Seasons have no names worth finding, and photos are found by nobody. */
const unsearchable: ReadonlySet<ItemKind> = new Set(['season', 'photo', 'photo-album']);

export async function listItems(
  { operation, place, send }: JellyfinCall,
  library: LibraryId,
  options: LibraryListOptions,
): Promise<Page<Item>> {
  const { kind } = options;
  const slice = sliceOf(options, operation, kind);
  const answer = await send(api.libraryItems(place, library, kind, slice));
  return pageOf(answer, slice, { completeness: 'brief', libraryId: library }, kind);
}

export async function getItem({ operation, place, sendInDialect }: JellyfinCall, id: ItemId): Promise<Item> {
  const row = await sendInDialect(api.itemById(place, id), api.legacyItemById(place, id));
  const item = mapItem(row, { completeness: 'full' });
  if (item !== undefined) return item;
  const says = 'it is nothing that can be played or listed, such as a plain folder';
  throw new MediafoldError('unsupported', `${operation}: ${says}`, { operation });
}

export async function search(
  { operation, place, send }: JellyfinCall,
  text: string,
  options: ListOptions,
): Promise<Page<Item>> {
  if (text.trim() === '') {
    throw new MediafoldError('invalid-argument', `${operation}: say what to search for`, { operation });
  }
  const types = itemKinds.filter((kind) => !unsearchable.has(kind)).flatMap(typesOf);
  const slice = sliceOf(options, operation, operation);
  return pageOf(await send(api.foundItems(place, text, types, slice)), slice, { completeness: 'brief' }, operation);
}
