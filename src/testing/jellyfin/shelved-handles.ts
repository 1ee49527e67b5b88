import type { AlbumOfPhotosWork, ArtistWork } from '../catalogue/works.ts';
import { addressOf, type Handle, handleOf } from './item-ids.ts';
import type { Library } from './library.ts';

interface Depth {
  readonly recursive: boolean;
  readonly namedArtists: boolean;
}

/** Box sets, music and photos below one parent, whatever their kinds, in the order in which the server holds them. */
export function shelvedHandles({ shelves, shelved }: Library, depth: Depth, parent: Handle): readonly Handle[] {
  const { kind, index, season } = addressOf(parent);
  const { collections, artists, photoAlbums } = shelved;
  switch (kind) {
    case 'view':
      switch (shelves[index]?.collectionType) {
        case 'boxsets':
          return collections.map((each) => handleOf('boxset', each.index));
        case 'music':
          return artists.flatMap((artist) => ofArtist(artist, depth));
        case 'homevideos':
          return [
            ...(depth.recursive ? [handleOf('folder', index)] : []),
            ...photoAlbums.flatMap((album) => [
              handleOf('photoalbum', album.index),
              ...(depth.recursive ? ofPhotoAlbum(album) : []),
            ]),
          ];
        default:
          return [];
      }
    case 'boxset':
      return collections[index]?.movies.map((movie) => handleOf('movie', movie)) ?? [];
    case 'artist': {
      const artist = artists[index];
      return artist === undefined ? [] : albumsOf(artist, depth.recursive);
    }
    case 'album':
      return tracksOf(artists[index], season);
    case 'photoalbum': {
      const album = photoAlbums[index];
      return album === undefined ? [] : ofPhotoAlbum(album);
    }
    default:
      return [];
  }
}

function ofArtist(artist: ArtistWork, { recursive, namedArtists }: Depth): readonly Handle[] {
  const own = artist.albums.length > 0;
  if (!own && !(recursive && namedArtists)) return [];
  return [handleOf('artist', artist.index), ...(recursive ? albumsOf(artist, true) : [])];
}

function albumsOf(artist: ArtistWork, withTracks: boolean): readonly Handle[] {
  return artist.albums.flatMap((_, at) => [
    handleOf('album', artist.index, at),
    ...(withTracks ? tracksOf(artist, at) : []),
  ]);
}

function tracksOf(artist: ArtistWork | undefined, album: number): readonly Handle[] {
  const tracks = artist?.albums[album]?.tracks ?? [];
  return tracks.map((_, at) => handleOf('track', artist?.index ?? 0, album, at + 1));
}

function ofPhotoAlbum(album: AlbumOfPhotosWork): readonly Handle[] {
  return [
    ...album.clips.map((_, at) => handleOf('clip', album.index, 0, at)),
    ...album.photos.map((_, at) => handleOf('photo', album.index, 0, at)),
  ];
}
