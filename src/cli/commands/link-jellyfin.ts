import { Command, Option } from 'commander';
import { type LoginContext, type Mediafold, type SignedInServer, type SourceId, secret } from 'mediafold';
import { signInWithApiKey, signInWithPassword, startQuickConnect } from 'mediafold/jellyfin';
import { type AccessOptions, addAccessOptions } from '../access-options.ts';
import { action, type Program } from '../action.ts';
import { askSecret, orNone } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { type Advice, CliFailure } from '../failure.ts';
import { linkAccess } from '../link-access.ts';
import { waitForPerson } from '../login-wait.ts';
import { keep, showLinked } from '../sign-in-steps.ts';
import { type CatalogueOptions, withCatalogue } from '../with-catalogue.ts';

interface LinkJellyfinOptions extends CatalogueOptions, Omit<AccessOptions, 'allowInsecure'> {
  readonly user?: string;
  readonly keepPassword?: true;
  readonly apiKeyStdin?: true;
  readonly as?: string;
}

const adviceFor = ({ apiKeyStdin }: LinkJellyfinOptions): Advice => ({
  'wrong-server': 'Give addresses of one server only, and link the other one by itself.',
  unauthorized: `Check ${apiKeyStdin ? 'the API key' : 'the user name and the password'}, and try again.`,
  forbidden:
    'Check that this is the address of a Jellyfin server; if it is, its administrator does not let this user in.',
  'token-expired': 'Run the command again for a new code.',
  unsupported: 'Sign in with a password instead: --user <name>.',
  protocol: 'Check that this is the address of a Jellyfin server, with its path if it has one (such as /jellyfin).',
  timeout: 'Check the address and whether the server is running, then try again.',
  unavailable: 'Check the address and whether the server is running, then try again.',
});

export function linkJellyfinCommand(program: Program): Command {
  const command = new Command('jellyfin')
    .description('link a Jellyfin server: with a code (Quick Connect), a password or an API key')
    .argument('<url...>', 'its address, such as http://192.168.1.20:8096; several of one server: at home and away')
    .option('--user <name>', 'sign in with a password: asked for without echo, or the first line of standard input')
    .option('--keep-password', 'store the password (encrypted), so that a revoked sign-in renews itself')
    .addOption(
      new Option('--api-key-stdin', 'sign in with an API key, the first line of standard input').conflicts('user'),
    )
    .option(
      '--as <user>',
      'with an API key: the user whose view and watch state are meant (default: the only administrator)',
    );
  return addAccessOptions(command)
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<LinkJellyfinOptions>(
        program,
        async (cli, options, urls) =>
          withCatalogue(cli, 'create', options, async (fold) => {
            const usesInput = options.apiKeyStdin || options.user !== undefined;
            const access = await linkAccess(cli, options, { urls, usesInput });
            const context = await fold.loginContext({ source: await knownSource(fold, urls, options), access });
            const servers = await signIn(cli, context, urls, options);
            return showLinked(cli, options, await keep(cli, fold, servers, access), adviceFor(options));
          }),
        { advice: adviceFor, signsIn: true, whenStopped: 'Nothing was linked.' },
      ),
    );
}

/**
 * Signing in again: the device of before, so that no second one appears. Only where it is known to be the same user: a
 * server ends the session of another one on the same device.
 */
async function knownSource(
  fold: Mediafold,
  urls: readonly string[],
  { user, as }: LinkJellyfinOptions,
): Promise<SourceId | undefined> {
  const who = (user ?? as)?.toLowerCase();
  const typed = urls.map((url) => url.replace(/\/+$/, '').toLowerCase());
  const known = (await fold.sources.list()).find(
    ({ type, connection, userName }) =>
      type === 'jellyfin' && typed.includes(connection?.uri.toLowerCase() ?? '') && userName?.toLowerCase() === who,
  );
  return who === undefined ? undefined : known?.id;
}

async function signIn(
  cli: Cli,
  context: LoginContext,
  url: readonly string[],
  options: LinkJellyfinOptions,
): Promise<readonly SignedInServer[]> {
  const { user, keepPassword, apiKeyStdin, as, allowInsecure } = options;
  const call = { signal: cli.interrupts.signal };
  const target = { ...context, url, ...(allowInsecure ? { allowInsecure } : {}) };
  if (keepPassword && user === undefined) {
    throw new CliFailure('--keep-password goes with --user: there is no password otherwise.', exitCodes.wrongUsage);
  }
  if (as !== undefined && !apiKeyStdin) {
    throw new CliFailure('--as goes with --api-key-stdin; for a password, write --user.', exitCodes.wrongUsage);
  }
  if (apiKeyStdin) {
    const key = secret(await askSecret(cli, 'API key', 'API key'));
    return [await signInWithApiKey({ ...target, key, ...(as === undefined ? {} : { userName: as }) }, call)];
  }
  if (user !== undefined) {
    const password = secret(await askSecret(cli, `Password of ${user}`, 'password', orNone));
    const kept = keepPassword ? { keepPassword } : {};
    return [await signInWithPassword({ ...target, username: user, password, ...kept }, call)];
  }
  return waitForPerson(cli, options, await startQuickConnect(target, call));
}
