import type { Account } from './accounts.ts';
import { type Facts, factsOf } from './facts.ts';
import { etagOf } from './image-tags.ts';
import { addFields } from './item-fields.ts';
import { type Item, isFolder, mediaTypeOf, nameOf, runtimeMsOf, wireTypes } from './items.ts';
import { addMusicValues } from './music-values.ts';
import { addImages } from './row-images.ts';
import type { Row, RowOptions } from './row-options.ts';
import type { MockServer } from './server.ts';
import { addTvValues, isVirtual } from './tv-values.ts';
import { userDataDto } from './user-data-dto.ts';
import { addVideoValues } from './video-values.ts';
import { ticks, wireDay } from './wire-values.ts';

/** BaseItemDto. What is present without being asked for, and what only with `fields=`, is as recorded. */
export function itemRow(server: MockServer, item: Item, account: Account | undefined, options: RowOptions): Row {
  const row: Row = { Name: nameOf(item), ServerId: server.serverId, Id: server.ids.idOf(item.handle), ChannelId: null };
  const facts = factsOf(item);
  if ('collectionType' in item && item.kind === 'view') row.CollectionType = item.collectionType;
  addPlainValues(server, row, item, facts);
  if (!isNamedOnly(item)) row.IsFolder = isFolder(item);
  row.Type = wireTypes[item.kind];
  addFields({ server, row, item, facts, account, fields: options.fields, etag: etagOf(item) });
  if (account !== undefined && options.userData) {
    const counted = options.fields === 'all' || options.fields.has('recursiveitemcount');
    row.UserData = userDataDto(server, account, item, { counted, listed: options.fields !== 'all' });
  }
  if (options.images) addImages(server, row, item, options);
  else row.ImageBlurHashes = {};
  row.LocationType = isVirtual(item) ? 'Virtual' : 'FileSystem';
  row.MediaType = mediaTypeOf(item);
  return row;
}

/** Neither a folder nor a file of its own kind: IsFolder is not written (recorded). */
function isNamedOnly(item: Item): boolean {
  return item.kind === 'photo' || (item.kind === 'artist' && item.work.albums.length === 0);
}

function addPlainValues(server: MockServer, row: Row, item: Item, facts: Facts): void {
  const { traits } = server;
  const dated =
    (item.kind !== 'boxset' || traits.boxSetsInherit) && (item.kind !== 'trailer' || traits.datesOfTrailers);
  if (dated && facts.day !== '') row.PremiereDate = wireDay(facts.day);
  if (dated && facts.year !== undefined) row.ProductionYear = facts.year;
  if (facts.rating > 0) row.CommunityRating = facts.rating;
  if (facts.contentRating !== '') row.OfficialRating = facts.contentRating;
  const runtimeMs = runtimeMsOf(item);
  const timeless = item.kind === 'artist' && item.work.albums.length > 0 && !traits.artistsHaveLength;
  if (runtimeMs !== undefined) row.RunTimeTicks = timeless ? 0 : ticks(runtimeMs);
  if (item.kind === 'boxset') row.DisplayOrder = 'PremiereDate';
  addVideoValues(row, item);
  addTvValues(server, row, item);
  addMusicValues(server, row, item);
}
