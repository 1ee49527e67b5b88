import type { LibraryId, UserId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { HttpRequest } from '../http/http-client.ts';
import type { Query } from '../http/join-url.ts';
import { typesOf } from './jellyfin-map-kinds.ts';
import { identityStatuses, parentStatuses, userStatuses } from './jellyfin-statuses.ts';
import {
  pageSchema,
  publicInfoSchema,
  userSchema,
  viewsSchema,
  type WirePage,
  type WirePublicInfo,
  type WireUser,
  type WireViews,
} from './jellyfin-wire.ts';

/** One user of the server at one address. */
export interface Place {
  readonly base: string;
  readonly userId: UserId;
}

export const segment = (id: string): string => encodeURIComponent(id);

/** Anonymous. */
export function publicInfo(base: string): HttpRequest<WirePublicInfo> {
  const request = { operation: 'ask which server it is', base, path: '/System/Info/Public', schema: publicInfoSchema };
  return { ...request, statuses: identityStatuses };
}

/** Whose token it is. */
export function currentUser(base: string): HttpRequest<WireUser> {
  return { operation: 'check the sign-in', base, path: '/Users/Me', schema: userSchema };
}

/** Any good credential may ask, an API key too. */
export function userById({ base, userId }: Place): HttpRequest<WireUser> {
  const request = { operation: 'check the sign-in', base, path: `/Users/${segment(userId)}`, schema: userSchema };
  return { ...request, statuses: userStatuses };
}

export function userViews({ base, userId }: Place): HttpRequest<WireViews> {
  return { operation: 'list libraries', base, path: '/UserViews', query: { userId }, schema: viewsSchema };
}

/** Before 10.9. */
export function legacyUserViews({ base, userId }: Place): HttpRequest<WireViews> {
  return { operation: 'list libraries', base, path: `/Users/${segment(userId)}/Views`, schema: viewsSchema };
}

/** No rows, and the right total: the cheapest count there is (seen on 10.10 to 12.0). */
export function libraryCount(place: Place, library: LibraryId, kind: ItemKind): HttpRequest<WirePage> {
  const query = { parentId: library, ...recursive(typesOf(kind)), limit: 0 };
  return { ...items(`count the ${kind} items of library ${library}`, place, query), statuses: parentStatuses };
}

export function recursive(types: readonly string[]): Query {
  return { recursive: true, includeItemTypes: types.join(',') };
}

/** Without `collapseBoxSetItems` a server may put a box set in the place of its movies. */
export function items(operation: string, { base, userId }: Place, query: Query): HttpRequest<WirePage> {
  const fixed = { userId, collapseBoxSetItems: false, enableTotalRecordCount: true };
  return { operation, base, path: '/Items', query: { ...fixed, ...query }, schema: pageSchema };
}
