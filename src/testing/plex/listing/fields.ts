import { episodeKey, subjectOf } from '../rating-keys.ts';
import { plexGuid } from '../rows/guids.ts';
import type { Shelf } from '../shelf.ts';
import type { WatchRecord } from '../watch-records.ts';
import { seconds } from '../wire.ts';

/** What a listing can be filtered and sorted by. Keys are rating keys. */
export interface FieldContext {
  readonly shelf: Shelf;
  readonly watch: (key: number) => WatchRecord;
}

export type FieldReader = (context: FieldContext, key: number) => number | string;

/** `date` fields are epoch seconds and take relative values such as `-3w`. */
export interface Field {
  readonly kind: 'date' | 'number' | 'text';
  readonly read: FieldReader;
}

interface Readable {
  readonly title: string;
  readonly year: number;
  readonly rating: number;
  readonly runtimeMs: number;
  readonly releaseDate: string;
}

function work({ shelf }: FieldContext, key: number): Readable | undefined {
  const subject = subjectOf(key);
  if (subject?.kind === 'movie') return shelf.movie(subject.index);
  if (subject?.kind === 'show') return { ...shelf.show(subject.index), runtimeMs: 0 };
  if (subject?.kind !== 'episode') return undefined;
  const episode = shelf.episode(subject.index, subject.season, subject.number);
  return { ...episode, year: Number(episode.releaseDate.slice(0, 4)) };
}

function guid(_context: FieldContext, key: number): string {
  const subject = subjectOf(key);
  return subject === undefined ? '' : plexGuid(subject.kind, key);
}

/** A show and a season are as watched as their episodes are. */
function viewCount(context: FieldContext, key: number): number {
  const subject = subjectOf(key);
  if (subject?.kind !== 'show' && subject?.kind !== 'season') return context.watch(key).viewCount;
  let least = Number.POSITIVE_INFINITY;
  for (const { number, episodes } of context.shelf.seasonsOf(subject.index)) {
    if (subject.kind === 'season' && number !== subject.season) continue;
    for (const episode of episodes) {
      least = Math.min(least, context.watch(episodeKey(subject.index, number, episode)).viewCount);
    }
  }
  return Number.isFinite(least) ? least : 0;
}

export const fields: Readonly<Record<string, Field>> = {
  addedAt: { kind: 'date', read: ({ shelf }, key) => seconds(shelf.addedAt(key)) },
  updatedAt: { kind: 'date', read: ({ shelf }, key) => seconds(shelf.updatedAt(key)) },
  lastViewedAt: { kind: 'date', read: ({ watch }, key) => watch(key).lastViewedAt ?? 0 },
  originallyAvailableAt: {
    kind: 'date',
    read: (context, key) => seconds(Date.parse(work(context, key)?.releaseDate ?? '1970-01-01')),
  },
  viewCount: { kind: 'number', read: viewCount },
  viewOffset: { kind: 'number', read: ({ watch }, key) => watch(key).viewOffset },
  userRating: { kind: 'number', read: ({ watch }, key) => watch(key).userRating ?? 0 },
  year: { kind: 'number', read: (context, key) => work(context, key)?.year ?? 0 },
  audienceRating: { kind: 'number', read: (context, key) => work(context, key)?.rating ?? 0 },
  rating: { kind: 'number', read: (context, key) => work(context, key)?.rating ?? 0 },
  duration: { kind: 'number', read: (context, key) => work(context, key)?.runtimeMs ?? 0 },
  title: { kind: 'text', read: (context, key) => (work(context, key)?.title ?? '').toLowerCase() },
  guid: { kind: 'text', read: guid },
};
