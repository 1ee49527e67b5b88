import { describe, expect, test } from 'vitest';
import type { JsonChange } from '../../src/testing/http/change-json.ts';
import { houses, openHouse } from './houses.ts';
import { movies } from './setting.ts';

const nothing = { added: 0, changed: 0, removed: 0, rejected: 0 };

describe.each(houses)('a sync with $vendor', ({ start }) => {
  test('makes the catalogue equal to the server, and finds nothing the second time', async () => {
    const mixed = { movies: { from: 0, count: 430 }, shows: { from: 0, count: 7 } };
    const { house, fold, source, ids } = await openHouse(start, mixed);
    const first = await fold.sync.run(source.id);
    let all = 0;
    for (const kind of ['movie', 'show', 'season', 'episode'] as const) {
      const expected = await house.idsOf(kind);
      expect(expected.length, kind).toBeGreaterThan(0);
      expect(await ids(kind), kind).toEqual(expected);
      all += expected.length;
    }
    expect(first).toMatchObject({ ...nothing, status: 'completed', added: all, unchanged: 0, resumed: false });
    expect(first.listings.map(({ complete }) => complete)).toEqual([true, true, true, true]);
    expect(await fold.sources.list()).toMatchObject([{ items: all, lastSync: { status: 'completed' } }]);

    const second = await fold.sync.run(source.id);
    expect(second).toMatchObject({ ...nothing, status: 'completed', unchanged: all, resumed: false });
    const libraries = await fold.library.libraries(source.id);
    expect(libraries.flatMap(({ counts }) => counts.map(({ count }) => count)).reduce((a, b) => a + b)).toBe(all);
  });

  test('counts exactly what was edited, added and removed in between', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(220));
    await fold.sync.run(source.id);
    for (const index of [1, 2, 3]) house.editMovie(index, `Renamed ${index}`);
    for (const index of [220, 221]) house.addMovie(index);
    house.removeMovie(210);
    expect(await fold.sync.run(source.id)).toMatchObject({
      status: 'completed',
      changed: 3,
      added: 2,
      removed: 1,
      unchanged: 216,
    });
    expect(await ids('movie')).toEqual(await house.idsOf('movie'));
    expect((await fold.library.search('renamed')).map(({ title }) => title).sort()).toEqual([
      'Renamed 1',
      'Renamed 2',
      'Renamed 3',
    ]);
    expect(await fold.sync.run(source.id)).toMatchObject(nothing);
  });

  test('more than half gone is believed when the next sync finds the same', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(40));
    await fold.sync.run(source.id);
    for (let index = 0; index < 21; index += 1) house.removeMovie(index);
    const held = await fold.sync.run(source.id);
    expect(held).toMatchObject({ ...nothing, status: 'completed' });
    expect(held.listings[0]).toMatchObject({ complete: true, message: expect.stringContaining('21 items') });
    expect(await ids('movie')).toHaveLength(40);

    expect(await fold.sync.run(source.id)).toMatchObject({ status: 'completed', removed: 21 });
    expect(await ids('movie')).toEqual(await house.idsOf('movie'));
  });

  test('half gone is removed at once', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(40));
    await fold.sync.run(source.id);
    for (let index = 0; index < 20; index += 1) house.removeMovie(index);
    const { removed, listings } = await fold.sync.run(source.id);
    expect([removed, listings[0]?.message]).toEqual([20, undefined]);
    expect(await ids('movie')).toHaveLength(20);
  });

  test('a library that answers that it is empty loses nothing at once', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(40));
    await fold.sync.run(source.id);
    house.faults.add({ path: house.moviesPath, action: { kind: 'mutate', changes: emptied } });
    const held = await fold.sync.run(source.id);
    expect(held).toMatchObject(nothing);
    expect(held.listings[0]?.message).toContain('40 items');
    house.faults.clear();
    expect(await fold.sync.run(source.id)).toMatchObject({ ...nothing, unchanged: 40 });
    expect(await ids('movie')).toHaveLength(40);
  });

  test('what was held back once and came back is not held against the next listing', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(40));
    await fold.sync.run(source.id);
    for (const expected of ['first', 'second']) {
      house.faults.add({ path: house.moviesPath, action: { kind: 'mutate', changes: emptied } });
      expect((await fold.sync.run(source.id)).listings[0]?.message, expected).toContain('40 items');
      house.faults.clear();
      await fold.sync.run(source.id);
    }
    expect(await ids('movie')).toHaveLength(40);
  });

  test('a library that the server shows no more goes, and comes back with its items', async () => {
    const { house, fold, source, ids } = await openHouse(start, {
      movies: { from: 0, count: 30 },
      shows: { from: 0, count: 2 },
    });
    const { added: all } = await fold.sync.run(source.id);
    const before = await ids();
    house.faults.add({
      path: house.librariesPath,
      action: { kind: 'mutate', changes: [{ path: `${house.libraries}.0`, change: 'drop' }] },
    });
    expect(await fold.sync.run(source.id)).toMatchObject({ ...nothing, status: 'completed', removed: 30 });
    expect(await fold.library.libraries(source.id)).toHaveLength(1);
    expect(await ids('movie')).toEqual([]);
    expect(await ids('show')).toHaveLength(2);

    house.faults.clear();
    expect(await fold.sync.run(source.id)).toMatchObject({ ...nothing, added: 30, unchanged: all - 30 });
    expect(await ids()).toEqual(before);
  });

  test('one bad row is put aside and is not taken for a deleted one', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(40));
    await fold.sync.run(source.id);
    const spoiled = { path: `${house.rows}.3.${house.rowType}`, change: 'drop' } as const;
    house.faults.add({ path: house.moviesPath, action: { kind: 'mutate', changes: [spoiled] } });
    const second = await fold.sync.run(source.id);
    expect(second).toMatchObject({ ...nothing, status: 'completed', rejected: 1, unchanged: 39 });
    expect(second.listings).toMatchObject([{ complete: true, received: 40 }, {}, {}, {}]);
    expect(await ids('movie')).toEqual(await house.idsOf('movie'));
    house.faults.clear();
    expect(await fold.sync.run(source.id)).toMatchObject({ ...nothing, unchanged: 40 });
  });

  test('a bad row whose id cannot be read protects every item that is missing', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(40));
    await fold.sync.run(source.id);
    const spoiled = { path: `${house.rows}.3.${house.rowId}`, change: 'drop' } as const;
    house.faults.add({ path: house.moviesPath, action: { kind: 'mutate', changes: [spoiled] } });
    const second = await fold.sync.run(source.id);
    expect(second).toMatchObject({ ...nothing, rejected: 1, unchanged: 39 });
    house.faults.clear();
    expect(await ids('movie')).toEqual(await house.idsOf('movie'));
  });
});

/** Both vendors' ways to say that there is nothing. A place that is not in the answer is left alone. */
const emptied: readonly JsonChange[] = [
  { path: 'Items', change: 'set', value: [] },
  { path: 'TotalRecordCount', change: 'set', value: 0 },
  { path: 'MediaContainer.Metadata', change: 'drop' },
  { path: 'MediaContainer.size', change: 'set', value: 0 },
  { path: 'MediaContainer.totalSize', change: 'set', value: 0 },
];
