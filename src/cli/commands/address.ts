import { Command } from 'commander';
import type { ConnectionReport, KnownAddress, Mediafold, SourceSummary } from 'mediafold';
import { action, type Program } from '../action.ts';
import type { Cli } from '../cli.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Advice } from '../failure.ts';
import { findSource } from '../find-source.ts';
import { plainResult, tookText } from '../plain-result.ts';
import { printable } from '../printable.ts';
import { showResult } from '../show-result.ts';
import { whenText } from '../source-columns.ts';
import { table } from '../table.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

const advice: Advice = {
  'not-found': 'Write one of those, or add it first: "mediafold address add".',
  'wrong-server': 'Check the address, or link that server with "mediafold link".',
  unavailable: 'Check the address and whether the server is running, then try again.',
};

/** What one of the commands does. */
type Work = (
  cli: Cli,
  fold: Mediafold,
  source: SourceSummary,
  addresses: readonly string[],
  options: CatalogueOptions,
) => Promise<ExitCode>;

export function addressCommand(program: Program): Command {
  const command = (name: string, description: string, work: Work): Command =>
    new Command(name)
      .description(description)
      .argument('<source>', 'id, beginning of the id, or name')
      .option('--allow-insecure', 'send the credential over plain http to a public address, too')
      .action(
        action<CatalogueOptions>(
          program,
          (cli, options, [source = '', ...addresses]) =>
            withCatalogue(cli, 'change', options, async (fold) =>
              work(cli, fold, await findSource(fold, source), addresses, options),
            ),
          { advice },
        ),
      );
  return new Command('address')
    .description('the addresses of a linked server: see, add, remove and pin them')
    .addCommand(command('list', 'all of them, with what was found the last time', list))
    .addCommand(
      command('add', 'keep another address, if that very server answers there', add).argument(
        '<address...>',
        'as you would type it; a whole URL is kept although nobody answers now',
      ),
    )
    .addCommand(command('remove', 'forget an address', remove).argument('<address>', 'as the list shows it'))
    .addCommand(command('pin', 'use this address and no other', pin).argument('<address>', 'as the list shows it'))
    .addCommand(command('unpin', 'use the best address again', pin));
}

const list: Work = async (cli, fold, { id }, _, options) => {
  const addresses = await fold.addresses.list(id);
  showResult(cli, options, { addresses }, () => drawn(cli, addresses));
  return exitCodes.ok;
};

const add: Work = async (cli, fold, { id }, typed, options) => {
  const { signal } = cli.interrupts;
  const kept: object[] = [];
  for (const text of typed) {
    const { added, remark } = await fold.addresses.add(id, text, { signal });
    kept.push(...added.map(plainResult));
    if (remark !== undefined) cli.terminal.note(`mediafold: ${printable(remark)}`);
  }
  const addresses = await fold.addresses.list(id);
  showResult(cli, options, { added: kept, addresses }, () => drawn(cli, addresses));
  return exitCodes.ok;
};

const remove: Work = async (cli, fold, { id }, [address = ''], options) => {
  await fold.addresses.remove(id, address, { signal: cli.interrupts.signal });
  const addresses = await fold.addresses.list(id);
  showResult(cli, options, { addresses }, () => drawn(cli, addresses));
  return exitCodes.ok;
};

const pin: Work = async (cli, fold, { id }, [address], options) => {
  const report = await fold.addresses.pin(id, address, { signal: cli.interrupts.signal });
  const addresses = await fold.addresses.list(id);
  const { state, chosen, reason } = report;
  showResult(cli, options, { state, ...(chosen === undefined ? {} : { chosen }), reason, addresses }, () =>
    [drawn(cli, addresses), outcomeText(report)].join('\n'),
  );
  if (state.status === 'needs-sign-in') return exitCodes.needsSignIn;
  return state.status === 'online' ? exitCodes.ok : exitCodes.failure;
};

function outcomeText({ chosen, reason }: ConnectionReport): string {
  return chosen === undefined ? `No connection: ${printable(reason)}` : `In use: ${chosen.uri}: ${printable(reason)}`;
}

function drawn({ terminal }: Cli, addresses: readonly KnownAddress[]): string {
  if (addresses.length === 0) return 'No address is known.';
  return table<KnownAddress>(
    terminal,
    [
      { head: 'Address', text: ({ uri }) => uri },
      { head: 'Kind', text: ({ kind }) => kind },
      { head: 'From', text: ({ origin, pinned }) => `${origin}${pinned ? ', pinned' : ''}` },
      { head: 'Last outcome', text: ({ last }) => last?.outcome ?? 'never asked' },
      { head: 'Took', text: ({ last }) => tookText(last ?? {}), align: 'right' },
      { head: 'Good', text: ({ last }) => whenText(last?.goodAt) },
      { head: 'Reason', text: ({ last }) => last?.reason ?? '', shrinks: true },
    ],
    addresses,
  );
}
