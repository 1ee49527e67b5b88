import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Run } from './measure.ts';

/** Runs the contender's work and prints the facts of the run. */
export async function reportRun(work: () => Promise<number>): Promise<void> {
  const resolutionMs = 1;
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const startedAt = performance.now();
  const rows = await work();
  const ms = performance.now() - startedAt;
  delay.disable();
  const stall = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  const run: Run = {
    ms,
    rows,
    peakRss: process.resourceUsage().maxRSS * 1024,
    stallP99Ms: stall(delay.percentile(99)),
    stallMaxMs: stall(delay.max),
  };
  process.stdout.write(`${JSON.stringify(run)}\n`);
}
