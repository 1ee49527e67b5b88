import type { FileWork, PersonWork } from '../../catalogue/works.ts';
import { subjectOf } from '../rating-keys.ts';
import { resolutionOf } from '../rows/media.ts';
import { numberOf, type TagKind } from '../rows/tags.ts';
import type { FieldContext } from './fields.ts';

/** One value that a listing can be narrowed to: `genre=177` has the key `177`. */
export interface Choice {
  readonly key: string;
  readonly title: string;
}

interface Tagged {
  readonly genres: readonly string[];
  readonly people: readonly PersonWork[];
  readonly contentRating: string;
  readonly studio: string;
  readonly year: number;
  readonly file?: FileWork;
}

/** Episodes and seasons have the tags of their show; an episode has a file of its own. */
function tagged({ shelf }: FieldContext, key: number): Tagged | undefined {
  const subject = subjectOf(key);
  if (subject === undefined) return undefined;
  if (subject.kind === 'movie') return shelf.movie(subject.index);
  const show = shelf.show(subject.index);
  if (subject.kind !== 'episode') return show;
  return { ...show, file: shelf.episode(subject.index, subject.season, subject.number).file };
}

type Read = (work: Tagged) => readonly Choice[];

const numbered =
  (kind: TagKind, texts: (work: Tagged) => readonly string[]): Read =>
  (work) =>
    texts(work).map((title) => ({ key: String(numberOf(`${kind} ${title}`)), title }));

const named =
  (text: (work: Tagged) => string | undefined): Read =>
  (work) => {
    const title = text(work);
    return title === undefined ? [] : [{ key: encodeURIComponent(title), title }];
  };

const people = (role: PersonWork['role']): Read =>
  numbered(role, (work) => work.people.filter((person) => person.role === role).map(({ name }) => name));

const titleOfResolution: Readonly<Record<string, string>> = { '4k': '4K', sd: 'SD' };

const reads: Readonly<Record<string, Read>> = {
  genre: numbered('genre', ({ genres }) => genres),
  director: people('director'),
  writer: people('writer'),
  actor: people('actor'),
  contentRating: named(({ contentRating }) => contentRating),
  studio: named(({ studio }) => studio),
  decade: ({ year }) => {
    const decade = Math.floor(year / 10) * 10;
    return [{ key: String(decade), title: `${decade}s` }];
  },
  year: ({ year }) => [{ key: String(year), title: String(year) }],
  resolution: ({ file }) => {
    if (file === undefined) return [];
    const key = resolutionOf(file.width);
    return [{ key, title: titleOfResolution[key] ?? `${key}p` }];
  },
};

/** Filters whose values are chosen from a list, in the order that sections name them. */
export const tagFilters: readonly string[] = Object.keys(reads);

/** @returns undefined for a name that is no such filter */
export function choicesOf(field: string, context: FieldContext, key: number): readonly Choice[] | undefined {
  const read = reads[field];
  if (read === undefined) return undefined;
  const work = tagged(context, key);
  return work === undefined ? [] : read(work);
}
