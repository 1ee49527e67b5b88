import { imagesOf, imageTag } from './image-tags.ts';
import { handleOf } from './item-ids.ts';
import { type Item, showOf } from './items.ts';
import type { Row, RowOptions } from './row-options.ts';
import type { MockServer } from './server.ts';

type Wanted = (type: string) => boolean;

/** Tags of an item's own pictures, and of those that stand in for the ones it lacks. */
export function addImages(server: MockServer, row: Row, item: Item, options: RowOptions): void {
  const wanted: Wanted = (type) => options.imageTypes?.has(type.toLowerCase()) ?? true;
  const types = (options.imageLimit ?? 1) < 1 ? [] : imagesOf(item).filter(wanted);
  const tags: Record<string, string> = {};
  const hashes: Record<string, Record<string, string>> = {};
  let backdrop: string[] = [];
  for (const type of types) {
    const tag = imageTag(item.handle, type, item.revision);
    if (type === 'Backdrop') backdrop = [tag];
    else tags[type] = tag;
    hashes[type] = hashOf(tag);
  }
  row.ImageTags = tags;
  row.BackdropImageTags = backdrop;
  row.ImageBlurHashes = hashes;
  if (item.kind === 'season' || item.kind === 'episode') addSeriesImages(server, row, item, wanted);
  if (item.kind === 'trailer') addMovieImages(server, row, item, wanted);
}

/** Without a prototype: engines then do not keep a layout for each tag that there ever was, which is slow. */
function hashOf(tag: string): Record<string, string> {
  const hash: Record<string, string> = Object.create(null);
  hash[tag] = blurHash;
  return hash;
}

function addSeriesImages(server: MockServer, row: Row, item: Item, wanted: Wanted): void {
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

function addMovieImages(server: MockServer, row: Row, item: Item & { kind: 'trailer' }, wanted: Wanted): void {
  const movie = handleOf('movie', item.movie.index);
  const id = server.ids.idOf(movie);
  const has = item.movie.pictures ?? [];
  if (has.includes('Logo') && wanted('Logo')) {
    row.ParentLogoItemId = id;
    row.ParentLogoImageTag = imageTag(movie, 'Logo', 0);
  }
  if (!has.includes('Backdrop') || !wanted('Backdrop')) return;
  row.ParentBackdropItemId = id;
  row.ParentBackdropImageTags = [imageTag(movie, 'Backdrop', 0)];
}

/** The shortest valid hash, one by one component: the pictures of the mock server are of one colour. */
const blurHash = '000000';
