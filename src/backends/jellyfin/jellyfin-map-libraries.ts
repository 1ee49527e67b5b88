import { libraryId } from '../../models/ids.ts';
import type { ItemKind } from '../../models/item.ts';
import type { Library, LibraryKind } from '../../models/library.ts';
import type { WireView } from './jellyfin-wire.ts';

interface Meaning {
  readonly kind: LibraryKind;
  readonly itemKinds: readonly ItemKind[];
}

/** By CollectionType. Both kinds of picture library hold photos and videos. */
const meanings: Readonly<Record<string, Meaning>> = {
  movies: { kind: 'movies', itemKinds: ['movie'] },
  tvshows: { kind: 'shows', itemKinds: ['show', 'season', 'episode'] },
  music: { kind: 'music', itemKinds: ['artist', 'album', 'track'] },
  homevideos: { kind: 'home-videos', itemKinds: ['photo-album', 'photo', 'clip'] },
  photos: { kind: 'photos', itemKinds: ['photo-album', 'photo', 'clip'] },
  boxsets: { kind: 'collections', itemKinds: ['collection'] },
  playlists: { kind: 'playlists', itemKinds: ['playlist'] },
};

/** A mixed library is one without a type. */
const mixed: Meaning = { kind: 'mixed', itemKinds: ['movie', 'show', 'season', 'episode'] };
const other: Meaning = { kind: 'other', itemKinds: [] };

export function mapLibrary(view: WireView): Library {
  const type = view.CollectionType?.toLowerCase();
  const { kind, itemKinds } = type === undefined ? mixed : (meanings[type] ?? other);
  return { id: libraryId(view.Id), kind, title: view.Name ?? '', itemKinds };
}
