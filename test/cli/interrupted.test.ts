import { join } from 'node:path';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../until.ts';
import { documentOf, type Ran, type Running, runCli, startCli, temporaryHome } from './run-cli.ts';

interface Titles {
  readonly titles: readonly {
    readonly kind: string;
    readonly title: string;
    readonly year?: number;
    readonly versions: readonly { readonly sourceId: string; readonly itemId: string; readonly libraryId: string }[];
  }[];
}

const movies = 1_000;
/** Pages of the listings; identities, counts and single items have other paths or ask for no rows. */
const listings = /^\/(Items|Users\/[^/]+\/Items|library\/sections\/\d+\/all)$/;

describe('a sync that is cut off', () => {
  const { home, remove } = temporaryHome();
  let mock: MockServers;
  let whole: readonly string[];
  const at = (name: string): string => join(home, `${name}.db`);
  const env = (): Record<string, string> => ({ MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url });
  const run = (args: readonly string[], name: string, input = ''): Promise<Ran> =>
    runCli([...args, '--database', at(name)], { cwd: home, env: env(), input });

  async function linkBoth(name: string): Promise<void> {
    const { account } = mock.plexTv;
    expect(await run(['link', 'plex', '--token-stdin'], name, `${account.token}\n`)).toMatchObject({ code: 0 });
    const password = `${mock.jellyfin.users[0]?.password}\n`;
    const jellyfin = await run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit'], name, password);
    expect(jellyfin).toMatchObject({ code: 0 });
  }

  /** Everything that the catalogue says, in words that do not depend on ids made for it. */
  async function content(name: string): Promise<readonly string[]> {
    const { sources } = documentOf<{ sources: readonly { id: string; name: string }[] }>(
      await run(['sources', '--json'], name),
    );
    const nameOf = new Map(sources.map((source) => [source.id, source.name]));
    const { titles } = documentOf<Titles>(await run(['ls', '--all', '--json'], name));
    return titles
      .map(({ kind, title, year, versions }) => {
        const copies = versions.map((v) => `${nameOf.get(v.sourceId)}/${v.libraryId}/${v.itemId}`).sort();
        return `${kind} ${title} ${year} ${copies.join(' ')}`;
      })
      .sort();
  }

  /** Both servers answer a few pages and then keep the next one to themselves. */
  function holdBack(pages: number): void {
    for (const { faults } of [mock.plex, mock.jellyfin]) {
      faults.add({ path: listings, skip: pages, action: { kind: 'black-hole' } });
    }
  }

  /** A sync of both that waits for an answer of each. */
  async function stuckSync(name: string, pages: number): Promise<Running> {
    for (const { log } of [mock.plex, mock.jellyfin]) log.clear();
    holdBack(pages);
    const running = startCli(['sync', '--database', at(name)], { cwd: home, env: env() });
    const waitsFor = ({ log }: MockServers['plex'] | MockServers['jellyfin']): boolean =>
      log.to(listings).length > pages && log.to(listings).at(-1)?.status === undefined;
    await until(() => waitsFor(mock.plex) && waitsFor(mock.jellyfin));
    return running;
  }

  function answerAgain(): void {
    for (const { faults } of [mock.plex, mock.jellyfin]) faults.clear();
  }

  beforeAll(async () => {
    mock = await startMockServers({ movies, shows: 5 });
    await linkBoth('whole');
    expect(await run(['sync'], 'whole')).toMatchObject({ code: 0 });
    whole = await content('whole');
    expect(whole.length).toBeGreaterThan(movies);
  });
  afterEach(answerAgain);
  afterAll(async () => {
    await mock.close();
    remove();
  });

  test.each([
    // While it still counts, and while it lists: only then there is something to go on with.
    [3, false],
    [9, true],
  ])('kill -9 after %i answers, and again: the same catalogue as in one run', async (pages, resumed) => {
    const name = `killed-${pages}`;
    await linkBoth(name);
    const { child, ended } = await stuckSync(name, pages);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGKILL' });
    answerAgain();
    const again = documentOf<{ syncs: readonly { report: { resumed: boolean } }[] }>(
      await run(['sync', '--json'], name),
    );
    expect(again.syncs.map(({ report }) => report.resumed)).toEqual([resumed, resumed]);
    expect(await content(name)).toEqual(whole);
  });

  test('Ctrl-C ends it well: 130, what had come in is kept, and the next run goes on', async () => {
    await linkBoth('stopped');
    const { child, ended } = await stuckSync('stopped', 9);
    child.kill('SIGINT');
    const stopped = await ended;
    expect(stopped).toMatchObject({ code: 130, signal: null });
    expect(stopped.stderr).toContain('What had come in is kept; run "mediafold sync" again to go on.');
    expect(stopped.stderr).not.toMatch(/\n +at /);
    answerAgain();
    expect((await content('stopped')).length).toBeGreaterThan(0);
    expect(await run(['sync'], 'stopped')).toMatchObject({ code: 0 });
    expect(await content('stopped')).toEqual(whole);
  });

  test('Ctrl-C while a person is awaited links nothing', async () => {
    // Two signals: npm passes on the one that the terminal has sent to everybody.
    const cues = new Set(['Waiting for you', 'Stopping']);
    const { child, ended } = startCli(['link', 'plex', '--database', at('nobody')], {
      cwd: home,
      env: env(),
      onStderr: (text) => {
        for (const cue of cues) if (text.includes(cue) && cues.delete(cue)) child.kill('SIGINT');
      },
    });
    const stopped = await ended;
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(stopped.stderr).toContain('Nothing was linked.');
  });

  test('a reader that has seen enough ends it quietly', async () => {
    const { child, ended } = startCli(['ls', '--all', '--json', '--database', at('whole')], {
      cwd: home,
      env: env(),
    });
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ stderr: '' });
  });
});
