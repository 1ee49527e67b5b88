/**
 * The whole journey on one machine: mock servers as a process of their own, both signed in to through their real
 * flows, one connection chosen for each, both synced into one catalogue, and the library that comes of it.
 *
 * `npm run demo`, or `node examples/demo.ts --movies 2000 --shows 100 --seed 7`
 */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { openMediafold } from 'mediafold';
import { connectAll } from './demo/connect.ts';
import { freshCatalogue } from './demo/fresh-folder.ts';
import { linkBoth } from './demo/link.ts';
import { type MockFacts, startMockProcess } from './demo/mock-process.ts';
import { personOf } from './demo/person.ts';
import { promisedCount } from './demo/promise.ts';
import { heading, say, sayTable } from './demo/screen.ts';
import { syncAll } from './demo/sync.ts';
import { showUnified } from './demo/unified.ts';

async function demo(facts: MockFacts, signal: AbortSignal): Promise<void> {
  sayTable([
    ['plex.tv', facts.plexTv.url],
    [`Plex server ${facts.plex.name}`, facts.plex.url],
    [`Jellyfin server ${facts.jellyfin.name} (as ${facts.jellyfin.version})`, facts.jellyfin.url],
  ]);
  const path = freshCatalogue('mediafold-demo');
  const fold = await openMediafold({
    path,
    product: 'mediafold demo',
    version: '1.0',
    // Everything is on this machine.
    lan: false,
    plexTvUrl: facts.plexTv.url,
  });
  try {
    heading('2. Sign in to both');
    const sources = await linkBoth(fold, facts, personOf(facts), signal);
    heading('3. Choose a connection for each');
    await connectAll(fold, sources, signal);
    heading('4. Sync both into one catalogue');
    await syncAll(fold, sources, signal);
    heading('5. The unified library');
    await showUnified(fold, sources, facts);
    heading('6. Sync again');
    for (const { added, changed, removed } of await syncAll(fold, sources, signal)) {
      promisedCount('changes that a second sync finds', 0, added + changed + removed);
    }
    say('  nothing to do, as it should be');
  } finally {
    await fold.close();
  }
  say();
  say(`The catalogue stays in ${relative('.', path)}. Look around in it with "npx mediafold ls".`);
}

const { values: sizes } = parseArgs({
  options: {
    movies: { type: 'string', default: '600' },
    shows: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  heading('1. Mock servers, as a process of their own');
  const args = Object.entries(sizes).flatMap(([name, value]) => [`--${name}`, value]);
  const mock = await startMockProcess(args, stop.signal);
  try {
    await demo(mock.facts, stop.signal);
  } finally {
    await mock.stop();
  }
} catch (error) {
  if (stop.signal.aborted) {
    console.error('\nThe demo was stopped; its servers have ended.');
    process.exitCode = 130;
  } else {
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
