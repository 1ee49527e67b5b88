import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Ran, runCli, temporaryHome } from './run-cli.ts';
import { whoIs } from './who.ts';

describe('a household with one Plex account', () => {
  let mock: MockServers;
  let home: string;
  let remove: () => void;
  const run = (args: readonly string[], input?: string): Promise<Ran> =>
    runCli(args, {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url },
      ...(input === undefined ? {} : { input }),
    });
  const linkPlex = (): Promise<Ran> => run(['link', 'plex', '--token-stdin'], `${mock.plexTv.account.token}\n`);

  beforeAll(async () => {
    mock = await startMockServers({ movies: 4, shows: 1 });
  });
  afterAll(() => mock.close());
  beforeEach(() => {
    ({ home, remove } = temporaryHome());
  });
  afterEach(() => {
    remove();
  });

  test('a member of the Plex Home is a source of their own, with a PIN where one is asked for', async () => {
    expect(await run(['link', 'plex', '--profile', 'Careful', '--token-stdin', '--pin-stdin'], 'x\n')).toMatchObject({
      code: 2,
    });
    await linkPlex();
    const wrong = await run(['link', 'plex', '--profile', 'careful', '--pin-stdin'], '1111\n');
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('PIN');
    expect(wrong.stderr).not.toContain('1111');
    expect(await run(['link', 'plex', '--profile', 'Careful', '--pin-stdin'], '2580\n')).toMatchObject({ code: 0 });
    expect(await run(['link', 'plex', '--profile', 'Junior'])).toMatchObject({ code: 0 });
    const nobody = await run(['link', 'plex', '--profile', 'Nobody']);
    expect(nobody).toMatchObject({ code: 1 });
    expect(nobody.stderr).toMatch(/no profile|no linked Plex account has a profile "Nobody".*Junior/);
    const all = await whoIs(run(['whoami', '--json']));
    expect(all.map(({ user }) => user.name)).toEqual(expect.arrayContaining(['Careful', 'Junior']));
    expect(all).toHaveLength(3);
  });
});
