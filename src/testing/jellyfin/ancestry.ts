import { addressOf, type Handle, handleOf } from './item-ids.ts';
import type { Library } from './library.ts';
import { homeOf } from './shelves.ts';

/** What an item stands in, from the nearest to the root, without the folders on disk (recorded). */
export function ancestorsOf({ shelves }: Library, handle: Handle): readonly Handle[] {
  const { kind, index, season } = addressOf(handle);
  const home = homeOf(shelves, handle);
  const above: Handle[] = [];
  if (kind === 'episode') above.push(handleOf('season', index, season));
  if (kind === 'episode' || kind === 'season') above.push(handleOf('series', index));
  if (kind === 'track') above.push(handleOf('album', index, season));
  if (kind === 'track' || kind === 'album') above.push(handleOf('artist', index));
  if (kind === 'photo' || kind === 'clip') above.push(handleOf('photoalbum', index));
  if (home >= 0 && kind !== 'view') above.push(handleOf('view', home));
  if (kind !== 'root') above.push(handleOf('root', 0));
  return above;
}

/**
 * `ParentId`: the folder on disk for what stands at the top of a library, which is not the library's own id (recorded).
 * Undefined for what has no parent: the root, trailers, and artists that are only named.
 */
export function parentOf(library: Library, handle: Handle): Handle | undefined {
  const { kind, index } = addressOf(handle);
  if (kind === 'root' || kind === 'trailer') return undefined;
  if (kind === 'view') return handleOf('root', 0);
  // Folders on disk hang below another root, which no list shows (recorded).
  if (kind === 'folder') return handleOf('root', 1);
  if (kind === 'artist' && library.shelved.artists[index]?.albums.length === 0) return undefined;
  const [nearest] = ancestorsOf(library, handle);
  if (nearest === undefined || addressOf(nearest).kind !== 'view') return nearest;
  return handleOf('folder', addressOf(nearest).index);
}
