import { factsOf } from './facts.ts';
import { addressOf, type Handle } from './item-ids.ts';
import { isFolder, nameOf, runtimeMsOf } from './items.ts';
import { addedAtOf, type Library } from './library.ts';

export type SortKey = string | number;
type KeyOf = (library: Library, handle: Handle) => SortKey;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** `SortName` as the server makes it (recorded): seasons, episodes and tracks sort by their numbers. */
export const sortName = (library: Library, handle: Handle): string => {
  const { kind, index, season, number } = addressOf(handle);
  if (kind === 'movie') return library.sortTitle('movie', index);
  if (kind === 'series') return library.sortTitle('show', index);
  if (kind === 'season') return pad(season, 4);
  const item = library.item(handle);
  if (item === undefined) return '';
  if (kind === 'episode') return `${pad(season, 3)} - ${pad(number, 4)} - ${nameOf(item)}`;
  if (item.kind === 'track') return `0001 - ${pad(item.number, 4)} - ${nameOf(item)}`;
  if ('work' in item && 'sortTitle' in item.work) return item.work.sortTitle;
  // Numbers are filled up, so that 10 sorts after 9.
  return nameOf(item)
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(10, '0'));
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
    return item === undefined ? '' : factsOf(item).day;
  },
  productionyear: (library, handle) => {
    const item = library.item(handle);
    return (item && factsOf(item).year) ?? lowest;
  },
  communityrating: (library, handle) => {
    const item = library.item(handle);
    return item === undefined ? lowest : factsOf(item).rating;
  },
  officialrating: (library, handle) => {
    const item = library.item(handle);
    return item === undefined ? '' : factsOf(item).contentRating;
  },
  runtime: (library, handle) => {
    const item = library.item(handle);
    return (item && runtimeMsOf(item)) ?? lowest;
  },
  studio: (library, handle) => {
    const item = library.item(handle);
    return (item && factsOf(item).studios[0]) ?? '';
  },
  indexnumber: (_, handle) => {
    const { kind, season, number } = addressOf(handle);
    return kind === 'episode' || kind === 'track' ? number : kind === 'season' ? season : lowest;
  },
  parentindexnumber: (_, handle) => {
    const { kind, season } = addressOf(handle);
    return kind === 'episode' ? season : kind === 'track' ? 1 : lowest;
  },
  airedepisodeorder: (_, handle) => {
    const { season, number } = addressOf(handle);
    return season * 10_000 + number;
  },
  isfolder: (library, handle) => {
    const item = library.item(handle);
    return item === undefined || isFolder(item) ? 0 : 1;
  },
};
