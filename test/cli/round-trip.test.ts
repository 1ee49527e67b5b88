import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type MockServers, startMockServers } from 'mediafold/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, type Ran, runCli, temporaryHome } from './run-cli.ts';

interface LinkedDocument {
  readonly linked: readonly {
    readonly isNew: boolean;
    readonly source: { readonly id: string; readonly name: string };
  }[];
}
interface SyncDocument {
  readonly syncs: readonly {
    readonly status: string;
    readonly report: { readonly added: number; readonly changed: number; readonly removed: number };
  }[];
}
interface TitlesDocument {
  readonly titles: readonly {
    readonly title: string;
    readonly kind: string;
    readonly versions: readonly { readonly sourceId: string; readonly itemId: string }[];
  }[];
}

const movies = 30;
const shows = 4;
const both = 12;

// One story, told in this order: each step begins where the one before has ended.
describe('from the first sign-in to the last farewell', { shuffle: false }, () => {
  const { home, remove } = temporaryHome();
  let mock: MockServers;
  const run = (args: readonly string[], input?: string): Promise<Ran> =>
    runCli(args, {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url },
      ...(input === undefined ? {} : { input }),
    });

  beforeAll(async () => {
    mock = await startMockServers({ movies, shows });
  });
  afterAll(async () => {
    await mock.close();
    remove();
  });

  test('link plex shows a code and waits until it is approved', async () => {
    const ran = await runCli(['link', 'plex', '--json'], {
      cwd: home,
      env: { MEDIAFOLD_PLEX_TV: mock.plexTv.plexTv.url },
      onStderr: approveOnce(/enter the code (\S+)\n/, (code) => mock.plexTv.approvePin(code)),
    });
    expect(ran).toMatchObject({ code: 0 });
    const [linked] = documentOf<LinkedDocument>(ran).linked;
    expect(linked).toMatchObject({ isNew: true, source: { name: mock.plex.name, type: 'plex' } });
  });

  test('link jellyfin shows a code and waits until it is approved', async () => {
    const ran = await runCli(['link', 'jellyfin', mock.jellyfin.url, '--json'], {
      cwd: home,
      onStderr: approveOnce(/enter the code (\S+)\n/, (code) => mock.jellyfin.approveQuickConnect(code)),
    });
    expect(ran).toMatchObject({ code: 0 });
    const [linked] = documentOf<LinkedDocument>(ran).linked;
    expect(linked).toMatchObject({ isNew: true, source: { name: mock.jellyfin.name, userName: 'marit' } });
  });

  test('the catalogue is in the data folder of the person, who alone can read it', () => {
    const folder = join(home, '.local', 'share', 'mediafold');
    expect(existsSync(join(folder, 'catalogue.db'))).toBe(true);
    expect(readdirSync(home)).toEqual(['.local']);
  });

  test('a second sign-in of the same user keeps the source', async () => {
    const user = mock.jellyfin.users[0];
    const ran = await run(['link', 'jellyfin', mock.jellyfin.url, '--user', 'marit', '--json'], `${user?.password}\n`);
    expect(ran).toMatchObject({ code: 0 });
    expect(documentOf<LinkedDocument>(ran).linked).toMatchObject([{ isNew: false }]);
  });

  test('probe shows every address, and why one was chosen', async () => {
    const ran = await run(['probe', mock.plex.name]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('refused');
    expect(ran.stdout).toContain('relay');
    expect(ran.stdout).toContain(`Chosen: ${mock.plex.url}`);
    const { reports } = documentOf<{ reports: readonly { chosen: { uri: string }; results: readonly unknown[] }[] }>(
      await run(['probe', mock.plex.name, '--json']),
    );
    expect(reports).toMatchObject([{ chosen: { uri: mock.plex.url, kind: 'local' } }]);
    expect(reports[0]?.results.length).toBeGreaterThanOrEqual(3);
  });

  test('sync brings in both, and a second one finds nothing to do', async () => {
    const first = await run(['sync', '--json']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain('done');
    for (const { status, report } of documentOf<SyncDocument>(first).syncs) {
      expect(status).toBe('completed');
      expect(report.added).toBeGreaterThan(movies + shows);
    }
    const second = documentOf<SyncDocument>(await run(['sync', '--json']));
    expect(second.syncs).toMatchObject([
      { report: { added: 0, changed: 0, removed: 0 } },
      { report: { added: 0, changed: 0, removed: 0 } },
    ]);
    const forPeople = await run(['sync', mock.jellyfin.name]);
    expect(forPeople.stdout).toContain('nothing to do');
  });

  test('sources counts what came', async () => {
    const { sources } = documentOf<{ sources: readonly { items: number; lastSync: unknown }[] }>(
      await run(['sources', '--json']),
    );
    expect(sources).toHaveLength(2);
    for (const source of sources) expect(source.items).toBeGreaterThan(movies + shows);
    const table = await run(['sources']);
    expect(table.stdout).toMatch(/Id +Name +Type/);
    expect(table.stdout).toContain(mock.jellyfin.name);
  });

  test('ls unites what both have', async () => {
    const { titles } = documentOf<TitlesDocument>(await run(['ls', '--all', '--kind', 'movie', '--json']));
    expect(titles).toHaveLength(2 * movies - both);
    const onBoth = titles.filter(({ versions }) => new Set(versions.map(({ sourceId }) => sourceId)).size === 2);
    expect(onBoth).toHaveLength(both);
    const limited = await run(['ls', '--kind', 'movie', '--limit', '5']);
    expect(limited.stdout.trim().split('\n')).toHaveLength(6);
    expect(limited.stderr).toContain(`of ${2 * movies - both}`);
    const ofOne = documentOf<TitlesDocument>(
      await run(['ls', '--all', '--kind', 'movie', '--source', mock.plex.name, '--json']),
    );
    expect(ofOne.titles).toHaveLength(movies);
    const inLibrary = documentOf<TitlesDocument>(await run(['ls', '--all', '--library', 'series', '--json']));
    expect(inLibrary.titles.length).toBeGreaterThan(0);
    expect(inLibrary.titles.every(({ kind }) => kind !== 'movie')).toBe(true);
  });

  test('search finds a title, and show tells everything about it', async () => {
    const work = mock.world.movie(movies - 1);
    const { titles } = documentOf<TitlesDocument>(await run(['search', ...work.title.split(' '), '--json']));
    const found = titles.find(({ title, versions }) => title === work.title && versions.length === 2);
    const version = found?.versions[0];
    const ref = `${version?.sourceId}:${version?.itemId}`;
    const shown = await run(['show', ref]);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain(`${work.title} (${work.year})`);
    expect(shown.stdout).toContain(work.people[0]?.name);
    expect(shown.stdout).toContain('Other copies');
    const offline = documentOf<{ from: string; item: { completeness: string; title: string } }>(
      await run(['show', ref, '--offline', '--json']),
    );
    expect(offline).toMatchObject({ from: 'catalogue', item: { title: work.title, completeness: 'full' } });
  });

  test('show lists what is in a show', async () => {
    const { titles } = documentOf<TitlesDocument>(await run(['ls', '--kind', 'show', '--json']));
    const version = titles[0]?.versions[0];
    const shown = await run(['show', `${version?.sourceId}:${version?.itemId}`]);
    expect(shown.stdout).toContain('In it');
    expect(shown.stdout).toContain(`${version?.sourceId}:`);
  });

  test('unlink asks, and without a terminal wants --yes', async () => {
    const refused = await run(['unlink', mock.plex.name]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--yes');
    const done = await run(['unlink', mock.plex.name, '--yes']);
    expect(done).toMatchObject({ code: 0 });
    const { titles } = documentOf<TitlesDocument>(await run(['ls', '--all', '--kind', 'movie', '--json']));
    expect(titles).toHaveLength(movies);
    expect((await run(['unlink', mock.jellyfin.name, '--yes'])).code).toBe(0);
    const empty = await run(['sync']);
    expect(empty).toMatchObject({ code: 1 });
    expect(empty.stderr).toContain('no server is linked yet');
  });
});

function approveOnce(code: RegExp, approve: (code: string) => void): (stderr: string) => void {
  let isDone = false;
  return (stderr) => {
    const found = code.exec(stderr)?.[1];
    if (found === undefined || isDone) return;
    isDone = true;
    approve(found);
  };
}
