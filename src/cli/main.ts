import { readFileSync } from 'node:fs';
import type { ExitCode } from './exit-code.ts';
import { watchInterrupts } from './interrupt.ts';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

/** Never rejects: whatever happens ends as one line on stderr and an exit code. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = createTerminal(process);
  const now = Date.now;
  const interrupts = watchInterrupts({ process, now, note: terminal.note });
  const finish = (code: ExitCode): void => {
    process.exitCode = code;
  };
  const cli = { terminal, interrupts, env: process.env, cwd: process.cwd(), version: ownVersion(), now };
  await runProgram({ cli, finish }, args);
  interrupts.dispose();
}

/** As far from `dist/cli` as from `src/cli`. */
function ownVersion(): string {
  const facts: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof facts === 'object' && facts !== null && 'version' in facts ? String(facts.version) : '0.0.0';
}
