import { setImmediate } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { type ItemKind, itemKinds, type Mediafold, type SourceId, type Title } from 'mediafold';
import { action, type Program } from '../action.ts';
import { Interrupted } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { CliFailure } from '../failure.ts';
import { findSource, howToLink } from '../find-source.ts';
import { wholeNumber } from '../option-values.ts';
import { grouped, printable, theFirst } from '../printable.ts';
import { titleTable } from '../title-table.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface LsOptions extends CatalogueOptions {
  readonly kind?: ItemKind;
  readonly source?: string;
  readonly library?: string;
  readonly limit: number;
  readonly all?: true;
}

const pageSize = 500;

export function lsCommand(program: Program): Command {
  return new Command('ls')
    .description('the unified library: one line for each work, with the servers that have it')
    .addOption(new Option('--kind <kind>', 'only this kind').choices(itemKinds))
    .option('--source <source>', 'only what this server has: id, beginning of the id, or name')
    .option('--library <library>', 'only what is in the library of this name or id')
    .option('--limit <count>', 'how many at most', wholeNumber, 50)
    .option('--all', 'everything')
    .action(
      action<LsOptions>(program, (cli, options) =>
        withCatalogue(cli, 'read', options, async (fold) => {
          await list(cli, fold, options);
          return exitCodes.ok;
        }),
      ),
    );
}

async function list(cli: Cli, fold: Mediafold, options: LsOptions): Promise<void> {
  const { terminal } = cli;
  const source = options.source === undefined ? undefined : await findSource(fold, options.source);
  const inLibrary = await libraryFilter(fold, options.library, source?.id);
  const limit = options.all ? Number.POSITIVE_INFINITY : options.limit;
  // One more than is shown, to know whether that was all.
  const most = options.json ? limit : limit + 1;
  const titles = pages(cli, fold, { kind: options.kind, sourceId: source?.id, limit: most, inLibrary });
  if (options.json) {
    // Written as it is read, so that a large library needs no memory; still one document.
    let separator = '{"titles":[\n';
    for await (const page of titles) {
      for (const title of page) {
        terminal.print(`${separator}${JSON.stringify(title)}`);
        separator = ',';
      }
    }
    terminal.print(separator === ',' ? ']}' : `${separator}]}`);
    return;
  }
  const sources = await fold.sources.list();
  const shown: Title[] = [];
  for await (const page of titles) shown.push(...page);
  if (shown.length === 0) {
    terminal.print(
      sources.length === 0
        ? `No server is linked yet. ${howToLink}`
        : 'The catalogue has nothing of that. "mediafold sync" brings in what the servers have.',
    );
    return;
  }
  terminal.print(titleTable(terminal, shown.slice(0, limit), sources));
  if (shown.length <= limit) return;
  // Of a library only those that were read are counted.
  const total =
    options.library === undefined ? await fold.library.countTitles({ kind: options.kind, sourceId: source?.id }) : 0;
  const share = total > 0 ? ` of ${grouped(total)}` : '; there are more';
  terminal.note(`${theFirst(limit, 'title')}${share}. --all lists everything.`);
}

interface Wanted {
  readonly kind: ItemKind | undefined;
  readonly sourceId: SourceId | undefined;
  readonly limit: number;
  readonly inLibrary: (title: Title) => boolean;
}

async function* pages(
  { interrupts }: Cli,
  fold: Mediafold,
  { kind, sourceId, limit, inLibrary }: Wanted,
): AsyncGenerator<readonly Title[]> {
  let left = limit;
  let after: string | undefined;
  do {
    const { titles, next } = await fold.library.titles({
      kind,
      sourceId,
      after,
      limit: pageSize,
    });
    const fitting = titles.filter(inLibrary).slice(0, left);
    left -= fitting.length;
    after = next;
    yield fitting;
    // The database answers at once: without a pause neither Ctrl-C nor a closed pipe would be heard.
    await setImmediate();
    if (interrupts.signal.aborted) throw new Interrupted('interrupted');
  } while (after !== undefined && left > 0);
}

/** Libraries of one name on several servers count as one: that is what a unified library is for. */
async function libraryFilter(
  fold: Mediafold,
  name: string | undefined,
  sourceId: SourceId | undefined,
): Promise<Wanted['inLibrary']> {
  if (name === undefined) return () => true;
  const all = await fold.library.libraries(sourceId);
  const meant = all.filter(({ id, title }) => id === name || title.toLowerCase() === name.toLowerCase());
  if (meant.length === 0) {
    const titles = [...new Set(all.map(({ title }) => printable(title)))].join(', ');
    throw new CliFailure(`no library is called "${printable(name)}". There are: ${titles || 'none yet'}.`);
  }
  const keys = new Set(meant.map((library) => `${library.sourceId} ${library.id}`));
  return ({ versions }) => versions.some((version) => keys.has(`${version.sourceId} ${version.libraryId}`));
}
