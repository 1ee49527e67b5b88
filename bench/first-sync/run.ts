import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstLine, median, type Run, root, runOnce } from '../measure.ts';

interface MockFacts {
  readonly jellyfin: {
    readonly url: string;
    readonly users: readonly { readonly name: string; readonly password: string }[];
  };
}

export interface FirstSyncSizes {
  readonly movies: number;
  readonly runs: number;
}

/** Each contender in turn, in processes of their own against one mock server in another. */
export async function benchFirstSync({ movies, runs }: FirstSyncSizes): Promise<void> {
  const mock = spawn(
    process.execPath,
    [`${root}bin/mediafold.js`, 'mock', '--json', '--movies', String(movies), '--shows', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const folder = mkdtempSync(join(tmpdir(), 'mediafold-bench-'));
  try {
    const { jellyfin } = JSON.parse(await firstLine(mock)) as MockFacts;
    const [user] = jellyfin.users;
    if (user === undefined) throw new Error('the mock server has no user');
    const contenders = ['first-sync/hand-written.ts', 'first-sync/mediafold.ts'] as const;
    const results = new Map<string, Run[]>(contenders.map((script) => [script, []]));
    // One round more than counted: the first warms the server's caches up.
    for (let round = 0; round <= runs; round += 1) {
      for (const script of contenders) {
        const path = join(folder, `${round}-${contenders.indexOf(script)}.db`);
        const run = await runOnce(script, [jellyfin.url, user.name, user.password, path]);
        if (run.rows !== movies) throw new Error(`${script} has ${run.rows} rows, ${movies} were due`);
        if (round > 0) results.get(script)?.push(run);
      }
    }
    print(results, { movies, runs });
  } finally {
    mock.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(results: ReadonlyMap<string, readonly Run[]>, { movies, runs }: FirstSyncSizes): void {
  process.stdout.write(`first sync of ${movies} movies from a mock Jellyfin into SQLite, median of ${runs}\n`);
  const base = median((results.get('first-sync/hand-written.ts') ?? []).map(({ ms }) => ms));
  for (const [script, measured] of results) {
    const ms = median(measured.map((run) => run.ms));
    const rss = median(measured.map((run) => run.peakRss)) / 1e6;
    const p99 = median(measured.map((run) => run.stallP99Ms));
    const worst = median(measured.map((run) => run.stallMaxMs));
    process.stdout.write(
      `  ${script.padEnd(30)} ${(ms / 1000).toFixed(2)} s  ${(ms / base).toFixed(2)}x  ${Math.round(movies / (ms / 1000))} rows/s  ` +
        `peak ${rss.toFixed(0)} MB  loop stalls p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(1)} ms\n`,
    );
  }
}
