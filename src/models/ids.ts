import { MediafoldError } from '../errors.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** One server seen as one user. Made by this library; opaque. */
export type SourceId = Branded<'SourceId'>;
/** A server's own id of an item. Opaque, and never a key without its {@link SourceId}. */
export type ItemId = Branded<'ItemId'>;
export type LibraryId = Branded<'LibraryId'>;
/** Plex `machineIdentifier`, Jellyfin server `Id`. */
export type ServerId = Branded<'ServerId'>;
/** Plex account or Home user uuid, Jellyfin user `Id`. */
export type UserId = Branded<'UserId'>;
/** One work across servers, in this catalogue. */
export type TitleId = Branded<'TitleId'>;

function brandAs<T extends string>(what: string, value: string): T {
  if (value.trim() === '') throw new MediafoldError('invalid-argument', `${what} is empty`);
  return value as T;
}

export const sourceId = (value: string): SourceId => brandAs('the source id', value);
export const itemId = (value: string): ItemId => brandAs('the item id', value);
export const libraryId = (value: string): LibraryId => brandAs('the library id', value);
export const serverId = (value: string): ServerId => brandAs('the server id', value);
export const userId = (value: string): UserId => brandAs('the user id', value);
export const titleId = (value: string): TitleId => brandAs('the title id', value);
