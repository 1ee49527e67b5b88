import { addressOf, type Handle, handleOf } from './item-ids.ts';
import { type Found, sortOf } from './listing.ts';
import { sorted } from './ordering.ts';
import type { Query } from './query.ts';
import type { MockServer } from './server.ts';

/** Box sets in the place of their films, sorted among the rest. */
export function collapsed(server: MockServer, query: Query, found: Found): Found {
  const homes = new Map<number, Handle>();
  for (const { index, movies } of server.library.shelved.collections) {
    for (const movie of movies) homes.set(movie, handleOf('boxset', index));
  }
  if (homes.size === 0) return found;
  const rows = [...found.rows()].map((handle) => {
    const { kind, index } = addressOf(handle);
    return (kind === 'movie' ? homes.get(index) : undefined) ?? handle;
  });
  const once = sorted(server.library, Float64Array.from(new Set(rows)), sortOf(query, server));
  return { total: once.length, rows: () => once };
}
