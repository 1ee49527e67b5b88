import type { ImageKind, Images } from '../../models/images.ts';
import type { ItemKind } from '../../models/item.ts';
import { present } from '../../models/present.ts';
import type { BriefRow } from './plex-rows.ts';

/** `thumb` is whatever stands for the item: the cover of a film, but a still of an episode. */
const stills: ReadonlySet<ItemKind> = new Set(['episode', 'clip', 'photo']);

const byType: Readonly<Record<string, ImageKind>> = {
  clearLogo: 'logo',
  coverPoster: 'poster',
  background: 'backdrop',
  snapshot: 'thumb',
  banner: 'banner',
};

/** A path on this server. Addresses elsewhere are left out: they are no path, and a token must never follow to them. */
const own = (path: string | undefined): string | undefined => (path?.startsWith('/') ? path : undefined);

export function imagesOf(row: BriefRow, kind: ItemKind): Images {
  const listed: Partial<Record<ImageKind, string>> = {};
  for (const { type, url } of row.Image ?? []) {
    const name = type === undefined ? undefined : byType[type];
    const path = own(url);
    if (name !== undefined && path !== undefined) listed[name] ??= path;
  }
  const main = own(row.thumb) ?? own(row.composite);
  const still = stills.has(kind);
  return present<Images>({
    poster: (still ? undefined : main) ?? listed.poster,
    thumb: (still ? main : undefined) ?? listed.thumb,
    backdrop: own(row.art) ?? listed.backdrop,
    logo: listed.logo,
    banner: own(row.banner) ?? listed.banner,
  });
}
