import { Command } from 'commander';
import { action, type Program } from '../action.ts';
import { confirm } from '../ask.ts';
import { exitCodes } from '../exit-code.ts';
import { findSource } from '../find-source.ts';
import { counted, printable } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { sessionSentence } from '../signed-out-text.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface UnlinkOptions extends CatalogueOptions {
  readonly yes?: true;
  readonly keepSession?: true;
}

export function unlinkCommand(program: Program): Command {
  return new Command('unlink')
    .description('sign out of a server and forget it: its sign-in and its part of the catalogue')
    .argument('<source>', 'id, beginning of the id, or name')
    .option('--yes', 'do not ask')
    .option('--keep-session', 'forget it here only: the sign-in stays good on the server, which is not asked')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<UnlinkOptions>(
        program,
        (cli, options, [text = '']) =>
          withCatalogue(cli, 'change', options, async (fold) => {
            const source = await findSource(fold, text);
            const what = `${printable(source.name)} (${source.type}) and its ${counted(source.items, 'item')} here`;
            if (!options.yes && !(await confirm(cli, `Forget ${what}?`))) {
              cli.terminal.note('Nothing was changed.');
              return exitCodes.failure;
            }
            const { keepSession } = options;
            const signedOut = await fold.sources.remove(source.id, { signal: cli.interrupts.signal, keepSession });
            showResult(
              cli,
              options,
              { removed: source.id, signedOut },
              () => `Forgot ${what}. ${sessionSentence(source, signedOut)}`,
            );
            return exitCodes.ok;
          }),
        { whenStopped: 'Nothing was changed.' },
      ),
    );
}
