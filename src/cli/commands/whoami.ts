import { Command } from 'commander';
import type { ConnectionState, Mediafold, Profile, SourceSummary } from 'mediafold';
import { action, type Program } from '../action.ts';
import type { Cli } from '../cli.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { chosenSources } from '../find-source.ts';
import { showResult } from '../show-result.ts';
import { signInCommand } from '../sign-in-command.ts';
import { type Identity, identityText, type StateNow } from '../who-text.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface WhoamiOptions extends CatalogueOptions {
  readonly offline?: true;
}

export function whoamiCommand(program: Program): Command {
  return new Command('whoami')
    .description('who is signed in where, with what kind of credential, and whether it still works')
    .argument('[source]', 'id, beginning of the id, or name; all of them when left out')
    .option('--offline', 'what is known here; ask no server')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<WhoamiOptions>(program, (cli, options, [text]) =>
        withCatalogue(cli, 'look', options, async (fold) => {
          // What the servers say could not be written down.
          const isOffline = options.offline === true || fold.readOnly;
          if (isOffline && !options.offline)
            cli.terminal.note('The catalogue cannot be written here: no server is asked.');
          const sources = await chosenSources(fold, text);
          const identities = await Promise.all(
            sources.map((source) => identityOf(cli, fold, source, options, isOffline)),
          );
          showResult(cli, options, { sources: identities }, () =>
            identities.map((identity) => identityText(cli.terminal, identity)).join('\n\n'),
          );
          return exitCodeOf(identities);
        }),
      ),
    );
}

async function identityOf(
  { interrupts }: Cli,
  fold: Mediafold,
  source: SourceSummary,
  options: WhoamiOptions,
  isOffline: boolean,
): Promise<Identity> {
  const { id, name, type, serverId, userId, userName, credential, signedInAt, deviceId } = source;
  const { signal } = interrupts;
  const report = isOffline ? undefined : await fold.connections.connect(id, { signal });
  const state = report === undefined ? knownState(source) : stateNow(report.state);
  const connection = report?.chosen ?? source.connection;
  const profiles = isOffline || state.status === 'needs-sign-in' ? [] : await profilesOf(fold, source, signal);
  return {
    source: { id, name, type, serverId },
    user: { id: userId, ...(userName === undefined ? {} : { name: userName }) },
    ...(credential === undefined ? {} : { credential }),
    ...(signedInAt === undefined ? {} : { signedInAt }),
    deviceId,
    ...(connection === undefined ? {} : { connection }),
    state: {
      ...state,
      ...(state.status === 'needs-sign-in' ? { command: signInCommand(source, options) } : {}),
    },
    ...(profiles.length === 0 ? {} : { profiles }),
  };
}

/** What was found out the last time; offline is not kept. */
function knownState({ needsSignIn }: SourceSummary): StateNow {
  return needsSignIn === undefined
    ? { status: 'unknown', remedy: 'none' }
    : { status: 'needs-sign-in', remedy: 'sign-in-again', reason: needsSignIn };
}

function stateNow(state: ConnectionState): StateNow {
  switch (state.status) {
    case 'online':
      return { status: 'online', remedy: 'none' };
    case 'needs-sign-in':
      return { status: 'needs-sign-in', remedy: 'sign-in-again', reason: state.reason };
    case 'offline':
      return { status: 'offline', remedy: 'try-later', reason: state.reason };
    default:
      return { status: 'unknown', remedy: 'none' };
  }
}

/** A remark beside the rest: an account service that is away changes nothing of what is said about the server. */
async function profilesOf(
  fold: Mediafold,
  { id, credential }: SourceSummary,
  signal: AbortSignal,
): Promise<readonly Profile[]> {
  if (credential !== 'plex-token' && credential !== 'plex-device-key') return [];
  try {
    const all = await fold.signIn.profiles(id, { signal });
    return all.length > 1 ? all : [];
  } catch (error) {
    if (signal.aborted) throw error;
    return [];
  }
}

function exitCodeOf(identities: readonly Identity[]): ExitCode {
  const states = identities.map(({ state }) => state.status);
  if (states.includes('needs-sign-in')) return exitCodes.needsSignIn;
  return states.includes('offline') ? exitCodes.failure : exitCodes.ok;
}
