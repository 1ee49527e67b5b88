import { Command, Option } from 'commander';
import { type LoginContext, type SignedInServer, secret } from 'mediafold';
import { plexServersOf, signInWithPlexServerToken, startPlexPin } from 'mediafold/plex';
import { action, type Program } from '../action.ts';
import { askSecret } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { type Advice, CliFailure } from '../failure.ts';
import { printable } from '../printable.ts';
import { keep, showLinked, waitForPerson } from '../sign-in-steps.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface LinkPlexOptions extends CatalogueOptions {
  readonly tokenStdin?: true;
  readonly server?: string;
  readonly all?: true;
  readonly url?: string;
  readonly plexTv?: string;
}

const advice: Advice = {
  unauthorized: 'Check the token: it must be of the account, or with --url of that very server.',
  'token-expired': 'Run the command again for a new code.',
  protocol: 'Check that this is the address of a Plex server, and that no proxy or login page stands before it.',
  unavailable: 'Check the network and the address, then try again.',
  timeout: 'Check the network and the address, then try again.',
};

export function linkPlexCommand(program: Program): Command {
  return new Command('plex')
    .description('link the servers of a Plex account: with a code, or with a token')
    .addOption(new Option('--server <name>', 'only this one of the servers').conflicts(['all', 'url']))
    .addOption(new Option('--all', 'all servers of the account, the default').conflicts('url'))
    .option('--token-stdin', "the account's token, the first line of standard input, instead of a code")
    .option('--url <url>', "one server without plex.tv: its address, with that server's token on standard input")
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .addOption(new Option('--plex-tv <url>', 'another plex.tv').env('MEDIAFOLD_PLEX_TV').hideHelp())
    .action(
      action<LinkPlexOptions>(
        program,
        async (cli, options) =>
          withCatalogue(cli, 'create', options, async (fold) => {
            const context = await fold.loginContext({ device: 'shared' });
            const servers = await signIn(cli, context, options);
            showLinked(cli, options, await keep(fold, wanted(servers, options.server)));
            return exitCodes.ok;
          }),
        { advice, signsIn: true, whenStopped: 'Nothing was linked.' },
      ),
    );
}

async function signIn(
  cli: Cli,
  context: LoginContext,
  { tokenStdin, url, plexTv, allowInsecure }: LinkPlexOptions,
): Promise<readonly SignedInServer[]> {
  const call = { signal: cli.interrupts.signal };
  const account = { ...context, ...(plexTv ? { plexTvUrl: plexTv } : {}) };
  if (url !== undefined) {
    const token = secret(await askSecret(cli, 'Token of the server', 'token'));
    const insecure = allowInsecure ? { allowInsecure } : {};
    return [await signInWithPlexServerToken({ ...context, url, token, ...insecure }, call)];
  }
  if (tokenStdin) {
    const token = secret(await askSecret(cli, 'Token of the account', 'token'));
    return plexServersOf(token, { ...account, ...call });
  }
  return waitForPerson(cli, await startPlexPin(account, call));
}

function wanted(servers: readonly SignedInServer[], name: string | undefined): readonly SignedInServer[] {
  if (servers.length === 0) {
    throw new CliFailure('this Plex account has no servers: set one up, or have one shared with it, then link again.');
  }
  if (name === undefined) return servers;
  const found = servers.filter((server) => server.name.toLowerCase() === name.toLowerCase());
  if (found.length > 0) return found;
  const names = servers.map((server) => printable(server.name)).join(', ');
  throw new CliFailure(`this account has no server "${printable(name)}". It has: ${names}.`);
}
