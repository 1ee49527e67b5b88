import type { Command } from 'commander';
import { isMediafoldError } from 'mediafold';
import { Interrupted } from './ask.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { debugText, isDebugging } from './debug-logger.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { type Advice, tell } from './failure.ts';

export interface Behaviour<Options> {
  /** What it is may depend on what was asked for. */
  readonly advice?: Advice | ((options: Options) => Advice);
  /** What a person who pressed Ctrl-C should know: what is kept, how to go on. */
  readonly whenStopped?: string;
  /** For commands that sign in: a refused password is a failure of this command, not a source that waits. */
  readonly signsIn?: true;
}

export type Finish = (code: ExitCode) => void;

export interface Program {
  readonly cli: Cli;
  readonly finish: Finish;
}

/** Runs a command and turns whatever it throws into one line and an exit code. */
export function action<Options extends GlobalOptions>(
  { cli, finish }: Program,
  run: (cli: Cli, options: Options, args: readonly string[]) => Promise<ExitCode>,
  behaviour: Behaviour<Options> = {},
): (...args: unknown[]) => Promise<void> {
  return async function (this: Command) {
    const options = this.optsWithGlobals<Options>();
    try {
      finish(await run(cli, options, this.args));
    } catch (error) {
      const { advice } = behaviour;
      finish(report(cli, error, behaviour, typeof advice === 'function' ? advice(options) : advice));
    }
  };
}

function report(
  cli: Cli,
  error: unknown,
  { whenStopped, signsIn }: Pick<Behaviour<never>, 'whenStopped' | 'signsIn'>,
  advice: Advice | undefined,
): ExitCode {
  const { terminal, interrupts, env } = cli;
  const wasStopped = error instanceof Interrupted || (isMediafoldError(error) && error.code === 'cancelled');
  if (interrupts.signal.aborted && wasStopped) {
    terminal.note(`mediafold: stopped. ${whenStopped ?? 'Nothing was changed.'}`);
    return interrupts.exitCode;
  }
  const told = tell(error, advice);
  terminal.note(`mediafold: ${told.text}`);
  if (isDebugging(env)) terminal.note(debugText(error));
  return signsIn && told.exitCode === exitCodes.needsSignIn ? exitCodes.failure : told.exitCode;
}
