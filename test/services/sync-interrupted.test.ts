import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/db/open-catalogue.ts';
import { itemId } from '../../src/models/ids.ts';
import type { SyncProgress } from '../../src/models/sync-report.ts';
import { countsOf, type House, houses, type OpenHouse, openHouse, startOf } from './houses.ts';
import { lineOf, startScript } from './processes/child.ts';
import { movies, openAt } from './setting.ts';

const pages = 4;
const size = 700;

/** What one run in one go makes of this server. */
async function inOneGo(house: House, { source }: OpenHouse): Promise<readonly string[]> {
  const other = await openAt(':memory:', house.plexTvUrl === undefined ? {} : { plexTvUrl: house.plexTvUrl });
  const { source: same } = await other.signIn.add(await house.login(other));
  expect(same.serverId).toBe(source.serverId);
  await other.sync.run(same.id);
  return contentOf(other);
}

async function contentOf(fold: OpenHouse['fold']): Promise<readonly string[]> {
  const { titles } = await fold.library.titles({ limit: 5_000 });
  return titles.map(({ title, year, versions }) => `${versions[0]?.itemId} ${title} ${year}`).sort();
}

describe.each(houses)('$vendor, a sync that is stopped in the middle', ({ start }) => {
  test('cancelled: says so, and the next run goes on where it stopped', async () => {
    const opened = await openHouse(start, movies(size));
    const { house, fold, source } = opened;
    const cancel = new AbortController();
    const stopped = fold.sync.run(source.id, {
      signal: cancel.signal,
      onProgress: ({ phase, received }) => {
        if (phase === 'listing' && received >= 400) cancel.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(await contentOf(fold)).toHaveLength(400);
    expect(await fold.sources.list()).toMatchObject([{ items: 400, lastSync: { status: 'cancelled' } }]);
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'online' });

    house.log.clear();
    const reopened = await opened.reopen();
    const report = await reopened.sync.run(source.id);
    expect(report).toMatchObject({ status: 'completed', resumed: true, added: 300, removed: 0 });
    expect(report.listings[0]).toMatchObject({ received: size, complete: true });
    const asked = house.listings().filter(({ path }) => path === house.moviesPath);
    expect(asked.slice(0, 2).map(startOf)).toEqual([400, 600]);
    const resumed = house.listings().length;

    house.log.clear();
    expect(await reopened.sync.run(source.id)).toMatchObject({ resumed: false, added: 0, unchanged: size });
    expect(house.listings().length - resumed).toBe(pages / 2);
    expect(await contentOf(reopened)).toEqual(await inOneGo(house, opened));
  });

  test('killed: the next run ends in the same catalogue as one run', async () => {
    const opened = await openHouse(start, movies(size));
    const { house, fold, source, path } = opened;
    const skip = (await countsOf(house)) + 2;
    await fold.close();
    house.faults.add({ path: house.moviesPath, skip, action: { kind: 'black-hole' } });
    const plexTv = house.plexTvUrl === undefined ? [] : [house.plexTvUrl];
    const child = startScript('sync-once.ts', [path, source.id, ...plexTv]);
    await lineOf(child, (line) => line === 'listing 400');
    await child.kill('SIGKILL');
    house.faults.clear();

    const survivor = await opened.reopen();
    expect(await survivor.sources.list()).toMatchObject([{ items: 400 }]);
    const report = await survivor.sync.run(source.id);
    expect(report).toMatchObject({ status: 'completed', resumed: true, added: 300, removed: 0, rejected: 0 });
    expect(await contentOf(survivor)).toEqual(await inOneGo(house, opened));
    expect(await survivor.sync.run(source.id)).toMatchObject({ resumed: false, added: 0, changed: 0, removed: 0 });
  });

  test('closed: the run is told, and the file can be used again', async () => {
    const opened = await openHouse(start, movies(size));
    const { fold, source } = opened;
    let closing: Promise<unknown> | undefined;
    const run = fold.sync.run(source.id, {
      onProgress: ({ phase }) => {
        if (phase === 'listing') closing ??= fold.close();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    await closing;
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unavailable' });
    const reopened = await opened.reopen();
    expect(await reopened.sync.run(source.id)).toMatchObject({ status: 'completed', resumed: true });
  });

  test('what came and went on the server before the next run costs nothing else its place', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(size));
    await fold.sync.run(source.id);
    const cancel = new AbortController();
    const onProgress = ({ received }: SyncProgress): void => {
      if (received >= 400) cancel.abort();
    };
    const stopped = fold.sync.run(source.id, { signal: cancel.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    // Two of the first page go and two come at the end: the total stays, the rows in between move up.
    const firstPage = new Set(
      (await fold.library.titles({ limit: 150 })).titles.map(({ versions }) => versions[0]?.itemId),
    );
    const indexes = Array.from({ length: size }, (_, index) => index);
    const gone = indexes.filter((index) => firstPage.has(itemId(house.movieId(index)))).slice(0, 2);
    for (const index of gone) house.removeMovie(index);
    for (const index of [size, size + 1]) {
      house.addMovie(index);
      house.editMovie(index, `Zzz ${index}`);
    }
    const report = await fold.sync.run(source.id);
    expect(report).toMatchObject({ status: 'completed', resumed: true, added: 2, removed: 2 });
    expect(await ids('movie')).toEqual(await house.idsOf('movie'));
  });
});

describe.each(houses)('$vendor, several callers', ({ start }) => {
  test('two calls at once are one pass, and both get its report and its progress', async () => {
    const { house, fold, source } = await openHouse(start, movies(40));
    const heard: string[] = [];
    const listen = (name: string) => ({ onProgress: ({ phase }: SyncProgress) => void heard.push(`${name} ${phase}`) });
    const [one, two] = await Promise.all([
      fold.sync.run(source.id, listen('one')),
      fold.sync.run(source.id, listen('two')),
    ]);
    expect(two).toBe(one);
    expect(house.listings().filter(({ path }) => path === house.moviesPath).length).toBeGreaterThan(0);
    const first = house.listings().length;
    expect(heard).toContain('one done');
    expect(heard).toContain('two done');
    house.log.clear();
    await fold.sync.run(source.id);
    expect(house.listings()).toHaveLength(first);
  });

  test('one that starts while a cancelled one is ending is not cancelled with it', async () => {
    const { fold, source } = await openHouse(start, movies(size));
    const cancel = new AbortController();
    let second: Promise<unknown> | undefined;
    const first = fold.sync.run(source.id, {
      signal: cancel.signal,
      onProgress: ({ phase }) => {
        if (phase !== 'listing') return;
        cancel.abort();
        second ??= fold.sync.run(source.id);
      },
    });
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect(await second).toMatchObject({ status: 'completed', resumed: true });
  });

  test('another process that syncs this source is waited for, until it is dead', async () => {
    const { fold, source, path, ids } = await openHouse(start, movies(40));
    const child = startScript('hold-run.ts', [path, source.id]);
    await lineOf(child, (line) => line === 'held');
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({
      code: 'busy',
      remedy: 'try-later',
      sourceId: source.id,
    });
    expect(await ids()).toEqual([]);
    await child.kill('SIGKILL');
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });

  test('so is another machine that shares the file, as long as it gives signs of life', async () => {
    const { fold, source, path } = await openHouse(start, movies(40));
    const elsewhere = await openCatalogue({ path, owner: { host: `not-${hostname()}`, pid: 1, name: 'other' } });
    const { runId } = await elsewhere.runs.beginRun(source.id);
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'busy' });
    await elsewhere.runs.finishRun(runId, 'cancelled');
    await elsewhere.close();
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });
});
