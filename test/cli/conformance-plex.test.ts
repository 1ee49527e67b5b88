import { createWorld, type MockPlex, type MockPlexServer, startMockPlex } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';
import { expectNoSecret, holdings, tokensIn, type Verdicts } from './verdicts.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

describe('conformance of a Plex server', () => {
  let mock: MockPlex;
  let server: MockPlexServer;
  const run = (...more: string[]): Promise<Ran> =>
    runCli(['conformance', '--plex', server.url, '--token-stdin', ...more], {
      cwd: home,
      input: `${server.accessToken}\n`,
    });
  const states = () =>
    Array.from({ length: holdings.movies.count }, (_, index) => {
      const {
        lastViewedAt: _viewed,
        lastRatedAt: _rated,
        ...state
      } = server.watchState(server.ratingKeys.movie(index));
      return state;
    });

  beforeAll(async () => {
    mock = await startMockPlex({ world: createWorld(5), servers: [{ holdings, ownAccessToken: true }] });
    const [first] = mock.servers;
    if (first === undefined) throw new Error('the account has no server');
    server = first;
  });
  afterEach(() => {
    server.faults.clear();
    server.log.clear();
  });
  afterAll(() => mock.close());

  test('reads only, unless writes are allowed', async () => {
    const ran = await run();
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.trim().split('\n').at(-1)).toBe('24 passed, 0 failed, 9 skipped');
    expect(server.log.all().filter(({ method }) => method !== 'GET')).toEqual([]);
    expectNoSecret(ran, tokensIn(server.log.all()));
  });

  test('writes what it puts back, but for dates', async () => {
    const before = states();
    const ran = await run('--allow-writes', '--json');
    expect(ran.code).toBe(0);
    const { cases, ...counts } = documentOf<Verdicts>(ran);
    expect(counts).toMatchObject({ passed: 30, failed: 0, skipped: 3 });
    expect(cases.flatMap(({ verdict, reason }) => (verdict === 'skipped' ? [reason] : []))).toEqual([
      'the server holds no album that fits',
      'this backend has no discovery',
      'the server has no favourites',
    ]);
    expect(server.log.to('/:/scrobble').length).toBeGreaterThan(1);
    expect(states()).toEqual(before);
    expectNoSecret(ran, tokensIn(server.log.all()));
  });

  test('a planted mistake fails, with what was sent', async () => {
    const before = states();
    server.faults.add({ path: '/:/rate', action: { kind: 'status', status: 400 } });
    const ran = await run('--allow-writes');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/PUT \/:\/rate\?key&identifier&rating -> 400 \(\d+ ms\)/);
    expect(ran.stdout.trim()).toMatch(/1 failed, 3 skipped$/);
    expect(states()).toEqual(before);
    expectNoSecret(ran, tokensIn(server.log.all()));
  });

  test.concurrent.each([
    { args: [], says: 'say which server' },
    { args: ['--jellyfin', 'http://127.0.0.1:1'], says: '--user' },
    { args: ['--plex', 'http://127.0.0.1:1', '--user', 'ann'], says: '--user goes with --jellyfin' },
    { args: ['--plex', 'http://127.0.0.1:1', '--jellyfin', 'http://127.0.0.1:1'], says: 'cannot be used with' },
  ])('wrong usage is told: $args', async ({ args, says }) => {
    const ran = await runCli(['conformance', ...args], { cwd: home, input: 'anything\n' });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(says);
  });

  test('a refused token is one line', async () => {
    const ran = await runCli(['conformance', '--plex', server.url], { cwd: home, input: 'not-the-token\n' });
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).not.toContain('not-the-token');
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  });
});
