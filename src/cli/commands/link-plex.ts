import { Command, Option } from 'commander';
import {
  type LoginContext,
  type LoginOptions,
  type Mediafold,
  type SignedInServer,
  type SourceAccess,
  secret,
} from 'mediafold';
import { plexServersOf, signInWithPlexServerToken, startPlexDeviceKeyPin, startPlexPin } from 'mediafold/plex';
import { type AccessOptions, addAccessOptions } from '../access-options.ts';
import { action, type Program } from '../action.ts';
import { askSecret, orNone } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { type Advice, CliFailure } from '../failure.ts';
import { linkAccess } from '../link-access.ts';
import { waitForPerson } from '../login-wait.ts';
import { isNamed, printable } from '../printable.ts';
import { signInAsProfile } from '../profile-sign-in.ts';
import { type Kept, keep, showLinked } from '../sign-in-steps.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface LinkPlexOptions extends CatalogueOptions, Omit<AccessOptions, 'allowInsecure'> {
  readonly tokenStdin?: true;
  readonly server?: string;
  readonly all?: true;
  readonly url?: readonly string[];
  readonly plexTv?: string;
  readonly strong?: true;
  readonly deviceKey?: true;
  readonly profile?: string;
  readonly pinStdin?: true;
}

const adviceFor = ({ url }: LinkPlexOptions): Advice => ({
  'wrong-server': 'Give addresses of one server only, and link the other one by itself.',
  unauthorized:
    url === undefined
      ? 'Check the token: it must be the one of the account.'
      : "Check the token: it must be this very server's, or one that it takes; Enter alone if nobody has claimed it.",
  'token-expired': 'Run the command again for a new code.',
  protocol: 'Check that this is the address of a Plex server, and that no proxy or login page stands before it.',
  unavailable: 'Check the network and the address, then try again.',
  timeout: 'Check the network and the address, then try again.',
});

export function linkPlexCommand(program: Program): Command {
  const command = new Command('plex')
    .description('link the servers of a Plex account: with a code, or with a token')
    .addOption(new Option('--server <name>', 'only this one of the servers').conflicts(['all', 'url']))
    .addOption(new Option('--all', 'all servers of the account, the default').conflicts('url'))
    .option('--token-stdin', "the account's token, the first line of standard input, instead of a code")
    .addOption(
      new Option(
        '--device-key',
        'with a key that only this machine has: tokens of seven days, renewed without you',
      ).conflicts(['tokenStdin', 'url']),
    )
    .addOption(
      new Option('--strong', 'a long code that is part of the address, instead of four characters to type').conflicts([
        'tokenStdin',
        'url',
      ]),
    )
    .option(
      '--url <url>',
      "one server without plex.tv: its address, with that server's token on standard input (an empty line for a server that nobody has claimed); again for each of its addresses",
      (url: string, before: readonly string[] = []) => [...before, url],
    )
    .addOption(
      new Option(
        '--profile <name>',
        'sign in as this member of the Plex Home, through an account that is linked',
      ).conflicts('url'),
    )
    .option('--pin-stdin', "the member's PIN, the first line of standard input; asked for without echo otherwise");
  return addAccessOptions(command)
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .addOption(new Option('--plex-tv <url>', 'another plex.tv').env('MEDIAFOLD_PLEX_TV').hideHelp())
    .action(
      action<LinkPlexOptions>(
        program,
        async (cli, options) =>
          withCatalogue(cli, 'create', options, async (fold) => {
            const { profile, pinStdin } = options;
            if (pinStdin && profile === undefined) {
              throw new CliFailure('--pin-stdin goes with --profile <name>.', exitCodes.wrongUsage);
            }
            const { url: urls, tokenStdin } = options;
            const usesInput = tokenStdin || pinStdin || urls !== undefined;
            const access = await linkAccess(cli, options, { urls, usesInput });
            const way = { cli, fold, options, access };
            const as = profile === undefined ? link(way) : linkProfile(way, profile);
            return showLinked(cli, options, await as, adviceFor(options));
          }),
        { advice: adviceFor, signsIn: true, whenStopped: 'Nothing was linked.' },
      ),
    );
}

interface Way {
  readonly cli: Cli;
  readonly fold: Mediafold;
  readonly options: LinkPlexOptions;
  readonly access: SourceAccess | undefined;
}

async function link({ cli, fold, options, access }: Way): Promise<Kept> {
  const device = options.deviceKey ? await keyDevice(fold, options) : ({ device: 'shared' } as const);
  const context = await fold.loginContext({ ...device, access });
  return keep(cli, fold, wanted(await signIn(cli, context, options), options.server), access);
}

/**
 * A device of its own, as the first key ends all plain tokens of a device, and a second one the first. Signing in to a server
 * that has or had one: the same device, so that no second one appears in the account's list; unless others live on it.
 */
async function keyDevice(fold: Mediafold, { server }: LinkPlexOptions): Promise<LoginOptions> {
  const sources = await fold.sources.list();
  const known = sources.find(
    ({ lastCredential, name }) => lastCredential === 'plex-device-key' && server !== undefined && isNamed(name, server),
  );
  const isShared = sources.some(({ id, deviceId }) => deviceId === known?.deviceId && id !== known.id);
  return known === undefined || isShared ? { device: 'own' } : { source: known.id };
}

/** Through an account that is linked; without one, or with a token of one, that account is linked first. */
async function linkProfile(way: Way, name: string): Promise<Kept> {
  const { cli, fold, options, access } = way;
  const { tokenStdin, pinStdin, server } = options;
  if (pinStdin && tokenStdin) {
    throw new CliFailure(
      'standard input has one secret: link with --token-stdin first, then with --profile.',
      exitCodes.wrongUsage,
    );
  }
  const servers = tokenStdin ? undefined : await signInAsProfile(cli, fold, name);
  if (servers !== undefined) return keep(cli, fold, wanted(servers, server), access);
  const account = await link(way);
  cli.terminal.note(`The account is linked. Now as ${printable(name)} …`);
  const profile = await keep(cli, fold, wanted((await signInAsProfile(cli, fold, name)) ?? [], server), access);
  return { linked: [...account.linked, ...profile.linked], failed: [...account.failed, ...profile.failed] };
}

async function signIn(cli: Cli, context: LoginContext, options: LinkPlexOptions): Promise<readonly SignedInServer[]> {
  const call = { signal: cli.interrupts.signal };
  const { tokenStdin, url, plexTv, allowInsecure, strong, deviceKey } = options;
  const account = { ...context, ...(plexTv ? { plexTvUrl: plexTv } : {}) };
  if (url !== undefined) {
    const token = secret(await askSecret(cli, 'Token of the server', 'token', orNone));
    const insecure = allowInsecure ? { allowInsecure } : {};
    return [await signInWithPlexServerToken({ ...context, url, token, ...insecure }, call)];
  }
  if (tokenStdin) {
    const token = secret(await askSecret(cli, 'Token of the account', 'token'));
    return plexServersOf(token, account, call);
  }
  const start = deviceKey ? startPlexDeviceKeyPin : startPlexPin;
  return waitForPerson(cli, options, await start({ ...account, strong }, call));
}

function wanted(servers: readonly SignedInServer[], name: string | undefined): readonly SignedInServer[] {
  if (servers.length === 0) {
    throw new CliFailure('this Plex account has no servers: set one up, or have one shared with it, then link again.');
  }
  if (name === undefined) return servers;
  const found = servers.filter((server) => isNamed(server.name, name));
  if (found.length > 0) return found;
  const names = servers.map((server) => printable(server.name)).join(', ');
  throw new CliFailure(`this account has no server "${printable(name)}". It has: ${names}.`);
}
