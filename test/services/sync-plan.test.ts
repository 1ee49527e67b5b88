import fc from 'fast-check';
import { expect, test } from 'vitest';
import { libraryId } from '../../src/models/ids.ts';
import type { Library } from '../../src/models/library.ts';
import { incompleteBecause, planListings } from '../../src/services/sync/plan.ts';

test('every kind of every library is listed, parents first, and nothing of libraries that cannot be', () => {
  const library = (id: string, itemKinds: Library['itemKinds']): Library => ({
    id: libraryId(id),
    kind: 'other',
    title: id,
    itemKinds,
  });
  const plan = planListings([
    library('films', ['movie']),
    library('tv', ['show', 'season', 'episode']),
    library('x', []),
  ]);
  expect(plan.map(({ library: { id }, kind }) => `${id}/${kind}`)).toEqual([
    'films/movie',
    'tv/show',
    'tv/season',
    'tv/episode',
  ]);
});

test('complete means: as many different rows as the server says, which said the same all along', () => {
  const count = fc.option(fc.nat({ max: 5 }), { nil: undefined });
  fc.assert(
    fc.property(fc.nat({ max: 5 }), count, count, (seen, firstTotal, lastTotal) => {
      const complete = incompleteBecause({ seen, firstTotal, lastTotal }) === undefined;
      expect(complete).toBe(firstTotal === seen && lastTotal === seen);
    }),
  );
});
