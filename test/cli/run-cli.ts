import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const launcher = fileURLToPath(new URL('../../bin/mediafold.js', import.meta.url));

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Everything that comes on stdin. Default: an empty one. */
  readonly input?: string;
  /** Called with all of stderr so far, whenever there is more. */
  readonly onStderr?: (text: string, child: ChildProcess) => void;
  readonly onStdout?: (text: string, child: ChildProcess) => void;
}

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the published command as a process of its own, with nothing of this process's environment but the path. */
export function runCli(args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, input = '', onStderr, onStdout } = options;
  const env = { PATH: process.env.PATH ?? '', HOME: cwd, ...options.env };
  const child = spawn(process.execPath, [launcher, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onStdout?.(stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.(stderr, child);
  });
  // It may be gone before it has read.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** A folder that is home and current folder of one test, and its way out. */
export function temporaryHome(): { readonly home: string; readonly remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'mediafold-cli-'));
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

/** The one document of a `--json` run. */
export function documentOf<T>(ran: Ran): T {
  return JSON.parse(ran.stdout) as T;
}
