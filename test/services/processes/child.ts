import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly pid: number;
  /** Lines of its standard output, until it ends. */
  readonly lines: AsyncIterable<string>;
  /** Resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** @throws Error when it ends with anything but 0, with what it said on standard error */
  done(): Promise<void>;
}

/** A script beside this file, from the sources. Ends with the test at the latest. */
export function startScript(name: string, args: readonly string[], nodeFlags: readonly string[] = []): Child {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [...nodeFlags, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) throw new Error(`${name} did not start`);
  const ended = once(child, 'close');
  let said = '';
  stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  onTestFinished(async () => {
    if (isRunning()) child.kill('SIGKILL');
    await ended;
  });
  return {
    pid,
    lines: createInterface({ input: stdout }),
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
    async done() {
      await ended;
      if (child.exitCode !== 0) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}: ${said}`);
    },
  };
}

/** @returns the first line that fits; fails when the process ends before it says one */
export async function lineOf(child: Child, fits: (line: string) => boolean): Promise<string> {
  for await (const line of child.lines) if (fits(line)) return line;
  await child.done();
  throw new Error('the process ended without saying it');
}
