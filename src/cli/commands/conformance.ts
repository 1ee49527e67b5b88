import { Command, Option } from 'commander';
import { createBackendFactory, environment, sourceId } from 'mediafold';
import type { ConformanceHarness } from 'mediafold/testing';
import { action, type Program } from '../action.ts';
import type { Cli } from '../cli.ts';
import { runCases } from '../conformance-run.ts';
import { type ServerChoice, type ServerUnderTest, serverUnderTest } from '../conformance-server.ts';
import { closingLine, conformanceText, verdictCounts } from '../conformance-text.ts';
import { debugLogger } from '../debug-logger.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type Advice, CliFailure } from '../failure.ts';
import { recordRequests } from '../record-requests.ts';
import { showResult } from '../show-result.ts';

interface ConformanceCommandOptions extends ServerChoice {
  readonly allowWrites?: true;
}

/** Enough to see a listing move, and done in a minute on a slow server. */
const rowsPerKind = 2_000;

const advice = ({ plex }: ConformanceCommandOptions): Advice => ({
  unauthorized: `Check ${plex === undefined ? 'the user name and the password' : 'the token'}, and try again.`,
  unavailable: 'Check the address and whether the server is running, then try again.',
  timeout: 'Check the address and whether the server is running, then try again.',
});

export function conformanceCommand(program: Program): Command {
  return new Command('conformance')
    .description(
      'try on a server of your own what every backend must keep; nothing is stored, and only --allow-writes changes anything',
    )
    .addOption(new Option('--jellyfin <url>', 'a Jellyfin server, with --user').conflicts('plex'))
    .option('--user <name>', 'its user; the password is asked for without echo, or the first line of standard input')
    .addOption(new Option('--password-stdin', 'the password is the first line of standard input').conflicts('plex'))
    .option('--plex <url>', 'a Plex server; its token is asked for without echo, or the first line of standard input')
    .addOption(new Option('--token-stdin', 'the token is the first line of standard input').conflicts('jellyfin'))
    .option('--allow-writes', 'also change watch state of untouched items, and put them back (Plex keeps the date)')
    .option('--allow-insecure', 'send the credential over plain http to a public address, too')
    .action(
      action<ConformanceCommandOptions>(program, conformance, {
        advice,
        signsIn: true,
        whenStopped: 'What was changed has been put back, unless a line above says otherwise.',
      }),
    );
}

async function conformance(cli: Cli, options: ConformanceCommandOptions): Promise<ExitCode> {
  const { terminal, now } = cli;
  // Only here: no other command should wait for the cases to be read.
  const { CannotTry, mediaBackendCases } = await import('mediafold/testing');
  const recorder = recordRequests(environment().fetch, now);
  const logger = debugLogger(cli);
  const surroundings = environment({ fetch: recorder.fetch, ...(logger === undefined ? {} : { logger }) });
  const server = await serverUnderTest(cli, options, surroundings);
  try {
    const cases = mediaBackendCases(harnessFor(cli, server, options));
    const isSkip = (error: unknown): boolean => error instanceof CannotTry;
    const outcomes = await runCases(cli, { cases, recorder, isSkip, secrets: server.secrets });
    const { type, name } = server.login;
    const counts = verdictCounts(outcomes);
    const shown = { server: { type, name }, writes: options.allowWrites ?? false, cases: outcomes, ...counts };
    showResult(cli, options, shown, () => conformanceText(terminal, `${name} (${type})`, outcomes));
    if (options.json) terminal.note(closingLine(outcomes));
    return counts.failed === 0 ? exitCodes.ok : exitCodes.failure;
  } finally {
    await server.signOut();
  }
}

function harnessFor(
  { interrupts }: Cli,
  { login, context, facets, secrets }: ServerUnderTest,
  { allowWrites }: ConformanceCommandOptions,
): ConformanceHarness {
  const { candidates, credential, ownerName: _owner, ...rest } = login;
  const [candidate] = candidates;
  if (candidate === undefined) throw new CliFailure('the server was signed in to at no address.');
  const source = { ...rest, id: sourceId('under-test') };
  return {
    open: async () => {
      // A request that fails is a finding, so none is tried again.
      const backend = createBackendFactory().create(credential, { ...context, source, retries: 0 });
      return { backend, close: () => backend.close() };
    },
    candidate,
    facets,
    secrets,
    allowWrites: allowWrites ?? false,
    limits: { rowsPerKind },
    signal: interrupts.signal,
  };
}
