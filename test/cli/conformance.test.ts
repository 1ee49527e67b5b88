import { readdirSync } from 'node:fs';
import { attic, createWorld, type MockJellyfin, startMockJellyfin } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { untilPasses } from '../until.ts';
import { documentOf, type Ran, runCli, startCli, temporaryHome } from './run-cli.ts';
import { expectNoSecret, holdings, tokensIn, type Verdicts } from './verdicts.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

const worlds = [
  { world: 'a generated world', options: { world: createWorld(5), holdings }, music: false },
  { world: 'the attic', options: attic(), music: true },
] as const;

describe.each(worlds)('Jellyfin with $world', ({ options, music }) => {
  let mock: MockJellyfin;
  const user = () => {
    const [first] = mock.users;
    if (first === undefined) throw new Error('the server has no user');
    return first;
  };
  const args = (...more: string[]) => ['conformance', '--jellyfin', mock.url, '--user', user().name, ...more];
  const run = (...more: string[]): Promise<Ran> =>
    runCli(args('--password-stdin', ...more), { cwd: home, input: `${user().password}\n` });
  const states = () =>
    Array.from({ length: options.holdings.movies.count }, (_, index) =>
      mock.watchStateOf(user().name, mock.movieId(index)),
    );
  const writes = () => mock.log.all().filter(({ path }) => /^\/User(Played|Favorite)?Items\//.test(path));

  beforeAll(async () => {
    mock = await startMockJellyfin(options);
  });
  afterEach(() => {
    mock.faults.clear();
    mock.log.clear();
  });
  afterAll(() => mock.close());

  test('reads only, unless writes are allowed, and leaves nothing behind', async () => {
    const ran = await run();
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const closing = ran.stdout.trim().split('\n').at(-1);
    expect(closing).toMatch(music ? /^26 passed, 0 failed, 7 skipped$/ : /^25 passed, 0 failed, 8 skipped$/);
    expect(ran.stdout).toContain('writes are not allowed');
    expect(ran.stdout).toContain('the first 2000 rows of each kind');
    expect(
      mock.log
        .all()
        .filter(({ method }) => method !== 'GET')
        .map(({ path }) => path),
    ).toEqual(['/Users/AuthenticateByName', '/Sessions/Logout']);
    expect(mock.log.to('/Sessions/Logout')[0]?.status).toBe(204);
    expect(readdirSync(home)).toEqual([]);
    expectNoSecret(ran, [user().password, ...tokensIn(mock.log.all())]);
  });

  test('writes what it puts back', async () => {
    const before = states();
    const ran = await run('--allow-writes', '--json');
    expect(ran.code).toBe(0);
    const { cases, ...counts } = documentOf<Verdicts>(ran);
    expect(counts).toMatchObject({ passed: music ? 33 : 32, failed: 0, skipped: music ? 0 : 1 });
    expect(ran.stderr).toBe(`${counts.passed} passed, 0 failed, ${counts.skipped} skipped\n`);
    const skipped = cases.filter(({ verdict }) => verdict === 'skipped');
    expect(skipped.map(({ reason }) => reason)).toEqual(music ? [] : ['the server holds no album that fits']);
    expect(writes().length).toBeGreaterThan(8);
    expect(states()).toEqual(before);
    expectNoSecret(ran, [user().password, ...tokensIn(mock.log.all())]);
  });

  // The rest says nothing about what the server holds.
  if (music) return;

  test('a planted mistake in a listing fails, with what was sent', async () => {
    const changes = [{ path: 'TotalRecordCount', change: 'set', value: 3 }] as const;
    mock.faults.add({ path: '/Items', action: { kind: 'mutate', changes } });
    const ran = await run();
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('listed and counted differ');
    expect(ran.stdout).toMatch(/GET \/Items\?userId&\S+ -> 200 \(\d+ ms\)/);
    expect(ran.stdout.trim()).toMatch(/[1-9]\d* failed, \d+ skipped$/);
    expectNoSecret(ran, [user().password, ...tokensIn(mock.log.all())]);
  });

  test('a planted mistake in a write fails, and the item is put back', async () => {
    const before = states();
    mock.faults.add({
      path: /^\/UserFavoriteItems/,
      method: 'POST',
      times: 1,
      action: { kind: 'status', status: 500 },
    });
    const changes = [{ path: 'UserData.Played', change: 'set', value: false }] as const;
    mock.faults.add({ path: /^\/Items\/\w+$/, action: { kind: 'mutate', changes } });
    const ran = await run('--allow-writes', '--json');
    expect(ran.code).toBe(1);
    const failed = documentOf<Verdicts>(ran).cases.filter(({ verdict }) => verdict === 'failed');
    expect(failed.map(({ name }) => name)).toEqual([
      'watch state: what is marked watched is played once',
      'watch state: what is marked unwatched has no plays and no position',
      'watch state: a favourite is one until it is none',
    ]);
    expect(failed[0]?.sent?.map(({ method, path }) => `${method} ${path.split('/')[1]}`)).toEqual(
      expect.arrayContaining(['POST UserPlayedItems', 'DELETE UserPlayedItems']),
    );
    expect(failed[2]?.sent).toContainEqual(expect.objectContaining({ method: 'POST', status: 500 }));
    expect(states()).toEqual(before);
  });

  test('what could not be put back is named', async () => {
    mock.faults.add({ path: /^\/UserFavoriteItems/, method: 'DELETE', action: { kind: 'status', status: 500 } });
    const ran = await run('--allow-writes');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/item \w+\) could not be put back as it was/);
    expect(states().filter(({ favourite }) => favourite)).toHaveLength(1);
  });

  test('Ctrl-C ends a listing at once', async () => {
    mock.faults.add({ path: '/Items', action: { kind: 'black-hole' } });
    const running = startCli(args(), { cwd: home, input: `${user().password}\n` });
    await untilPasses(() => expect(mock.log.to('/Items').length).toBeGreaterThan(0));
    running.child.kill('SIGINT');
    const ran = await running.ended;
    expect(ran).toMatchObject({ code: 130, stdout: '' });
    expect(ran.stderr).toContain('stopped. What was changed has been put back');
    expect(mock.log.to('/Sessions/Logout')).toHaveLength(1);
  });

  test('Ctrl-C in the middle of a write lets it be put back', async () => {
    const before = states();
    mock.faults.add({ path: /^\/UserPlayedItems/, method: 'POST', action: { kind: 'delay', ms: 300 } });
    const running = startCli(args('--allow-writes'), { cwd: home, input: `${user().password}\n` });
    await untilPasses(() => expect(mock.log.to(/^\/UserPlayedItems/).length).toBeGreaterThan(0));
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 130, stdout: '' });
    expect(mock.log.to(/^\/UserPlayedItems/).map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    expect(states()).toEqual(before);
  });
});
