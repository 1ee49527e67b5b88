import type { FieldContext } from './field-context.ts';
import { handleOf } from './item-ids.ts';
import type { Item } from './items.ts';
import type { MockServer } from './server.ts';

/** How many things stand directly in a folder, how many with a file below it, and how many of each kind. */
export function addCounts(
  { row, item, server }: FieldContext,
  field: 'ChildCount' | 'RecursiveItemCount' | 'ItemCounts',
): void {
  if (field === 'ItemCounts') {
    if (item.kind === 'artist') Object.assign(row, artistCounts(server, item));
    return;
  }
  const count = field === 'ChildCount' ? childCount(server, item) : recursiveCount(server, item);
  if (count !== undefined) row[field] = count;
}

function childCount(server: MockServer, item: Item): number | undefined {
  const { library, settings, traits } = server;
  switch (item.kind) {
    case 'series': {
      // Without season folders the episodes are children, too (recorded).
      const loose =
        item.work.flat === true && traits.looseEpisodesAreChildren ? library.episodes(item.work.index).length : 0;
      return item.work.seasons.length + loose;
    }
    case 'artist':
      return item.tracks.length + item.albums;
    case 'folder':
      return item.collectionType === 'homevideos' ? library.shelved.photoAlbums.length : undefined;
    case 'root':
      // The playlists have a folder, too, though no view (recorded).
      return library.shelves.length + 1;
    case 'view':
      settings.childCounts = (settings.childCounts + 4) % 9;
      return settings.childCounts + 1;
    default:
      return recursiveCount(server, item);
  }
}

function recursiveCount({ library }: MockServer, item: Item): number | undefined {
  switch (item.kind) {
    case 'series':
      return library.episodes(item.work.index).length;
    case 'season':
      return library.episodes(item.show.index, item.season).length;
    case 'boxset':
      return item.members.length;
    case 'artist':
      return item.work.albums.length > 0 ? item.tracks.length : undefined;
    case 'album':
      return item.work.tracks.length;
    case 'photoalbum':
      return item.work.clips.length + item.work.photos.length;
    case 'folder':
      return item.collectionType === 'homevideos' ? homeHandles(library).length : undefined;
    default:
      return undefined;
  }
}

/** Every clip and photo. */
export function homeHandles({ shelved }: MockServer['library']): readonly number[] {
  return shelved.photoAlbums.flatMap(({ index, clips, photos }) => [
    ...clips.map((_, at) => handleOf('clip', index, 0, at)),
    ...photos.map((_, at) => handleOf('photo', index, 0, at)),
  ]);
}

function artistCounts({ traits }: MockServer, item: Item & { kind: 'artist' }): object {
  const music = { SongCount: item.tracks.length, AlbumCount: item.albums, MusicVideoCount: 0 };
  if (traits.countsOfArtists === 'music') return music;
  return { TrailerCount: 0, MovieCount: 0, SeriesCount: 0, ProgramCount: 0, EpisodeCount: 0, ArtistCount: 0, ...music };
}
