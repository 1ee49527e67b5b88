import type { Mediafold, Source, SyncReport } from 'mediafold';
import { promised } from './promise.ts';
import { progressScreen, say } from './screen.ts';

/** Both sources side by side, into one catalogue. */
export async function syncAll(
  fold: Mediafold,
  sources: readonly Source[],
  signal: AbortSignal,
): Promise<readonly SyncReport[]> {
  const screen = progressScreen(new Map(sources.map(({ id, name }) => [id, name])));
  const reports = await Promise.all(
    sources.map(({ id }) => fold.sync.run(id, { signal, onProgress: (progress) => screen.show(progress) })),
  );
  screen.end();
  sources.forEach(({ name }, at) => {
    const report = reports[at];
    if (report === undefined) return;
    const { added, changed, removed, unchanged, rejected, tookMs } = report;
    say(`  ${name}: ${added} new, ${changed} changed, ${removed} gone, ${unchanged} as before, in ${tookMs} ms`);
    promised(`the sync of ${name} is complete`, report.status === 'completed' && rejected === 0);
  });
  return reports;
}
