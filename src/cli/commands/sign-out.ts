import { Command } from 'commander';
import { action, type Program } from '../action.ts';
import { exitCodes } from '../exit-code.ts';
import { findSource } from '../find-source.ts';
import { counted, printable } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { signInCommand } from '../sign-in-command.ts';
import { sessionSentence } from '../signed-out-text.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

export function signOutCommand(program: Program): Command {
  return new Command('sign-out')
    .description('end the sign-in at a server and forget the credential; the catalogue is kept and waits')
    .argument('<source>', 'id, beginning of the id, or name')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<CatalogueOptions>(
        program,
        (cli, options, [text = '']) =>
          withCatalogue(cli, 'change', options, async (fold) => {
            const source = await findSource(fold, text);
            const signedOut = await fold.signIn.signOut(source.id, { signal: cli.interrupts.signal });
            showResult(cli, options, { source: source.id, signedOut }, () =>
              [
                source.credential === undefined
                  ? `${printable(source.name)} (${source.type}) was signed out before.`
                  : `Signed out of ${printable(source.name)} (${source.type}). ${sessionSentence(source, signedOut)}`,
                `The catalogue keeps ${counted(source.items, 'item')}. To sign in again: ${signInCommand(source, options)}`,
              ].join('\n'),
            );
            return exitCodes.ok;
          }),
        { whenStopped: 'Nothing was changed.' },
      ),
    );
}
