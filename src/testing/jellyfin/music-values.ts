import type { ArtistWork } from '../catalogue/works.ts';
import { imageTag } from './image-tags.ts';
import { addressOf, handleOf } from './item-ids.ts';
import type { Item } from './items.ts';
import type { MockServer } from './server.ts';

export interface NamedId {
  readonly Name: string;
  readonly Id: string;
}

/** Artists have one id, whether they are named on a track or listed. */
function artistRef(server: MockServer, artist: ArtistWork): NamedId {
  return { Name: artist.name, Id: server.ids.idOf(handleOf('artist', artist.index)) };
}

/** What albums, tracks and photos say about where they belong, without being asked. */
export function addMusicValues(server: MockServer, row: Record<string, unknown>, item: Item): void {
  if (item.kind === 'album' || item.kind === 'track') {
    row.Artists = item.performers.map(({ name }) => name);
    row.ArtistItems = item.performers.map((artist) => artistRef(server, artist));
    row.AlbumArtist = item.artist.name;
    row.AlbumArtists = [artistRef(server, item.artist)];
  }
  if (item.kind === 'track') {
    const { index, season } = addressOf(item.handle);
    const album = handleOf('album', index, season);
    row.IndexNumber = item.number;
    row.ParentIndexNumber = 1;
    row.HasLyrics = item.work.lyrics.length > 0;
    row.Album = item.album.title;
    row.AlbumId = server.ids.idOf(album);
    if (item.album.hasCover) row.AlbumPrimaryImageTag = imageTag(album, 'Primary', 0);
  }
  if (item.kind === 'photo') {
    row.Album = item.album.title;
    row.AlbumId = server.ids.idOf(handleOf('photoalbum', item.album.index));
  }
}
