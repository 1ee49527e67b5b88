/**
 * `npm run bench` (the first sync) and `npm run bench -- connect`. Side by side in one run. Machines differ and are noisy:
 * read the medians, and above all the ratios. Nothing here is asserted.
 */
import { parseArgs } from 'node:util';
import { benchConnect } from './connect/run.ts';
import { benchFirstSync } from './first-sync/run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, movies: { type: 'string' }, runs: { type: 'string' } },
});
const { quick } = values;
const benchmarks: Readonly<Record<string, () => Promise<void>>> = {
  'first-sync': () =>
    benchFirstSync({
      movies: Number(values.movies ?? (quick ? 5_000 : 50_000)),
      runs: Number(values.runs ?? (quick ? 3 : 5)),
    }),
  connect: () => benchConnect(quick),
};
const [name = 'first-sync'] = positionals;
const benchmark = benchmarks[name];
if (benchmark === undefined) throw new Error(`no benchmark "${name}"; there are ${Object.keys(benchmarks).join(', ')}`);
await benchmark();
