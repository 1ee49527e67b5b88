import { join } from 'node:path';
import { expect, test } from 'vitest';
import { itemId } from '../../src/models/ids.ts';
import type { Movie } from '../../src/models/item.ts';
import { cursor } from '../../src/models/page.ts';
import { films, home, movie, openWithSource, temporaryFolder } from './support.ts';

const rows = 5000;
const pageSize = 500;

function row(index: number): Movie {
  return movie(`${index}-0123456789abcdef0123456789abcdef`, {
    title: `Movie ${index % 97} of ${index}`,
    overview: 'Words. '.repeat(30),
    year: 1950 + (index % 70),
    genres: ['Drama', 'Comedy'],
    externalIds: [
      { provider: 'imdb', value: `tt${index}` },
      { provider: 'tmdb', value: `${index}` },
    ],
    images: { poster: `/poster/${index}` },
    watch: { played: false, playCount: 0 },
  });
}

/** Printed, not asserted: machines differ. The benchmarks compare; this only shows a slip of a whole order at once. */
test('speed', async ({ annotate }) => {
  const catalogue = await openWithSource({ path: join(temporaryFolder(), 'catalogue.db') });
  const { runs, listings, pages } = catalogue;
  const write = async (): Promise<number> => {
    const { runId } = await runs.beginRun(home);
    const key = { sourceId: home, libraryId: films, kind: 'movie' } as const;
    const position = await listings.beginListing(runId, key, { again: true });
    const began = performance.now();
    for (let start = 0; start < rows; start += pageSize) {
      const items = Array.from({ length: pageSize }, (_, index) => row(start + index));
      const next = start + pageSize < rows ? { next: cursor(String(start)) } : {};
      await pages.writePage(runId, position, { items, rejected: [], ...next });
    }
    expect(await listings.evidence(position)).toMatchObject({ seen: rows });
    return Math.round(rows / ((performance.now() - began) / 1000));
  };
  const first = await write();
  const again = await write();
  await annotate(`${first} new rows/s, ${again} unchanged rows/s`);
  expect(await catalogue.items.item({ sourceId: home, itemId: itemId(row(7).id) })).toMatchObject({
    title: row(7).title,
  });
});
