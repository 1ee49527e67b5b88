import type { Interrupts } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** What one run of the command line works with. */
export interface Cli {
  readonly terminal: Terminal;
  readonly interrupts: Interrupts;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  readonly database?: string;
  readonly json?: true;
}
