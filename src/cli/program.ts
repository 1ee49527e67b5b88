import { Command, CommanderError } from 'commander';
import type { Program } from './action.ts';
import { accessCommand } from './commands/access.ts';
import { addressCommand } from './commands/address.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { discoverCommand } from './commands/discover.ts';
import { doctorCommand } from './commands/doctor.ts';
import { linkCommand } from './commands/link.ts';
import { lsCommand } from './commands/ls.ts';
import { mockCommand } from './commands/mock.ts';
import { probeCommand } from './commands/probe.ts';
import { rotateKeyCommand } from './commands/rotate-key.ts';
import { searchCommand } from './commands/search.ts';
import { showCommand } from './commands/show.ts';
import { signOutCommand } from './commands/sign-out.ts';
import { sourcesCommand } from './commands/sources.ts';
import { syncCommand } from './commands/sync.ts';
import { unlinkCommand } from './commands/unlink.ts';
import { upgradeCredentialCommand } from './commands/upgrade-credential.ts';
import { whoamiCommand } from './commands/whoami.ts';
import { exitCodes } from './exit-code.ts';
import { usageError } from './usage-error.ts';

const commands: readonly ((program: Program) => Command)[] = [
  linkCommand,
  sourcesCommand,
  whoamiCommand,
  probeCommand,
  doctorCommand,
  addressCommand,
  accessCommand,
  discoverCommand,
  syncCommand,
  lsCommand,
  searchCommand,
  showCommand,
  upgradeCredentialCommand,
  rotateKeyCommand,
  signOutCommand,
  unlinkCommand,
  mockCommand,
  conformanceCommand,
];

const epilogue = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 synced in part, 4 a server needs a new sign-in, 130 stopped by Ctrl-C.
Environment: MEDIAFOLD_DATABASE (as --database), NO_COLOR, MEDIAFOLD_DEBUG=1 (what happens, to stderr),
MEDIAFOLD_LAN ("off", or address:port to ask when a server is looked for on the local network; else everybody).
The key of the stored credentials: MEDIAFOLD_KEY (32 bytes, base64 or hex), MEDIAFOLD_PASSPHRASE (once "rotate-key --to
passphrase" was run), MEDIAFOLD_KEYRING=1 (a new catalogue keeps it in the keyring of the system); else a file beside it.`;

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
    .configureOutput({ outputError: (said, write) => write(usageError(said)) })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows what can be given)');
  for (const child of command.commands) prepare(child);
}
