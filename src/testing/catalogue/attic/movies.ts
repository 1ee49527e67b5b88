import { sortTitleOf } from '../titles.ts';
import type { CollectionWork, FileWork, MovieWork, PersonWork } from '../works.ts';
import { manyTracksMkv, oldAvi, plainMp4, silentMkv, subtitledMp4 } from './files.ts';

const minuteMs = 60_000;

interface Line {
  readonly title: string;
  readonly sortTitle?: string;
  readonly year: number;
  readonly file: FileWork;
  readonly light: boolean;
  readonly studio: number;
  readonly actor: number;
  readonly director: number;
  /** The day of March 2024 on which it was added. */
  readonly day: number;
  readonly bare?: boolean;
}

/** In the order in which they sort. */
const lines: readonly Line[] = [
  { title: 'Amber Tide', year: 2020, file: subtitledMp4, light: true, studio: 1, actor: 1, director: 1, day: 2 },
  { title: 'Crowded Rooms', year: 2021, file: manyTracksMkv, light: false, studio: 2, actor: 2, director: 2, day: 3 },
  {
    ...{ title: 'Found Reel (2010)', sortTitle: 'found reel (0000002010)', year: 2010, file: plainMp4, light: false },
    ...{ studio: 0, actor: 0, director: 0, day: 25, bare: true },
  },
  { title: 'Grain and Dust', year: 1999, file: oldAvi, light: true, studio: 0, actor: 3, director: 3, day: 4 },
  {
    ...{ title: "K&L <Sign> 'Mark'", sortTitle: 'kl <sign> mark', year: 2011, file: plainMp4, light: true },
    ...{ studio: 0, actor: 4, director: 1, day: 10 },
  },
  { title: 'Saga of Salt I', year: 2001, file: plainMp4, light: false, studio: 0, actor: 1, director: 2, day: 7 },
  { title: 'Saga of Salt II', year: 2004, file: plainMp4, light: true, studio: 1, actor: 2, director: 3, day: 8 },
  { title: 'The Tall Stair', year: 2018, file: plainMp4, light: false, studio: 1, actor: 4, director: 0, day: 5 },
  { title: 'Two Endings', year: 2021, file: plainMp4, light: false, studio: 2, actor: 0, director: 0, day: 21 },
  {
    ...{ title: 'Žlutý most 鉄の橋', sortTitle: 'zluty most 鉄の橋', year: 2015, file: plainMp4, light: true },
    ...{ studio: 2, actor: 0, director: 1, day: 6 },
  },
];

const actors = ['Abby Brook', 'Ada Cairn', 'Agnes Dune', 'Aida Elm', 'Alba Ford'] as const;
const directors = ['Olga Pine', 'Petra Quay', 'Rolf Sand', 'Tuva Weir'] as const;
const studios = ['Attic Works', 'Beam & Rafter', 'Cedar Trunk'] as const;

/** How many films stand in the library that people look at; numbers from here on belong to the big one. */
export const atticMovies: number = lines.length;

export function atticMovie(index: number): MovieWork {
  const line = lines[index];
  return line === undefined ? bulkMovie(index) : told(index, line);
}

function told(index: number, line: Line): MovieWork {
  const { title, year, file, light, day, bare = false } = line;
  const named = {
    index,
    title,
    sortTitle: line.sortTitle ?? sortTitleOf(title),
    year,
    addedAt: Date.UTC(2024, 2, day, 6, 7, 8),
    runtimeMs: 10 * minuteMs,
    file,
  };
  if (bare) return { ...named, ...nothing };
  const people: readonly PersonWork[] = [
    { name: actors[line.actor] ?? '', role: 'actor', character: `Keeper ${index}` },
    { name: directors[line.director] ?? '', role: 'director' },
  ];
  return {
    ...named,
    overview: `What was kept under the roof, and who came to look for it: ${title}.`,
    tagline: 'Mind the third step.',
    releaseDate: `${year}-02-01`,
    contentRating: 'PG-13',
    rating: 7 + (index % 10) / 10,
    genres: ['Drama', light ? 'Comedy' : 'Science Fiction'],
    studio: studios[line.studio] ?? '',
    people,
    imdb: `tt${7_100_000 + index}`,
    tmdb: `${71_000 + index}`,
    ...(title === 'Two Endings' ? twoEndings : { pictures: ['Primary', 'Backdrop', 'Logo'] }),
    ...(title === 'The Tall Stair' ? { givenSortTitle: 'Tall Stair' } : {}),
    ...(index === 0 ? { trailers: [{ title: 'Amber Tide', runtimeMs: 1000, file: silentMkv }] } : {}),
  };
}

const twoEndings = {
  pictures: [],
  versionName: 'Bright Ending',
  otherVersions: [{ name: 'Dark Ending', file: manyTracksMkv }],
} as const;

const nothing = {
  overview: '',
  tagline: '',
  releaseDate: '',
  contentRating: '',
  rating: 0,
  genres: [],
  studio: '',
  people: [],
  imdb: '',
  tmdb: '',
  pictures: [],
} as const;

/** One of thousands that differ in nothing but their number. */
function bulkMovie(index: number): MovieWork {
  const number = String(index - atticMovies).padStart(5, '0');
  const title = `Aisle ${number}`;
  return {
    ...nothing,
    index,
    title,
    sortTitle: title.toLowerCase(),
    year: 1950 + (index % 70),
    releaseDate: `${1950 + (index % 70)}-02-01`,
    addedAt: Date.UTC(2024, 1, 1, 6, 7, 8),
    runtimeMs: 1000,
    file: silentMkv,
    overview: `Shelf ${number}, from left to right.`,
    tagline: `Number ${number}.`,
    contentRating: 'PG-13',
    rating: 7 + (index % 10) / 10,
    genres: ['Drama', 'Comedy'],
    studio: studios[index % 3] ?? '',
    people: [
      { name: actors[index % 5] ?? '', role: 'actor', character: 'Porter' },
      { name: directors[index % 4] ?? '', role: 'director' },
    ],
    imdb: `tt${7_200_000 + index}`,
    tmdb: `${72_000 + index}`,
    pictures: ['Primary'],
  };
}

export const atticCollections: readonly CollectionWork[] = [
  { index: 0, title: 'Saga Boxed', sortTitle: 'saga boxed', movies: [5, 6], addedAt: Date.UTC(2026, 10, 20, 9, 30) },
];
