import type { RowSection } from '../rows/row-context.ts';

/** A library of a media server. */
export interface PlexSection extends RowSection {
  readonly type: 'movie' | 'show';
  readonly uuid: string;
}

/** Item types by the numbers that queries use. */
export const typeNumbers = { 1: 'movie', 2: 'show', 3: 'season', 4: 'episode' } as const;
export type ItemType = (typeof typeNumbers)[keyof typeof typeNumbers];
