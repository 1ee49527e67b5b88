import { type Handle, itemIds } from './item-ids.ts';
import type { Item } from './items.ts';

export type ImageType = 'Primary' | 'Backdrop' | 'Logo' | 'Thumb';

/** Which pictures an item has: not every film has every one. Libraries and specials have none. */
export function imagesOf(item: Item): readonly ImageType[] {
  switch (item.kind) {
    case 'movie':
      return item.work.pictures ?? moviePictures(item.work.index);
    case 'series':
      return item.work.pictures ?? ['Primary', 'Backdrop', ...(item.work.index % 3 === 0 ? (['Thumb'] as const) : [])];
    case 'season':
      return item.season === 0 || item.show.pictures !== undefined ? [] : ['Primary'];
    case 'episode':
      return item.virtual ? [] : ['Primary'];
    case 'trailer':
      return ['Primary'];
    case 'album':
      return item.work.hasCover ? ['Primary'] : [];
    default:
      return [];
  }
}

function moviePictures(index: number): readonly ImageType[] {
  const backdrop: readonly ImageType[] = index % 9 === 8 ? [] : ['Backdrop'];
  return ['Primary', ...backdrop, ...(index % 4 === 0 ? (['Logo'] as const) : [])];
}

const salts: Readonly<Record<ImageType, number>> = { Primary: 11, Backdrop: 12, Logo: 13, Thumb: 14 };

/** Changes when the metadata of the item is saved, and belongs to one item. */
export function imageTag(handle: Handle, type: ImageType, revision: number): string {
  return tagFrom(handle, salts[type] + revision * 16);
}

/** A hash of the last save of the item's metadata; the same for every user. */
export function etagOf(item: Item): string {
  return tagFrom(item.handle, 1 + item.revision * 16);
}

function tagFrom(handle: Handle, salt: number): string {
  return itemIds(salt).idOf(handle);
}

export function aspectRatio({ kind }: Item): number {
  if (kind === 'album') return 1;
  return kind === 'episode' ? 16 / 9 : 2 / 3;
}
