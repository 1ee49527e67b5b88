import { type ExitCode, exitCodes } from './exit-code.ts';

export interface Interrupts {
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** What the process ends with once it was interrupted. */
  readonly exitCode: ExitCode;
  /** For questions in raw mode, where the terminal gives Ctrl-C as a character. */
  interrupt(): void;
  /** Lets go of the signals; after an interruption only once the process ends, for the second one of a key press. */
  dispose(): void;
}

/** npm and the launcher pass on a signal that the terminal has sent to the whole group: one key press, two signals. */
const sameKeyPressMs = 400;

export interface InterruptOptions {
  readonly process: NodeJS.Process;
  readonly now: () => number;
  readonly note: (text: string) => void;
}

/** The first Ctrl-C asks everything to end well, the second ends the process. */
export function watchInterrupts({ process, now, note }: InterruptOptions): Interrupts {
  const stop = new AbortController();
  let firstAt: number | undefined;
  let exitCode: ExitCode = exitCodes.ok;

  const interruptedBy = (code: ExitCode): void => {
    if (firstAt === undefined) {
      firstAt = now();
      exitCode = code;
      stop.abort();
      if (code === exitCodes.interrupted) note('Stopping. Press Ctrl-C again to stop at once.');
      return;
    }
    if (now() - firstAt < sameKeyPressMs) return;
    // A progress display may have hidden the cursor.
    if (process.stderr.isTTY) process.stderr.write('\u001B[?25h\n');
    process.exit(code);
  };
  const onInterrupt = (): void => interruptedBy(exitCodes.interrupted);
  const onTerminate = (): void => interruptedBy(exitCodes.terminated);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);

  return {
    signal: stop.signal,
    get exitCode() {
      return exitCode;
    },
    interrupt: onInterrupt,
    dispose: () => {
      if (firstAt !== undefined) return;
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    },
  };
}
