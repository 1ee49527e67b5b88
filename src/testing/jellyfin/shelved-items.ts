import type { AlbumWork, ArtistWork, MovieWork, TrackWork } from '../catalogue/works.ts';
import { addressOf, type Handle } from './item-ids.ts';
import type { Item } from './items.ts';
import type { Shelved } from './shelves.ts';

interface Holder {
  readonly shelved: Shelved;
  /** Undefined when the server does not hold it. */
  movie(index: number): MovieWork | undefined;
  revision(handle: Handle): number;
}

/** Box sets, music, photos and what belongs to a film. Undefined for other kinds, and when there is no such thing. */
export function shelvedItem(holder: Holder, handle: Handle): Item | undefined {
  const { kind, index, season, number } = addressOf(handle);
  const { collections, artists, photoAlbums } = holder.shelved;
  const base = { handle, revision: holder.revision(handle) };
  switch (kind) {
    case 'boxset': {
      const work = collections[index];
      const members = work?.movies.flatMap((movie) => holder.movie(movie) ?? []) ?? [];
      return work && { ...base, kind, work, members };
    }
    case 'artist': {
      const work = artists[index];
      return work && { ...base, kind, work, ...sungBy(artists, work) };
    }
    case 'album':
    case 'track': {
      const artist = artists[index];
      const album = artist?.albums[season];
      if (artist === undefined || album === undefined) return undefined;
      if (kind === 'album')
        return { ...base, kind, work: album, artist, performers: performersOf(artists, album.tracks) };
      const work = album.tracks[number - 1];
      return work && { ...base, kind, work, number, album, artist, performers: performersOf(artists, [work]) };
    }
    case 'photoalbum': {
      const work = photoAlbums[index];
      return work && { ...base, kind, work };
    }
    case 'photo': {
      const album = photoAlbums[index];
      const title = album?.photos[number];
      return album && title !== undefined ? { ...base, kind, album, title } : undefined;
    }
    case 'clip': {
      const album = photoAlbums[index];
      const work = album?.clips[number];
      return album && work && { ...base, kind, album, work };
    }
    case 'trailer': {
      const movie = holder.movie(index);
      const work = movie?.trailers?.[number];
      return movie && work && { ...base, kind, movie, work };
    }
    default:
      return undefined;
  }
}

function performersOf(artists: readonly ArtistWork[], tracks: readonly TrackWork[]): readonly ArtistWork[] {
  return [...new Set(tracks.map(({ artist }) => artist))].flatMap((index) => artists[index] ?? []);
}

/** An artist with a folder has what is in it; another one the tracks that name it. */
function sungBy(
  artists: readonly ArtistWork[],
  artist: ArtistWork,
): { readonly tracks: readonly TrackWork[]; readonly albums: number; readonly genres: readonly string[] } {
  const own = artist.albums.length > 0;
  const named = (album: AlbumWork): readonly TrackWork[] =>
    own ? album.tracks : album.tracks.filter((track) => track.artist === artist.index);
  const albums = (own ? [artist] : artists).flatMap((each) => each.albums).filter((album) => named(album).length > 0);
  const genres = own ? [] : [...new Set(albums.flatMap((album) => album.genres))];
  return { tracks: albums.flatMap(named), albums: albums.length, genres };
}
