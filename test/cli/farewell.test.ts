import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

describe('how a sign-in ends', () => {
  let mock: MockServers;
  let home: string;
  let remove: () => void;
  const run = (args: readonly string[], input?: string): Promise<Ran> =>
    runCli(args, {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url },
      ...(input === undefined ? {} : { input }),
    });
  const password = (): string => `${mock.jellyfin.users[0]?.password}\n`;
  const linkJellyfin = (): Promise<Ran> => run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit'], password());
  const items = async (): Promise<number> =>
    documentOf<{ titles: readonly unknown[] }>(await run(['ls', '--all', '--json'])).titles.length;

  const loggedOut = (): number => mock.jellyfin.log.to(/Sessions\/Logout/).length;

  beforeAll(async () => {
    mock = await startMockServers({ movies: 4, shows: 1 });
  });
  afterAll(() => mock.close());
  beforeEach(() => {
    ({ home, remove } = temporaryHome());
    mock.jellyfin.log.clear();
  });
  afterEach(() => {
    mock.jellyfin.setReachable(true);
    mock.plex.setReachable(true);
    mock.plexTv.plexTv.setReachable(true);
    remove();
  });

  test('sign-out ends the session on the server, keeps the catalogue, and waits', async () => {
    await linkJellyfin();
    await run(['sync']);
    const count = await items();
    const out = await run(['sign-out', mock.jellyfin.name]);
    expect(out).toMatchObject({ code: 0 });
    expect(out.stdout).toContain('session on the server was ended');
    expect(out.stdout).toContain(`mediafold link jellyfin ${mock.jellyfin.url}`);
    expect(loggedOut()).toBe(1);
    expect(await items()).toBe(count);
    expect(await run(['whoami'])).toMatchObject({ code: 4 });
    expect(await run(['sync'])).toMatchObject({ code: 4 });
    expect((await linkJellyfin()).stdout).toMatch(/^Signed in again/);
    expect(await run(['sync'])).toMatchObject({ code: 0 });
  });

  test('unlink ends the session too, unless it is to be kept', async () => {
    await linkJellyfin();
    const gone = await run(['unlink', mock.jellyfin.name, '--yes']);
    expect(gone.stdout).toContain('session on the server was ended');
    expect(loggedOut()).toBe(1);
    await linkJellyfin();
    const kept = await run(['unlink', mock.jellyfin.name, '--yes', '--keep-session', '--json']);
    expect(documentOf(kept)).toMatchObject({ signedOut: { revoked: false } });
    expect(loggedOut()).toBe(1);
  });

  test.each([[['sign-out']], [['unlink', '--yes']]])(
    '%j with the server away forgets it here, and says so',
    async (args) => {
      await linkJellyfin();
      mock.jellyfin.setReachable(false);
      const [name = '', ...rest] = args;
      const out = await run([name, mock.jellyfin.name, ...rest]);
      expect(out).toMatchObject({ code: 0 });
      expect(out.stdout).toContain('not ended on the server');
      expect(out.stdout).toContain("stays in the server's list of devices");
      mock.jellyfin.setReachable(true);
      const { sources } = documentOf<{ sources: readonly { credential?: string }[] }>(await run(['sources', '--json']));
      expect(sources.filter(({ credential }) => credential !== undefined)).toEqual([]);
    },
  );
});
