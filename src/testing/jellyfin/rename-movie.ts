import { handleOf } from './item-ids.ts';
import type { MockServer } from './server.ts';

/**
 * The film's file gets another name: a new id, and nothing at the old one. What users did with it is kept through its
 * provider ids, and lost when it has none (recorded on 10.10, 10.11 and 12.0).
 *
 * @returns its new number
 */
export function renameMovie({ library, states }: MockServer, index: number): number {
  const from = handleOf('movie', index);
  const before = library.item(from);
  const to = library.renameMovie(index);
  const known = before?.kind === 'movie' && (before.work.tmdb !== '' || before.work.imdb !== '');
  if (known) states.move(from, handleOf('movie', to));
  return to;
}
