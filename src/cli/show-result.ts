import type { Cli, GlobalOptions } from './cli.ts';

/** The one place where results leave: JSON for programs, text for people. */
export function showResult({ terminal }: Cli, { json }: GlobalOptions, value: unknown, text: () => string): void {
  terminal.print(json ? JSON.stringify(value) : text());
}
