/** Writes pages until it is killed, and a dot for each that is stored. Started by a test. */
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import { itemId, libraryId, sourceId } from '../../src/models/ids.ts';
import { cursor } from '../../src/models/page.ts';

const source = sourceId('home');
const { runs, listings, pages } = await openCatalogue({ path: process.argv[2] ?? '' });
const { runId } = await runs.beginRun(source);
const key = { sourceId: source, libraryId: libraryId('1'), kind: 'movie' } as const;
const position = await listings.beginListing(runId, key, { again: false });

for (let page = 0; ; page += 1) {
  const items = Array.from({ length: 300 }, (_, index) => ({
    kind: 'movie' as const,
    id: itemId(`m${page}-${index}`),
    title: `Movie ${page} ${index}`,
    completeness: 'brief' as const,
    externalIds: [{ provider: 'imdb' as const, value: `tt${page}-${index}` }],
    images: {},
    watch: { played: false, playCount: 0 },
  }));
  await pages.writePage(runId, position, { items, rejected: [], next: cursor(String(page + 1)) });
  process.stdout.write('.');
}
