import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('..', import.meta.url));

/** What one contender says of one run of itself, as one line of JSON on its standard output. */
export interface Run {
  readonly ms: number;
  readonly rows: number;
  /** Of the whole process, bytes. */
  readonly peakRss: number;
  /** The longest time that the event loop could not turn, milliseconds: 99th percentile and worst. */
  readonly stallP99Ms: number;
  readonly stallMaxMs: number;
}

/** Each run in a process of its own: memory and warm-up of one contender must not be another's. */
export async function runOnce(script: string, args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [`${root}bench/${script}`, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await firstLine(child);
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}`);
  return JSON.parse(line) as Run;
}

export function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the child has no output');
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`ended with ${String(code)} before it said anything`)));
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('nothing was measured');
  return (low + high) / 2;
}
