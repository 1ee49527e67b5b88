import type { ItemType, PlexSection } from '../server/plex-section.ts';
import { typeNumbers } from '../server/plex-section.ts';
import type { Wire, WireObject } from '../wire.ts';

type Column = readonly [key: string, title: string, ...rest: readonly string[]];

/** Only what this server really sorts by. The third word is the direction that a client starts with. */
const sorts: readonly Column[] = [
  ['titleSort', 'Title', 'asc'],
  ['year', 'Year', 'desc'],
  ['originallyAvailableAt', 'Release Date', 'desc'],
  ['audienceRating', 'Audience Rating', 'desc'],
  ['userRating', 'Rating', 'desc'],
  ['duration', 'Duration', 'desc'],
  ['viewCount', 'Plays', 'desc'],
  ['addedAt', 'Date Added', 'desc'],
  ['lastViewedAt', 'Date Viewed', 'desc'],
];

const filters: readonly Column[] = [
  ['genre', 'Genre', 'string'],
  ['year', 'Year', 'integer'],
  ['decade', 'Decade', 'integer'],
  ['contentRating', 'Content Rating', 'string'],
  ['director', 'Director', 'string'],
  ['actor', 'Actor', 'string'],
  ['writer', 'Writer', 'string'],
  ['studio', 'Studio', 'string'],
  ['resolution', 'Resolution', 'string'],
  ['unwatched', 'Unplayed', 'boolean'],
  ['inProgress', 'In Progress', 'boolean'],
];

/** The fourth word says how a number is to be shown. */
const columns: readonly Column[] = [
  ['title', 'Title', 'string'],
  ['studio', 'Studio', 'tag'],
  ['userRating', 'Rating', 'integer', 'rating'],
  ['contentRating', 'Content Rating', 'tag'],
  ['year', 'Year', 'integer', 'year'],
  ['originallyAvailableAt', 'Release Date', 'date'],
  ['genre', 'Genre', 'tag'],
  ['resolution', 'Resolution', 'resolution'],
  ['addedAt', 'Date Added', 'date'],
  ['lastViewedAt', 'Last Played', 'date'],
  ['viewCount', 'Plays', 'integer'],
  ['unwatched', 'Unplayed', 'boolean'],
];

const operators: Readonly<Record<string, readonly Column[]>> = {
  tag: [
    ['=', 'is'],
    ['!=', 'is not'],
  ],
  integer: [
    ['=', 'is'],
    ['!=', 'is not'],
    ['>>=', 'is greater than'],
    ['<<=', 'is less than'],
  ],
  string: [
    ['=', 'contains'],
    ['!=', 'does not contain'],
    ['==', 'is'],
    ['!==', 'is not'],
    ['<=', 'begins with'],
    ['>=', 'ends with'],
  ],
  boolean: [
    ['=', 'is true'],
    ['!=', 'is false'],
  ],
  date: [
    ['<<=', 'is before'],
    ['>>=', 'is after'],
  ],
  resolution: [['=', 'is']],
};

/** How the operators of each kind of field are called. They are a part of the key: `addedAt>>=1`. */
export const fieldTypes: readonly Wire[] = Object.entries(operators).map(([type, rows]) => ({
  type,
  Operator: rows.map(([key, title]) => ({ key, title })),
}));

const titles: Readonly<Record<ItemType, string>> = {
  movie: 'Movies',
  show: 'TV Shows',
  season: 'Seasons',
  episode: 'Episodes',
};

const typesOf = { movie: ['movie'], show: ['show', 'season', 'episode'] } as const;

function numberOfType(type: ItemType): string {
  return Object.entries(typeNumbers).find(([, name]) => name === type)?.[0] ?? '';
}

/** `/library/sections/{id}/filters`, and the filters of one type. */
export function filterRows(section: PlexSection, type: ItemType): readonly WireObject[] {
  const scope = type === section.type ? '' : `?type=${numberOfType(type)}`;
  return filters.map(([filter, title, filterType]) => ({
    filter,
    filterType,
    key: `/library/sections/${section.id}/${filter}${scope}`,
    title,
    type: 'filter',
  }));
}

/** `/library/sections/{id}/sorts`. */
export function sortRows(section: PlexSection, isActive: boolean): readonly WireObject[] {
  return sorts.map(([key, title, defaultDirection], i) => ({
    ...(i === 0 && isActive ? { active: true, activeDirection: 'asc' } : {}),
    ...(i === 0 ? { default: 'asc' } : {}),
    defaultDirection,
    descKey: `${key}:desc`,
    ...(i === 0 ? { firstCharacterKey: `/library/sections/${section.id}/firstCharacter` } : {}),
    key,
    title,
  }));
}

/** The types of items of a section with how they can be filtered and sorted. @param active the one that is listed */
export function sectionTypes(section: PlexSection, active: ItemType | undefined): readonly WireObject[] {
  const types: readonly ItemType[] = typesOf[section.type];
  return types.map((type) => ({
    key: `/library/sections/${section.id}/all?type=${numberOfType(type)}`,
    type,
    title: titles[type],
    active: type === active,
    Filter: filterRows(section, type),
    Sort: sortRows(section, type === active),
    Field: columns.map(([key, title, kind, subType]) => ({ key, title, type: kind, subType })),
  }));
}
