import type { ChildProcess } from 'node:child_process';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { documentOf, type Ran, runCli, type Size, startOnTerminal, temporaryHome } from './run-cli.ts';

/** Mock servers that the tests of one file share, and for each test a home of its own. */
export interface SharedHouse {
  readonly mock: MockServers;
  run(args: readonly string[], input?: string): Promise<Ran>;
  /** Types `keys` once, when the question is there. */
  onTerminal(
    args: readonly string[],
    size: Size,
    question: string,
    keys: string,
    env?: Readonly<Record<string, string>>,
  ): Promise<Ran>;
  /** With its user's password. */
  linkJellyfin(): Promise<Ran>;
  /** With the account's token. */
  linkPlex(): Promise<Ran>;
  /** How many titles the catalogue shows. */
  items(): Promise<number>;
}

/** Called where tests are described: it starts and ends with them. */
export function sharedHouse(): SharedHouse {
  let mock: MockServers | undefined;
  let home = '';
  let remove = (): void => undefined;
  beforeAll(async () => {
    mock = await startMockServers({ movies: 4, shows: 1 });
  });
  afterAll(() => mock?.close());
  beforeEach(() => {
    ({ home, remove } = temporaryHome());
    mock?.jellyfin.log.clear();
  });
  afterEach(() => {
    mock?.jellyfin.setReachable(true);
    mock?.plex.setReachable(true);
    mock?.plexTv.plexTv.setReachable(true);
    remove();
  });

  const house: SharedHouse = {
    get mock() {
      if (mock === undefined) throw new Error('the servers run only while tests do');
      return mock;
    },
    run: (args, input) =>
      runCli(args, {
        cwd: home,
        env: { MEDIAFOLD_PLEX_TV: house.mock.plexTv.plexTv.url },
        ...(input === undefined ? {} : { input }),
      }),
    onTerminal(args, size, question, keys, more = {}) {
      let isAsked = false;
      const env = { MEDIAFOLD_PLEX_TV: house.mock.plexTv.plexTv.url, ...more };
      const onStdout = (text: string, { stdin }: ChildProcess): void => {
        if (isAsked || !text.includes(question)) return;
        isAsked = true;
        stdin?.write(keys);
      };
      return startOnTerminal(args, size, { cwd: home, env, onStdout }).ended;
    },
    linkJellyfin() {
      const { url, users } = house.mock.jellyfin;
      return house.run(['link', 'jellyfin', url, '--user', 'marit'], `${users[0]?.password}\n`);
    },
    linkPlex: () => house.run(['link', 'plex', '--token-stdin'], `${house.mock.plexTv.account.token}\n`),
    items: async () =>
      documentOf<{ titles: readonly unknown[] }>(await house.run(['ls', '--all', '--json'])).titles.length,
  };
  return house;
}
