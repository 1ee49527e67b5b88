import { describe, expect, test } from 'vitest';
import type { SyncProgress } from '../../src/models/sync-report.ts';
import { countsOf, houses, type OpenHouse, openHouse } from './houses.ts';
import { movies } from './setting.ts';

const both = { movies: { from: 0, count: 430 }, shows: { from: 0, count: 9 } };

async function heardDuring({ fold, source }: OpenHouse, signal?: AbortSignal): Promise<readonly SyncProgress[]> {
  const heard: SyncProgress[] = [];
  const onProgress = (progress: SyncProgress): void => void heard.push(progress);
  await fold.sync.run(source.id, { onProgress, signal });
  return heard;
}

const listing = (heard: readonly SyncProgress[]): readonly SyncProgress[] =>
  heard.filter(({ phase }) => phase === 'listing');

/** Never back, never beyond the total, and equal to it at the end. */
function expectSteady(heard: readonly SyncProgress[]): void {
  let before = 0;
  for (const { received, total } of listing(heard)) {
    expect(received).toBeGreaterThanOrEqual(before);
    expect(received).toBeLessThanOrEqual(total);
    before = received;
  }
  const last = heard.at(-1);
  expect(last).toMatchObject({ phase: 'done', received: before });
  expect(last?.total).toBe(before);
}

describe.each(houses)('progress with $vendor', ({ start }) => {
  test('has the real total from the first page on', async () => {
    const opened = await openHouse(start, both);
    const heard = await heardDuring(opened);
    const kinds = ['movie', 'show', 'season', 'episode'] as const;
    let all = 0;
    for (const kind of kinds) all += (await opened.house.idsOf(kind)).length;
    expect(new Set(listing(heard).map(({ total }) => total))).toEqual(new Set([all]));
    expect(heard.slice(0, 2).map(({ phase }) => phase)).toEqual(['connecting', 'counting']);
    expect(new Set(listing(heard).map(({ kind }) => kind))).toEqual(new Set(kinds));
    expect(listing(heard).filter(({ kind }) => kind === 'movie')).toHaveLength(3);
    expectSteady(heard);
    expect(heard.at(-1)?.total).toBe(all);
  });

  test('of a run that goes on begins where that one stopped', async () => {
    const opened = await openHouse(start, movies(700));
    const cancel = new AbortController();
    const onProgress = ({ received }: SyncProgress): void => {
      if (received >= 400) cancel.abort();
    };
    const stopped = opened.fold.sync.run(opened.source.id, { signal: cancel.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const heard = await heardDuring(opened);
    expect(listing(heard)[0]).toMatchObject({ received: 600, total: 700 });
    expectSteady(heard);
  });

  test('of a listing that is made again does not count its rows twice', async () => {
    const opened = await openHouse(start, movies(500));
    const totals = ['TotalRecordCount', 'MediaContainer.totalSize'];
    const changes = totals.map((path) => ({ path, change: 'set', value: 501 }) as const);
    const skip = (await countsOf(opened.house)) + 1;
    opened.house.faults.add({ path: opened.house.moviesPath, skip, times: 3, action: { kind: 'mutate', changes } });
    const heard = await heardDuring(opened);
    expectSteady(heard);
    expect(heard.at(-1)).toMatchObject({ received: 500, total: 500 });
  });

  test('a listener that throws stops nothing', async () => {
    const { fold, source } = await openHouse(start, movies(40));
    const onProgress = (): void => {
      throw new Error('the screen is gone');
    };
    expect((await fold.sync.run(source.id, { onProgress })).status).toBe('completed');
  });
});
