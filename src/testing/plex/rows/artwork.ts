import type { Wire, WireObject } from '../wire.ts';
import { hexOf } from './tags.ts';

/** @param changedAt epoch seconds: the address changes with the picture */
export function imagePath(key: number, element: 'thumb' | 'art', changedAt: number): string {
  return `/library/metadata/${key}/${element}/${changedAt}`;
}

export function images(title: string, thumb: string, art: string): readonly Wire[] {
  return [
    { alt: title, type: 'coverPoster', url: thumb },
    { alt: title, type: 'background', url: art },
  ];
}

export function blurColours(key: number): WireObject {
  const hex = hexOf(String(key), 24);
  return {
    topLeft: hex.slice(0, 6),
    topRight: hex.slice(6, 12),
    bottomRight: hex.slice(12, 18),
    bottomLeft: hex.slice(18, 24),
  };
}

/** The title as it sorts, if it is not the title itself. */
export function titleSort(title: string, sortTitle: string): string | undefined {
  return title.length === sortTitle.length ? undefined : title.slice(title.length - sortTitle.length);
}

export function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
