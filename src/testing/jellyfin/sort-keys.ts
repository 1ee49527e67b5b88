import { addressOf, type Handle } from './item-ids.ts';
import { nameOf, runtimeMsOf, showOf } from './items.ts';
import { addedAtOf, type Library } from './library.ts';

export type SortKey = string | number;
type KeyOf = (library: Library, handle: Handle) => SortKey;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** `SortName` as the server makes it (recorded): seasons and episodes sort by their numbers. */
export const sortName = (library: Library, handle: Handle): string => {
  const { kind, index, season, number } = addressOf(handle);
  if (kind === 'movie') return library.sortTitle('movie', index);
  if (kind === 'series') return library.sortTitle('show', index);
  if (kind === 'season') return pad(season, 4);
  const item = library.item(handle);
  const name = item === undefined ? '' : nameOf(item);
  return kind === 'episode' ? `${pad(season, 3)} - ${pad(number, 4)} - ${name}` : name.toLowerCase();
};

/** Missing values come first in ascending order, as in the server's database. */
const lowest = Number.NEGATIVE_INFINITY;

/** Orders that follow from the item alone, by their names in lower case. */
export const sortKeys: Readonly<Record<string, KeyOf>> = {
  sortname: sortName,
  default: sortName,
  name: (library, handle) => {
    const item = library.item(handle);
    return item === undefined ? '' : nameOf(item).toLowerCase();
  },
  seriessortname: (library, handle) => {
    const { kind, index } = addressOf(handle);
    return kind === 'movie' ? '' : library.sortTitle('show', index);
  },
  datecreated: (library, handle) => {
    const item = library.item(handle);
    return (item && addedAtOf(item)) ?? lowest;
  },
  datelastcontentadded: (library, handle) => {
    const item = library.item(handle);
    if (item?.kind !== 'series') return (item && addedAtOf(item)) ?? lowest;
    return Math.max(item.work.addedAt, ...library.episodes(item.work.index).map((each) => each.work.addedAt));
  },
  premieredate: (library, handle) => {
    const item = library.item(handle);
    return item !== undefined && 'work' in item ? item.work.releaseDate : '';
  },
  productionyear: (library, handle) => {
    const item = library.item(handle);
    return item !== undefined && 'work' in item ? Number(item.work.releaseDate.slice(0, 4)) : lowest;
  },
  communityrating: (library, handle) => {
    const item = library.item(handle);
    return item !== undefined && 'work' in item ? item.work.rating : lowest;
  },
  officialrating: (library, handle) => {
    const item = library.item(handle);
    return item?.kind === 'movie' || item?.kind === 'series' ? item.work.contentRating : '';
  },
  runtime: (library, handle) => {
    const item = library.item(handle);
    return (item && runtimeMsOf(item)) ?? lowest;
  },
  studio: (library, handle) => {
    const item = library.item(handle);
    if (item?.kind === 'movie') return item.work.studio;
    return (item !== undefined && 'revision' in item && item.kind === 'series' && showOf(item)?.studio) || '';
  },
  indexnumber: (_, handle) => {
    const { kind, season, number } = addressOf(handle);
    return kind === 'episode' ? number : kind === 'season' ? season : lowest;
  },
  parentindexnumber: (_, handle) => {
    const { kind, season } = addressOf(handle);
    return kind === 'episode' ? season : lowest;
  },
  airedepisodeorder: (_, handle) => {
    const { season, number } = addressOf(handle);
    return season * 10_000 + number;
  },
  isfolder: (_, handle) => (['movie', 'episode'].includes(addressOf(handle).kind) ? 1 : 0),
};
