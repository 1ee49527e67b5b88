import type { LibraryId } from './ids.ts';
import type { ItemKind } from './item.ts';

/** `mixed`: films and shows in one. `other`: a kind of library that this version does not list. */
export type LibraryKind =
  | 'movies'
  | 'shows'
  | 'mixed'
  | 'music'
  | 'photos'
  | 'home-videos'
  | 'collections'
  | 'playlists'
  | 'other';

export interface Library {
  readonly id: LibraryId;
  readonly kind: LibraryKind;
  readonly title: string;
  /** What a complete listing of this library has to ask for, in the order in which parents come before children. */
  readonly itemKinds: readonly ItemKind[];
}
