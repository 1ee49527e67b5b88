import { expect, test } from 'vitest';
import { itemId, libraryId } from '../../src/models/ids.ts';
import type { Library } from '../../src/models/library.ts';
import { failure, films, home, movie, nextPage, openWithSource, sync } from './support.ts';

const movies = (count: number, from = 0): ReturnType<typeof movie>[] =>
  Array.from({ length: count }, (_, index) => movie(`m${from + index}`));
const key = { sourceId: home, libraryId: films, kind: 'movie' } as const;

test('what a complete listing did not bring is gone, and comes back when it is brought again', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, movies(3));
  expect(await sync(catalogue, movies(2))).toMatchObject({ unchanged: 2, removed: 1, heldBack: 0 });
  const gone = { sourceId: home, itemId: itemId('m2') };
  expect(await failure(catalogue.items.item(gone))).toMatchObject({ code: 'not-found' });
  expect(await catalogue.titles.search('m2', 5)).toEqual([]);
  expect(await catalogue.titles.countTitles()).toBe(2);
  expect(await sync(catalogue, movies(3))).toMatchObject({ added: 1, unchanged: 2, removed: 0 });
  expect(await catalogue.items.item(gone)).toMatchObject({ title: 'm2' });
  expect(await catalogue.titles.search('m2', 5)).toHaveLength(1);
});

test('a listing removes nothing of another kind or library', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, [{ ...movie('c'), kind: 'collection' }], { kind: 'collection' });
  await sync(catalogue, [movie('other')], { library: libraryId('2') });
  await sync(catalogue, movies(1));
  expect(await sync(catalogue, [])).toMatchObject({ removed: 1 });
  expect(await catalogue.items.countItems(home)).toBe(2);
});

test('more than a share of a library is not removed before a second look', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, movies(40));
  expect(await sync(catalogue, movies(19))).toMatchObject({ removed: 0, heldBack: 21 });
  expect(await catalogue.items.countItems(home)).toBe(40);
  // Even more are missing now: that is news, too.
  expect(await sync(catalogue, movies(10))).toMatchObject({ removed: 0, heldBack: 30 });
  expect(await sync(catalogue, movies(10))).toMatchObject({ removed: 30, heldBack: 0 });
  expect(await catalogue.items.countItems(home)).toBe(10);
});

test('the guard: half goes at once, small libraries always, and the share can be chosen', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, movies(40));
  expect(await sync(catalogue, movies(20))).toMatchObject({ removed: 20, heldBack: 0 });
  expect(await sync(catalogue, [])).toMatchObject({ removed: 0, heldBack: 20 });
  const { runId } = await catalogue.runs.beginRun(home);
  const position = await catalogue.listings.beginListing(runId, key, { again: false });
  await catalogue.pages.writePage(runId, position, { items: movies(19), rejected: [] });
  const strict = await catalogue.listings.completeListing(runId, position, { maxShare: 0.01 });
  // One of twenty, which is less than the twenty that were held back before.
  expect(strict).toEqual({ removed: 1, heldBack: 0 });
  await catalogue.runs.finishRun(runId, 'completed');
  expect(await sync(catalogue, [])).toMatchObject({ removed: 19, heldBack: 0 });
});

test('a row that was put aside is not gone, and does not count twice', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, movies(3));
  const rejected = [{ itemId: 'm2', reason: 'title: expected text' }];
  expect(await sync(catalogue, movies(2), { rejected })).toMatchObject({ removed: 0, heldBack: 0 });
  expect(await catalogue.quarantine.list(home)).toMatchObject([{ itemId: 'm2', kind: 'movie', ...rejected[0] }]);
  expect(await catalogue.items.countItems(home)).toBe(3);
  await sync(catalogue, movies(3));
  expect(await catalogue.quarantine.list(home)).toEqual([]);
});

test('a row without an id can be any of those that are missing, so none is removed', async () => {
  const catalogue = await openWithSource();
  await sync(catalogue, movies(3));
  const rejected = [{ reason: 'id: expected text' }];
  for (const _look of [1, 2]) {
    expect(await sync(catalogue, movies(2), { rejected })).toMatchObject({ removed: 0, heldBack: 1 });
  }
  expect(await sync(catalogue, movies(2))).toMatchObject({ removed: 1, heldBack: 0 });
});

test('counts different rows, whatever comes twice', async () => {
  const catalogue = await openWithSource();
  const { runId } = await catalogue.runs.beginRun(home);
  const position = await catalogue.listings.beginListing(runId, key, { again: false });
  const rejected = [{ itemId: 'bad', reason: 'no title' }, { reason: 'no id' }, { reason: 'no id' }];
  await catalogue.pages.writePage(runId, position, { items: movies(3), rejected, total: 7, next: nextPage });
  await catalogue.pages.writePage(runId, position, { items: movies(3, 2), rejected: rejected.slice(0, 1), total: 8 });
  // m0 to m4, the bad one, and two without an id.
  expect(await catalogue.listings.evidence(position)).toEqual({ seen: 8, firstTotal: 7, lastTotal: 8 });
});

test('goes on from the last page that was written', async () => {
  const catalogue = await openWithSource();
  const first = await catalogue.runs.beginRun(home);
  expect(first.resumed).toBe(false);
  const position = await catalogue.listings.beginListing(first.runId, key, { again: false });
  expect(position).toEqual({ ...key, mark: position.mark, done: false });
  await catalogue.pages.writePage(first.runId, position, { items: movies(2), rejected: [], total: 3, next: nextPage });
  await catalogue.runs.finishRun(first.runId, 'failed', 'the server went away');

  expect(await catalogue.runs.beginRun(home)).toEqual({ runId: first.runId, resumed: true });
  const later = await catalogue.listings.beginListing(first.runId, key, { again: false });
  expect(later).toEqual({ ...position, cursor: nextPage, firstTotal: 3, lastTotal: 3 });
  expect(await failure(catalogue.listings.completeListing(first.runId, later))).toMatchObject({ code: 'conflict' });
  await catalogue.pages.writePage(first.runId, later, { items: movies(1, 2), rejected: [], total: 3 });
  expect(await catalogue.listings.beginListing(first.runId, key, { again: false })).toMatchObject({ done: true });
  expect(await catalogue.listings.completeListing(first.runId, later)).toEqual({ removed: 0, heldBack: 0 });
  // Asked again, for example after a crash: the same answer.
  expect(await catalogue.listings.completeListing(first.runId, later)).toEqual({ removed: 0, heldBack: 0 });

  const anew = await catalogue.listings.beginListing(first.runId, key, { again: true });
  expect(anew).toEqual({ ...key, mark: later.mark + 1, done: false });
  expect(await failure(catalogue.listings.evidence(later))).toMatchObject({ code: 'busy' });
});

test('libraries: items go with theirs and come back with it', async () => {
  const catalogue = await openWithSource();
  const library = (id: string, title: string): Library => ({
    id: libraryId(id),
    kind: 'shows',
    title,
    itemKinds: ['show', 'season', 'episode'],
  });
  expect(await catalogue.libraries.replace(home, [library('2', 'B'), library('1', 'A')])).toBe(0);
  await sync(catalogue, movies(3));
  await sync(catalogue, [movie('x')], { library: libraryId('2') });
  expect(await catalogue.libraries.list()).toEqual([
    { sourceId: home, ...library('2', 'B') },
    { sourceId: home, ...library('1', 'A') },
  ]);
  expect(await catalogue.libraries.replace(home, [library('2', 'Renamed')])).toBe(3);
  expect((await catalogue.libraries.list(home)).map(({ title }) => title)).toEqual(['Renamed']);
  expect(await catalogue.items.countItems(home)).toBe(1);
  expect(await catalogue.libraries.replace(home, [library('1', 'A'), library('2', 'B')])).toBe(0);
  expect(await sync(catalogue, movies(3))).toMatchObject({ added: 3 });
});
