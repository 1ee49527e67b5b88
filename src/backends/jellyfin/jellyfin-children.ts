import { MediafoldError } from '../../errors.ts';
import type { ItemId } from '../../models/ids.ts';
import type { Item } from '../../models/item.ts';
import type { Page } from '../../models/page.ts';
import type { HttpRequest } from '../http/http-client.ts';
import type { Query } from '../http/join-url.ts';
import { pageLimit, pageStart } from '../http/paging.ts';
import type { ListOptions } from '../media-backend.ts';
import type { Place } from './jellyfin-api.ts';
import type { JellyfinCall } from './jellyfin-calls.ts';
import { childItems, episodesOf, itemType, playlistItems, type Slice, seasonsOf } from './jellyfin-items-api.ts';
import { pageOf } from './jellyfin-listing.ts';
import { parentStatuses } from './jellyfin-statuses.ts';
import type { WirePage } from './jellyfin-wire.ts';
import { itemSchema } from './jellyfin-wire-item.ts';

interface Parent {
  readonly place: Place;
  readonly id: ItemId;
  /** Of a season. */
  readonly showId: string;
  readonly slice: Slice;
}

/** How to ask for what is directly below an item of one type. Types that are not named have nothing below them. */
type Asker = (parent: Parent) => HttpRequest<WirePage>;

/** Discs may be folders, so tracks are looked for at any depth. */
const tracks: Query = { recursive: true, includeItemTypes: 'Audio', sortBy: 'ParentIndexNumber,IndexNumber,SortName' };
const albums: Query = { recursive: true, includeItemTypes: 'MusicAlbum', sortBy: 'ProductionYear,SortName' };

const askers: Readonly<Record<string, Asker>> = {
  Series: ({ place, id }) => seasonsOf(place, id),
  Season: ({ place, id, showId, slice }) => episodesOf(place, showId, id, slice),
  MusicArtist: ({ place, id, slice }) => childItems(place, id, { ...albums, albumArtistIds: id }, slice),
  MusicAlbum: ({ place, id, slice }) => childItems(place, id, { ...tracks, parentId: id }, slice),
  PhotoAlbum: ({ place, id, slice }) => childItems(place, id, { parentId: id, sortBy: 'SortName' }, slice),
  // The order that the server shows box sets in, unless somebody changed it for one.
  BoxSet: ({ place, id, slice }) => childItems(place, id, { parentId: id, sortBy: 'PremiereDate,SortName' }, slice),
  Playlist: ({ place, id, slice }) => playlistItems(place, id, slice),
};

/** Types whose children come all at once. */
const unpaged: ReadonlySet<string> = new Set(['Series']);

/**
 * The first page costs one small request more, to learn what the item is; a cursor remembers it.
 *
 * @throws {MediafoldError} `not-found`
 */
export async function children(call: JellyfinCall, id: ItemId, options: ListOptions): Promise<Page<Item>> {
  const { operation, place } = call;
  const { start, note } =
    options.cursor === undefined
      ? { start: 0, note: await parentNote(call, id) }
      : pageStart(options.cursor, operation, (found) => Object.hasOwn(askers, typeAndShow(found)[0]));
  const [type, showId] = typeAndShow(note);
  const slice = { start, limit: pageLimit(options.limit) };
  const request = askers[type]?.({ place, id, showId, slice });
  if (request === undefined) return { items: [], rejected: [], total: 0 };
  const answer = await call.send({ ...request, statuses: parentStatuses });
  return pageOf(answer, unpaged.has(type) ? undefined : slice, { completeness: 'brief' }, note);
}

function typeAndShow(note: string): readonly [string, string] {
  const [type = '', showId = ''] = note.split('.');
  return [type, showId];
}

/** `Type` or, for a season, `Season.` and the id of its show. */
async function parentNote({ place, send }: JellyfinCall, id: ItemId): Promise<string> {
  const request = { ...itemType(place, id), statuses: parentStatuses };
  const { Items } = await send(request);
  if (Items.length === 0) {
    const { operation } = request;
    throw new MediafoldError('not-found', `${operation}: the server does not have it`, { operation });
  }
  const parsed = itemSchema.safeParse(Items[0]);
  if (!parsed.success) return '';
  const { Type, SeriesId } = parsed.data;
  return Type === 'Season' ? `${Type}.${SeriesId ?? ''}` : Type;
}
