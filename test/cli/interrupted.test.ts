import { join } from 'node:path';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

interface Titles {
  readonly titles: readonly {
    readonly kind: string;
    readonly title: string;
    readonly year?: number;
    readonly versions: readonly { readonly sourceId: string; readonly itemId: string; readonly libraryId: string }[];
  }[];
}

const movies = 1_500;
/** Pages of the listings; identities, counts and single items have other paths or ask for no rows. */
const listings = /^\/(Items|Users\/[^/]+\/Items|library\/sections\/\d+\/all)$/;

describe('a sync that is cut off', () => {
  const { home, remove } = temporaryHome();
  let mock: MockServers;
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

  /** Resolves when both servers are being waited for. */
  async function bothWaitedFor(): Promise<void> {
    const waiting = ({ log }: MockServers['plex'] | MockServers['jellyfin']): boolean =>
      log.to(listings).some(({ status }) => status === undefined);
    while (!waiting(mock.plex) || !waiting(mock.jellyfin)) await new Promise((resolve) => setImmediate(resolve));
  }

  beforeAll(async () => {
    mock = await startMockServers({ movies, shows: 20 });
    await linkBoth('whole');
    expect(await run(['sync'], 'whole')).toMatchObject({ code: 0 });
  });
  afterEach(() => {
    for (const { faults, log } of [mock.plex, mock.jellyfin]) {
      faults.clear();
      log.clear();
    }
  });
  afterAll(async () => {
    await mock.close();
    remove();
  });

  test.each([1, 4, 7])('kill -9 after %i answers, and again: the same catalogue as in one run', async (pages) => {
    const name = `killed-${pages}`;
    await linkBoth(name);
    mock.plex.log.clear();
    mock.jellyfin.log.clear();
    holdBack(pages);
    const killed = runCli(['sync', '--database', at(name)], {
      cwd: home,
      env: env(),
      onStderr: () => undefined,
    });
    await bothWaitedFor();
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
    mock.plex.faults.clear();
    mock.jellyfin.faults.clear();
    expect(await run(['sync'], name)).toMatchObject({ code: 0 });
    expect(await content(name)).toEqual(await content('whole'));
  });
});
