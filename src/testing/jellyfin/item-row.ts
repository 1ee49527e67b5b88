import type { Account } from './accounts.ts';
import { etagOf, imagesOf, imageTag } from './image-tags.ts';
import { addFields } from './item-fields.ts';
import { handleOf } from './item-ids.ts';
import { type Item, isFolder, type MediaItem, nameOf, runtimeMsOf, showOf, wireTypes } from './items.ts';
import type { Query } from './query.ts';
import type { MockServer } from './server.ts';
import { userDataDto } from './user-data-dto.ts';
import { ticks, wireDay } from './wire-values.ts';

export type Row = Record<string, unknown>;

export interface RowOptions {
  /** Lower case. `all`: a single item, which has every field. */
  readonly fields: ReadonlySet<string> | 'all';
  readonly userData: boolean;
  readonly images: boolean;
  /** Lower case; absent: every type. */
  readonly imageTypes?: ReadonlySet<string>;
  readonly imageLimit?: number;
}

export const everything: RowOptions = { fields: 'all', userData: true, images: true };

export function rowOptions(query: Query): RowOptions {
  const types = query.names('enableImageTypes');
  const limit = query.int('imageTypeLimit');
  return {
    fields: new Set(query.names('fields')),
    userData: query.flag('enableUserData') ?? true,
    images: query.flag('enableImages') ?? true,
    ...(types.length === 0 ? {} : { imageTypes: new Set(types) }),
    ...(limit === undefined ? {} : { imageLimit: limit }),
  };
}

/** BaseItemDto. What is present without being asked for, and what only with `fields=`, is as recorded on 12.0. */
export function itemRow(server: MockServer, item: Item, account: Account | undefined, options: RowOptions): Row {
  const row: Row = { Name: nameOf(item), ServerId: server.serverId, Id: server.ids.idOf(item.handle), ChannelId: null };
  if (item.kind === 'movie' || item.kind === 'series' || item.kind === 'season' || item.kind === 'episode') {
    addPlainValues(server, row, item);
  } else if (item.collectionType !== undefined) {
    row.CollectionType = item.collectionType;
  }
  row.IsFolder = isFolder(item);
  row.Type = wireTypes[item.kind];
  addFields({ server, row, item, fields: options.fields, etag: etagOf(item) });
  if (account !== undefined && options.userData) {
    const counted = options.fields === 'all' || options.fields.has('recursiveitemcount');
    row.UserData = userDataDto(server, account, item, { counted });
  }
  if (options.images) addImages(server, row, item, options);
  row.LocationType = item.kind === 'episode' && item.virtual ? 'Virtual' : 'FileSystem';
  row.MediaType = isFolder(item) ? 'Unknown' : 'Video';
  return row;
}

function addPlainValues(server: MockServer, row: Row, item: MediaItem): void {
  const runtimeMs = runtimeMsOf(item);
  if (item.kind !== 'season') {
    row.PremiereDate = wireDay(item.work.releaseDate);
    row.ProductionYear = Number(item.work.releaseDate.slice(0, 4));
    if (item.work.rating > 0) row.CommunityRating = item.work.rating;
  }
  if (item.kind === 'movie' || item.kind === 'series') row.OfficialRating = item.work.contentRating;
  if (runtimeMs !== undefined) row.RunTimeTicks = ticks(runtimeMs);
  if ((item.kind === 'movie' || item.kind === 'episode') && runtimeMs !== undefined) {
    const { container, subtitleLanguages } = item.work.file;
    // A bare mp4 is listed by the names that the prober knows the format under (recorded).
    row.Container = container === 'mp4' ? 'mov,mp4,m4a,3gp,3g2,mj2' : container;
    row.VideoType = 'VideoFile';
    if (subtitleLanguages.length > 0) row.HasSubtitles = true;
  }
  if (item.kind === 'series') {
    row.Status = item.work.ended ? 'Ended' : 'Continuing';
    row.AirDays = [];
  }
  if (item.kind === 'season') row.IndexNumber = item.season;
  if (item.kind === 'episode') {
    row.IndexNumber = item.work.number;
    row.ParentIndexNumber = item.work.season;
    row.SeasonId = server.ids.idOf(handleOf('season', item.work.show.index, item.work.season));
    row.SeasonName = item.work.season === 0 ? 'Specials' : `Season ${item.work.season}`;
  }
  const show = item.kind === 'series' ? undefined : showOf(item);
  if (show !== undefined) {
    row.SeriesName = show.title;
    row.SeriesId = server.ids.idOf(handleOf('series', show.index));
  }
}

function addImages(server: MockServer, row: Row, item: Item, options: RowOptions): void {
  const wanted = (type: string): boolean => options.imageTypes?.has(type.toLowerCase()) ?? true;
  const types = (options.imageLimit ?? 1) < 1 ? [] : imagesOf(item).filter(wanted);
  const tags: Record<string, string> = {};
  const hashes: Record<string, Record<string, string>> = {};
  let backdrop: string[] = [];
  for (const type of types) {
    const tag = imageTag(item.handle, type, item.revision);
    if (type === 'Backdrop') backdrop = [tag];
    else tags[type] = tag;
    hashes[type] = { [tag]: blurHash };
  }
  row.ImageTags = tags;
  row.BackdropImageTags = backdrop;
  row.ImageBlurHashes = hashes;
  if (item.kind !== 'season' && item.kind !== 'episode') return;
  const show = showOf(item);
  if (show === undefined) return;
  const series = handleOf('series', show.index);
  const primary = imageTag(series, 'Primary', 0);
  if (wanted('Primary')) row.SeriesPrimaryImageTag = primary;
  if (wanted('Backdrop')) {
    row.ParentBackdropItemId = server.ids.idOf(series);
    row.ParentBackdropImageTags = [imageTag(series, 'Backdrop', 0)];
  }
  if (item.kind === 'episode' && wanted('Primary') && server.traits.parentPrimaryOnEpisodes) {
    row.ParentPrimaryImageItemId = server.ids.idOf(series);
    row.ParentPrimaryImageTag = primary;
  }
}

/** The shortest valid hash, one by one component: the pictures of the mock server are of one colour. */
const blurHash = '000000';
