import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The line that `mediafold mock --json` prints, as far as the demo reads it. */
export interface MockFacts {
  readonly movies: number;
  readonly shows: number;
  readonly overlap: number;
  readonly plexTv: { readonly url: string; readonly account: { readonly username: string; readonly token: string } };
  readonly plex: { readonly url: string; readonly name: string };
  readonly jellyfin: {
    readonly url: string;
    readonly name: string;
    readonly version: string;
    readonly users: readonly { readonly id: string; readonly name: string; readonly password: string }[];
  };
}

export interface MockProcess {
  readonly facts: MockFacts;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const launcher = fileURLToPath(new URL('../../bin/mediafold.js', import.meta.url));

/** Starts the mock servers as a process of their own, as any other program would, and waits until they are ready. */
export async function startMockProcess(args: readonly string[], signal: AbortSignal): Promise<MockProcess> {
  const child = spawn(process.execPath, [launcher, 'mock', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  // Also when this process is ended in a way that runs no `finally`.
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', kill);
  };
  try {
    return { facts: await firstLine(child.stdout, ended, signal), pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function firstLine(stdout: NodeJS.ReadableStream, ended: Promise<void>, signal: AbortSignal): Promise<MockFacts> {
  const lines = createInterface({ input: stdout, signal });
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    ended.then(() => reject(new Error('the mock servers ended before they were ready')), reject);
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
  return JSON.parse(line) as MockFacts;
}
