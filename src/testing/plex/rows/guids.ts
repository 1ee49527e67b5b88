import type { Wire } from '../wire.ts';

const types = { movie: '1', show: '2', season: '3', episode: '4' } as const;

/** The primary guid: 24 hexadecimal digits that are equal on every server that knows the work. */
export function plexGuid(type: keyof typeof types, key: number): string {
  return `plex://${type}/5d${types[type]}${key.toString(16).padStart(21, '0')}`;
}

export function guids(ids: Readonly<Record<string, string | undefined>>): readonly Wire[] {
  return Object.entries(ids).flatMap(([provider, id]) => (id === undefined ? [] : [{ id: `${provider}://${id}` }]));
}

/** Ratings by source, on details only. */
export function ratings(rating: number): readonly Wire[] {
  return [
    { image: 'imdb://image.rating', value: rating, type: 'audience' },
    { image: 'themoviedb://image.rating', value: rating, type: 'audience' },
  ];
}
