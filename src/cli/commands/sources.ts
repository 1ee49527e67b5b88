import { Command } from 'commander';
import type { SourceSummary } from 'mediafold';
import { action, type Program } from '../action.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { howToLink } from '../find-source.ts';
import { grouped } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { credentialWords } from '../sign-in-command.ts';
import { addressText, lastSyncText } from '../source-columns.ts';
import { table } from '../table.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

export function sourcesCommand(program: Program): Command {
  return new Command('sources').description('the linked servers').action(
    action<CatalogueOptions>(program, (cli, options) =>
      withCatalogue(cli, 'read', options, async (fold) => {
        const sources = await fold.sources.list();
        showResult(cli, options, { sources }, () =>
          sources.length === 0 ? `No server is linked yet. ${howToLink}` : drawn(cli, sources),
        );
        return exitCodes.ok;
      }),
    ),
  );
}

function drawn({ terminal }: Cli, sources: readonly SourceSummary[]): string {
  return table<SourceSummary>(
    terminal,
    [
      { head: 'Id', text: ({ id }) => id },
      { head: 'Name', text: ({ name }) => name, shrinks: true },
      { head: 'Type', text: ({ type }) => type },
      { head: 'User', text: ({ userName }) => userName ?? '-' },
      { head: 'Signed in with', text: ({ credential }) => credentialWords(credential) },
      { head: 'Items', text: ({ items }) => grouped(items), align: 'right' },
      { head: 'Synced', text: lastSyncText },
      { head: 'Needs', text: stateText },
      { head: 'Address', text: ({ connection }) => addressText(connection) },
    ],
    sources,
  );
}

function stateText({ needsSignIn, accessProblem }: SourceSummary): string {
  if (needsSignIn !== undefined) return 'sign in again';
  return accessProblem === undefined ? '-' : 'access set again';
}
