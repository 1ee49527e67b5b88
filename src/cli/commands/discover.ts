import { Command, Option } from 'commander';
import { discoverServers, type FoundServer } from 'mediafold';
import { action, type Program } from '../action.ts';
import type { Cli, GlobalOptions } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { lanOptions, lanTargets } from '../local-network.ts';
import { wholeNumber } from '../option-values.ts';
import { showResult } from '../show-result.ts';
import { table } from '../table.ts';

interface DiscoverOptions extends GlobalOptions {
  readonly wait: number;
  readonly ask?: string;
}

export function discoverCommand(program: Program): Command {
  return new Command('discover')
    .description('servers that answer on the local network; none of it is proven')
    .addOption(new Option('--wait <ms>', 'how long to listen').default(1_500).argParser(wholeNumber))
    .option('--ask <address:port>', 'ask these instead of everybody, with commas between them')
    .action(
      action<DiscoverOptions>(program, async (cli, options) => {
        const { interrupts, env } = cli;
        const lan = options.ask === undefined ? lanOptions(env) : { targets: lanTargets(options.ask) };
        const targets = lan === false ? undefined : lan?.targets;
        const servers = await discoverServers({ waitMs: options.wait, signal: interrupts.signal, targets });
        showResult(cli, options, { servers }, () => (servers.length === 0 ? silence : drawn(cli, servers)));
        return exitCodes.ok;
      }),
    );
}

const silence =
  'No server answered. Many networks keep such questions to themselves: a server may be there all the same.';

function drawn({ terminal }: Cli, servers: readonly FoundServer[]): string {
  return table<FoundServer>(
    terminal,
    [
      { head: 'Name', text: ({ name }) => name, shrinks: true },
      { head: 'Type', text: ({ type }) => type },
      { head: 'Version', text: ({ version }) => version ?? '-' },
      { head: 'Addresses', text: ({ candidates }) => candidates.map(({ uri }) => uri).join(', ') },
      { head: 'Server id', text: ({ serverId }) => serverId },
    ],
    servers,
  );
}
