import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const launcher: string = fileURLToPath(new URL('../../bin/mediafold.js', import.meta.url));

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Everything that comes on stdin. Default: an empty one. */
  readonly input?: string;
  /** A command in front, such as one that takes rights away. */
  readonly prefix?: readonly string[];
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

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** Starts the published command as a process of its own, with nothing of this one's environment but the path. */
export function startCli(args: readonly string[], options: RunOptions): Running {
  const { cwd, input = '', prefix = [], onStderr, onStdout } = options;
  const env = { PATH: process.env.PATH ?? '', HOME: cwd, MEDIAFOLD_LAN: 'off', ...options.env };
  const [command = process.execPath, ...rest] = [...prefix, process.execPath, launcher, ...args];
  const child = spawn(command, rest, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
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
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export function runCli(args: readonly string[], options: RunOptions): Promise<Ran> {
  return startCli(args, options).ended;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Whether a process can be given a terminal here: `script` of util-linux does it. */
export const hasTerminal: boolean =
  process.platform === 'linux' && spawnSync('script', ['--version']).stdout?.includes('util-linux') === true;

/** The published command on a terminal of its own. What it writes anywhere comes as `stdout`, as a person would see it. */
export function startOnTerminal(args: readonly string[], { columns, rows }: Size, options: RunOptions): Running {
  const { cwd, onStdout } = options;
  const words = [process.execPath, launcher, ...args].map((word) => `'${word}'`).join(' ');
  const command = `stty cols ${columns} rows ${rows}; exec ${words}`;
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    MEDIAFOLD_LAN: 'off',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    ...options.env,
  };
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onStdout?.(stdout, child);
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr: '' }));
  });
  return { child, ended };
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
