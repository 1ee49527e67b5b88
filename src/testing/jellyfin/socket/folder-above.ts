import { addressOf, type Handle, handleOf } from '../item-ids.ts';
import type { MockServer } from '../server.ts';
import { homeOf } from '../shelves.ts';

/** What lies one level up on disk: a series, a season, an album, or the folder of the library. None above a library. */
export function folderAbove({ library }: MockServer, handle: Handle): Handle | undefined {
  const { kind, index, season } = addressOf(handle);
  switch (kind) {
    case 'root':
    case 'view':
    case 'folder':
      return undefined;
    case 'season':
      return handleOf('series', index);
    case 'episode':
      return handleOf('season', index, season);
    case 'album':
      return handleOf('artist', index);
    case 'track':
      return handleOf('album', index, season);
    case 'photo':
    case 'clip':
      return handleOf('photoalbum', index);
    default: {
      const home = homeOf(library.shelves, handle);
      return home < 0 ? undefined : handleOf('folder', home);
    }
  }
}
