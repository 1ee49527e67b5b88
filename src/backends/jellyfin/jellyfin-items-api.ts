/** Which requests there are for items. Apart from the others, because they are loaded with the first item. */
import type { ItemId, LibraryId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { HttpRequest } from '../http/http-client.ts';
import type { Query } from '../http/join-url.ts';
import { items, type Place, recursive, segment } from './jellyfin-api.ts';
import { typesOf } from './jellyfin-map-kinds.ts';
import { parentStatuses } from './jellyfin-statuses.ts';
import { pageSchema, type WirePage } from './jellyfin-wire.ts';
import { itemSchema, type WireItem } from './jellyfin-wire-item.ts';

/** Which part of a listing. */
export interface Slice {
  readonly start: number;
  readonly limit: number;
}

/** They cost the server nothing worth naming; people and media sources would make a page fourteen times slower (seen on 12.0). */
const briefFields = 'Overview,Genres,ProviderIds,DateCreated,SortName,OriginalTitle,Studios,Tags,Taglines,Etag';

/** No sort key is unique there; names together with the moment of adding come close to it. */
const stableOrder: Query = { sortBy: 'SortName,DateCreated', sortOrder: 'Ascending' };

const sliced = ({ start, limit }: Slice): Query => ({ startIndex: start, limit });

/** Every item of one kind in a library, at any depth. Missing episodes are among them. */
export function libraryItems(place: Place, library: LibraryId, kind: ItemKind, slice: Slice): HttpRequest<WirePage> {
  const query = {
    parentId: library,
    ...recursive(typesOf(kind)),
    ...stableOrder,
    fields: briefFields,
    ...sliced(slice),
  };
  return { ...items(`list the ${kind} items of library ${library}`, place, query), statuses: parentStatuses };
}

/** In full. */
export function itemById({ base, userId }: Place, id: ItemId): HttpRequest<WireItem> {
  return { operation: `get item ${id}`, base, path: `/Items/${segment(id)}`, query: { userId }, schema: itemSchema };
}

/** Before 10.9. */
export function legacyItemById({ base, userId }: Place, id: ItemId): HttpRequest<WireItem> {
  const path = `/Users/${segment(userId)}/Items/${segment(id)}`;
  return { operation: `get item ${id}`, base, path, schema: itemSchema };
}

/** What it is, without what it costs to get it in full. Unknown ids give an empty page. */
export function itemType(place: Place, id: ItemId): HttpRequest<WirePage> {
  return items(`list what is in item ${id}`, place, { ids: id, enableImages: false, enableUserData: false, limit: 1 });
}

/** Not paged by the server. */
export function seasonsOf({ base, userId }: Place, show: ItemId): HttpRequest<WirePage> {
  return {
    operation: `list the seasons of item ${show}`,
    base,
    path: `/Shows/${segment(show)}/Seasons`,
    query: { userId, fields: briefFields },
    schema: pageSchema,
  };
}

/** By the season's id, because files of a season need not lie in one folder. */
export function episodesOf({ base, userId }: Place, show: string, season: ItemId, slice: Slice): HttpRequest<WirePage> {
  return {
    operation: `list the episodes of item ${season}`,
    base,
    path: `/Shows/${segment(show)}/Episodes`,
    query: { userId, seasonId: season, fields: briefFields, ...sliced(slice) },
    schema: pageSchema,
  };
}

/** In the order of the playlist, which `/Items` does not know. */
export function playlistItems({ base, userId }: Place, playlist: ItemId, slice: Slice): HttpRequest<WirePage> {
  return {
    operation: `list what is in item ${playlist}`,
    base,
    path: `/Playlists/${segment(playlist)}/Items`,
    query: { userId, fields: briefFields, ...sliced(slice) },
    schema: pageSchema,
  };
}

/** @param query which children, and in which order */
export function childItems(place: Place, parent: ItemId, query: Query, slice: Slice): HttpRequest<WirePage> {
  return items(`list what is in item ${parent}`, place, { ...query, fields: briefFields, ...sliced(slice) });
}

/** In the order of the server's own ranking. */
export function foundItems(place: Place, text: string, types: readonly string[], slice: Slice): HttpRequest<WirePage> {
  return items('search', place, { searchTerm: text, ...recursive(types), fields: briefFields, ...sliced(slice) });
}
