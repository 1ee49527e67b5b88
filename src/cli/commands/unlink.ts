import { Command } from 'commander';
import { action, type Program } from '../action.ts';
import { confirm } from '../ask.ts';
import { exitCodes } from '../exit-code.ts';
import { findSource } from '../find-source.ts';
import { counted, printable } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface UnlinkOptions extends CatalogueOptions {
  readonly yes?: true;
}

export function unlinkCommand(program: Program): Command {
  return new Command('unlink')
    .description('forget a server: its sign-in and its part of the catalogue; the server itself is not touched')
    .argument('<source>', 'id, beginning of the id, or name')
    .option('--yes', 'do not ask')
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
            await fold.sources.remove(source.id);
            showResult(cli, options, { removed: source.id }, () => `Forgot ${what}.`);
            return exitCodes.ok;
          }),
        { whenStopped: 'Nothing was changed.' },
      ),
    );
}
