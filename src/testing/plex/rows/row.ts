import { subjectOf } from '../rating-keys.ts';
import type { WireObject } from '../wire.ts';
import { episodeRow } from './episode-row.ts';
import { movieRow } from './movie-row.ts';
import type { RowContext } from './row-context.ts';
import { seasonRow, showRow } from './show-row.ts';

/** The row of a rating key that the server holds. */
export function rowOf(context: RowContext, key: number): WireObject {
  const subject = subjectOf(key);
  switch (subject?.kind) {
    case 'movie':
      return movieRow(context, subject.index);
    case 'show':
      return showRow(context, subject.index);
    case 'season':
      return seasonRow(context, subject.index, subject.season);
    case 'episode':
      return episodeRow(context, subject.index, subject.season, subject.number);
    default:
      return {};
  }
}
