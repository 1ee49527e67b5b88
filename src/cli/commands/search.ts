import { Command } from 'commander';
import { action, type Program } from '../action.ts';
import { exitCodes } from '../exit-code.ts';
import { wholeNumber } from '../option-values.ts';
import { printable, theFirst } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { titleTable } from '../title-table.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface SearchOptions extends CatalogueOptions {
  readonly limit: number;
}

export function searchCommand(program: Program): Command {
  return new Command('search')
    .description('find titles in the catalogue')
    .argument('<text...>', 'words of the title')
    .option('--limit <count>', 'how many at most', wholeNumber, 50)
    .action(
      action<SearchOptions>(program, (cli, options, words) =>
        withCatalogue(cli, 'read', options, async (fold) => {
          const text = words.join(' ');
          // One more than is shown, to know whether that was all.
          const found = await fold.library.search(text, { limit: options.limit + 1 });
          const titles = found.slice(0, options.limit);
          const sources = await fold.sources.list();
          showResult(cli, options, { titles }, () =>
            titles.length === 0
              ? `Nothing in the catalogue matches "${printable(text)}".`
              : titleTable(cli.terminal, titles, sources),
          );
          if (found.length > titles.length) {
            cli.terminal.note(`${theFirst(titles.length, 'title')}; there are more. --limit shows more.`);
          }
          return exitCodes.ok;
        }),
      ),
    );
}
