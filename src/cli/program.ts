import { Command, CommanderError } from 'commander';
import type { Program } from './action.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { linkCommand } from './commands/link.ts';
import { lsCommand } from './commands/ls.ts';
import { mockCommand } from './commands/mock.ts';
import { probeCommand } from './commands/probe.ts';
import { searchCommand } from './commands/search.ts';
import { showCommand } from './commands/show.ts';
import { sourcesCommand } from './commands/sources.ts';
import { syncCommand } from './commands/sync.ts';
import { unlinkCommand } from './commands/unlink.ts';
import { exitCodes } from './exit-code.ts';

const commands: readonly ((program: Program) => Command)[] = [
  linkCommand,
  sourcesCommand,
  probeCommand,
  syncCommand,
  lsCommand,
  searchCommand,
  showCommand,
  unlinkCommand,
  mockCommand,
  conformanceCommand,
];

const epilogue = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 synced in part, 4 a server needs a new sign-in, 130 stopped by Ctrl-C.
Environment: MEDIAFOLD_DATABASE (as --database), NO_COLOR, MEDIAFOLD_DEBUG=1 (what happens, to stderr).`;

export async function runProgram(program: Program, args: readonly string[]): Promise<void> {
  const { cli, finish } = program;
  const root = new Command('mediafold')
    .description('One door to every Plex and Jellyfin server a person has.')
    .version(cli.version)
    .option('--database <file>', "the catalogue's file (default: in your user data folder)")
    .option('--json', 'one JSON document on stdout, for programs')
    .addHelpText('after', epilogue);
  for (const make of commands) root.addCommand(make(program));
  prepare(root);
  try {
    await root.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Asking for help or the version is no failure; commander has printed the rest.
    finish(error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUsage);
  }
}

/** Commands do not inherit these settings when they are added ready-made. */
function prepare(command: Command): void {
  command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows what can be given)');
  for (const child of command.commands) prepare(child);
}
