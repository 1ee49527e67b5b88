import { Command, Option } from 'commander';
import type { JellyfinVersion, MockServers, Pace } from 'mediafold/testing';
import { action, type Program } from '../action.ts';
import type { Cli, GlobalOptions } from '../cli.ts';
import { exitCodes } from '../exit-code.ts';
import { CliFailure } from '../failure.ts';
import { mockFacts, mockText } from '../mock-facts.ts';
import { ports, share, wholeNumber } from '../option-values.ts';
import { scenarioFrom } from '../scenario-file.ts';
import { showResult } from '../show-result.ts';

interface MockOptions extends GlobalOptions {
  readonly seed?: number;
  readonly movies?: number;
  readonly shows?: number;
  readonly overlap?: number;
  readonly jellyfinVersion?: JellyfinVersion;
  readonly pace?: Pace;
  readonly scenario?: string;
  readonly host: string;
  readonly ports?: { readonly plexTv: number; readonly plex: number; readonly jellyfin: number };
}

const jellyfinVersions: readonly JellyfinVersion[] = ['10.8.13', '10.10.7', '10.11.11', '12.0.0'];

export function mockCommand(program: Program): Command {
  return new Command('mock')
    .description('start a mock plex.tv, Plex server and Jellyfin server; they run until Ctrl-C')
    .option('--seed <number>', 'the same number gives the same libraries (default: 1)', wholeNumber)
    .option('--movies <count>', 'on each server (default: 600)', wholeNumber)
    .option('--shows <count>', 'on each server (default: 60)', wholeNumber)
    .option('--overlap <share>', "which part of each server's works the other has too, 0 to 1 (default: 0.4)", share)
    .addOption(
      new Option('--jellyfin-version <version>', 'behave like this one (default: 12.0.0)').choices(jellyfinVersions),
    )
    .addOption(
      new Option('--pace <pace>', 'real: answers take as long as those of a real server').choices(['instant', 'real']),
    )
    .option('--scenario <file>', 'sizes, faults and events from a JSON file, or the name "attic"; flags come before it')
    .option('--host <address>', 'listen there', '127.0.0.1')
    .option('--ports <plextv,plex,jellyfin>', 'three ports (default: free ones)', ports)
    .action(action<MockOptions>(program, serve));
}

async function serve(cli: Cli, options: MockOptions): Promise<0> {
  const { signal } = cli.interrupts;
  const servers = await start(options);
  try {
    showResult(cli, options, mockFacts(servers), () => mockText(cli.terminal, servers));
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await servers.close();
  }
  return exitCodes.ok;
}

const sentences: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program. Choose others with --ports, or leave it out',
  EACCES: 'needs more rights than you have. Choose ports above 1023',
  EADDRNOTAVAIL: 'is not an address of this machine. Choose another --host',
};

async function start(options: MockOptions): Promise<MockServers> {
  // Only here: no other command should wait for the mock servers' code to be read.
  const { readScenario, startMockServers } = await import('mediafold/testing');
  const { seed, movies, shows, overlap, pace, jellyfinVersion, host, ports: fixed } = options;
  const scenario = options.scenario === undefined ? {} : await scenarioFrom(options.scenario, readScenario);
  try {
    return await startMockServers({
      ...{ scenario, host },
      ...given({ seed, movies, shows, overlap, pace, jellyfinVersion, ports: fixed }),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const sentence = sentences[code];
    if (sentence === undefined || !(error instanceof Error)) throw error;
    const at = 'port' in error ? `${host}:${String(error.port)}` : host;
    throw new CliFailure(`the mock servers cannot start: ${at} ${sentence}.`);
  }
}

/** Without those that were not given. */
function given<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
