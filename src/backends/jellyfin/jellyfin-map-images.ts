import type { ImageKind, Images } from '../../models/images.ts';
import type { ItemKind } from '../../models/item.ts';
import type { WireItem } from './jellyfin-wire-item.ts';

/** A picture of an item: the tag belongs to exactly this item's picture and changes with it. */
export function imagePath(itemId: string | undefined, type: string, tag: unknown): string | undefined {
  if (itemId === undefined || typeof tag !== 'string' || tag === '') return undefined;
  return `/Items/${encodeURIComponent(itemId)}/Images/${type}?tag=${encodeURIComponent(tag)}`;
}

type Finder = (item: WireItem) => string | undefined;

const own =
  (type: string): Finder =>
  ({ Id, ImageTags }) =>
    imagePath(Id, type, ImageTags?.[type]);

const primary = own('Primary');
const thumb = own('Thumb');
const ofSeries: Finder = ({ SeriesId, SeriesPrimaryImageTag }) => imagePath(SeriesId, 'Primary', SeriesPrimaryImageTag);
const ofAlbum: Finder = ({ AlbumId, AlbumPrimaryImageTag }) => imagePath(AlbumId, 'Primary', AlbumPrimaryImageTag);
const parentThumb: Finder = (item) => imagePath(item.ParentThumbItemId, 'Thumb', item.ParentThumbImageTag);
const backdrop: Finder = ({ Id, BackdropImageTags }) => imagePath(Id, 'Backdrop', BackdropImageTags?.[0]);
const parentBackdrop: Finder = (item) =>
  imagePath(item.ParentBackdropItemId, 'Backdrop', item.ParentBackdropImageTags?.[0]);
const parentLogo: Finder = (item) => imagePath(item.ParentLogoItemId, 'Logo', item.ParentLogoImageTag);

/** First one that is there wins. */
type Finders = Readonly<Record<ImageKind, readonly Finder[]>>;

const usual: Finders = {
  poster: [primary],
  backdrop: [backdrop, parentBackdrop],
  logo: [own('Logo'), parentLogo],
  thumb: [thumb, parentThumb],
  banner: [own('Banner')],
};

/** The primary picture of an episode, clip or photo is a wide still. */
const still: Finders = { ...usual, poster: [], thumb: [primary, thumb, parentThumb] };

const findersByKind: Readonly<Partial<Record<ItemKind, Finders>>> = {
  season: { ...usual, poster: [primary, ofSeries] },
  episode: { ...still, poster: [ofSeries] },
  track: { ...usual, poster: [primary, ofAlbum] },
  photo: still,
  clip: still,
};

const kinds = Object.keys(usual) as readonly ImageKind[];

export function imagesOf(kind: ItemKind, item: WireItem): Images {
  const finders = findersByKind[kind] ?? usual;
  const images: Partial<Record<ImageKind, string>> = {};
  for (const image of kinds) {
    for (const find of finders[image]) {
      const path = find(item);
      if (path === undefined) continue;
      images[image] = path;
      break;
    }
  }
  return images;
}
