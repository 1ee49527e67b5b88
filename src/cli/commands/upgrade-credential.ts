import { Command } from 'commander';
import { isMediafoldError, type Mediafold, type Source, type SourceSummary } from 'mediafold';
import { action, type Program } from '../action.ts';
import { confirm } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { type Advice, CliFailure } from '../failure.ts';
import { findSource } from '../find-source.ts';
import { printable } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface UpgradeOptions extends CatalogueOptions {
  readonly yes?: true;
}

const advice: Advice = {
  unavailable:
    'Nothing was changed: the old sign-in is in use. Try again when the servers of the account are reachable.',
  timeout: 'Nothing was changed: the old sign-in is in use. Try again when the servers of the account are reachable.',
  conflict: 'The sign-in that is stored works, and nothing has to be done.',
  unsupported: 'Trying again changes nothing: only the sign-in of a Plex account has a stronger kind.',
};

const explanation = [
  'The account token of this sign-in does not expire by itself. In its place comes a key that only this machine has;',
  'from it tokens for seven days are made, without you. All linked servers of the account change together. Each is',
  'asked first whether it takes what comes of it; if one does not, all of it is rolled back and nothing is lost.',
].join('\n');

export function upgradeCredentialCommand(program: Program): Command {
  return new Command('upgrade-credential')
    .description(
      "exchange a Plex account's token for a device key, which is renewed without you; rolled back if refused",
    )
    .argument('<source>', 'id, beginning of the id, or name')
    .option('--yes', 'do not ask')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<UpgradeOptions>(
        program,
        (cli, options, [text = '']) =>
          withCatalogue(cli, 'change', options, async (fold) => {
            const source = await findSource(fold, text);
            if (source.credential === 'plex-device-key') {
              showResult(cli, options, { upgraded: [] }, () => `${printable(source.name)} has a device key already.`);
              return exitCodes.ok;
            }
            if (!options.yes && !(await agrees(cli, source.name))) {
              cli.terminal.note('Nothing was changed.');
              return exitCodes.failure;
            }
            const upgraded = await upgrade(cli, fold, source);
            showResult(cli, options, { upgraded }, () => {
              const names = upgraded.map(({ name }) => printable(name)).join(', ');
              return `Done: ${names} ${upgraded.length === 1 ? 'lives' : 'live'} on a device key now.`;
            });
            return exitCodes.ok;
          }),
        { advice, whenStopped: 'What could not be proven was rolled back: the sign-in that is stored works.' },
      ),
    );
}

async function upgrade({ interrupts }: Cli, fold: Mediafold, { id, name }: SourceSummary): Promise<readonly Source[]> {
  try {
    return await fold.signIn.upgrade(id, { signal: interrupts.signal });
  } catch (error) {
    // The sign-in is good (a dead one is a 401): it is the key that Plex does not take for it.
    if (!isMediafoldError(error)) throw error;
    // What the account says is about this source, too: then the command to sign in again is known.
    if (error.status !== 422) throw error.forSource(id);
    throw new CliFailure(
      `${printable(name)}: Plex takes a key only from the device that the token was made for, and this token came from ` +
        'elsewhere. Nothing was changed, and trying again changes nothing: for a key, sign in with a code, ' +
        '"mediafold link plex --device-key".',
      exitCodes.failure,
      error,
    );
  }
}

function agrees(cli: Cli, name: string): Promise<boolean> {
  cli.terminal.note(explanation);
  return confirm(cli, `Exchange the sign-in of ${printable(name)}?`);
}
