import type { EpisodeWork, MovieWork, ShowWork } from '../catalogue/works.ts';
import type { Item } from './items.ts';
import type { Library } from './library.ts';
import { homeOf } from './shelves.ts';

const two = (number: number): string => String(number).padStart(2, '0');

/** Where the mock server would have the file or the folder. Absent for what has none. */
export function itemPath(item: Item, { shelves }: Pick<Library, 'shelves'>): string | undefined {
  const shelf = `/shelves/${shelves[homeOf(shelves, item.handle)]?.directory ?? ''}`;
  switch (item.kind) {
    case 'movie':
      return moviePath(shelf, item.work);
    case 'trailer':
      return `${movieFolder(shelf, item.movie)}/trailers/${item.work.title}.${item.work.file.container}`;
    case 'series':
      return showFolder(shelf, item.work);
    case 'season':
      return item.show.flat === true ? undefined : seasonFolder(shelf, item.show, item.season);
    case 'episode':
      return item.virtual ? undefined : episodePath(shelf, item.work);
    case 'boxset':
      return `/server/data/collections/${item.work.title} [boxset]`;
    case 'artist':
      return item.work.albums.length > 0 ? `${shelf}/${item.work.name}` : `/server/data/artists/${item.work.name}`;
    case 'album':
      return `${shelf}/${item.artist.name}/${item.work.title}`;
    case 'track': {
      const name = `${two(item.number)} - ${item.work.title}.${item.work.file.container}`;
      return `${shelf}/${item.artist.name}/${item.album.title}/${name}`;
    }
    case 'photoalbum':
      return `${shelf}/${item.work.title}`;
    case 'photo':
      return `${shelf}/${item.album.title}/${item.title}.jpg`;
    case 'clip':
      return `${shelf}/${item.album.title}/${item.work.title}.${item.work.file.container}`;
    case 'folder':
      return shelf;
    default:
      return `/server/root/${item.name}`;
  }
}

const movieFolder = (shelf: string, { title, year }: MovieWork): string => `${shelf}/${title} (${year})`;
const showFolder = (shelf: string, { title, year }: ShowWork): string => `${shelf}/${title} (${year})`;

/** @param version its name, when there are several */
export function moviePath(shelf: string, work: MovieWork, version: string | undefined = work.versionName): string {
  const other = work.otherVersions?.find(({ name }) => name === version);
  const { container } = other?.file ?? work.file;
  const suffix = version === undefined ? '' : ` - ${version}`;
  return `${movieFolder(shelf, work)}/${work.title} (${work.year})${suffix}.${container}`;
}

function seasonFolder(shelf: string, show: ShowWork, season: number): string {
  return show.flat === true ? showFolder(shelf, show) : `${showFolder(shelf, show)}/Season ${two(season)}`;
}

function episodePath(shelf: string, { season, number, numberEnd, file, show }: EpisodeWork): string {
  const numbers = `S${two(season)}E${two(number)}${numberEnd === undefined ? '' : `-E${two(numberEnd)}`}`;
  return `${seasonFolder(shelf, show, season)}/${show.title} ${numbers}.${file.container}`;
}
