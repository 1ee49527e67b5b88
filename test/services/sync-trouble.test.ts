import { describe, expect, test } from 'vitest';
import type { FaultAction } from '../../src/testing/index.ts';
import { at, deadUrl } from './household.ts';
import { countsOf, houses, jellyfinHouse, openHouse, plexHouse, startOf } from './houses.ts';
import { movies } from './setting.ts';

const nothing = { added: 0, changed: 0, removed: 0 };
const both = { movies: { from: 0, count: 30 }, shows: { from: 0, count: 2 } };

describe.each(houses)('$vendor, while the library moves', ({ start }) => {
  test('a listing whose total changed on the way is made again', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(500));
    const totals = ['TotalRecordCount', 'MediaContainer.totalSize'];
    const changes = totals.map((path) => ({ path, change: 'set', value: 501 }) as const);
    const skip = (await countsOf(house)) + 1;
    house.faults.add({ path: house.moviesPath, skip, times: 3, action: { kind: 'mutate', changes } });
    const { status, added, unchanged, listings } = await fold.sync.run(source.id);
    expect([status, added, unchanged]).toEqual(['completed', 500, 0]);
    expect(listings[0]).toMatchObject({ complete: true, received: 500 });
    // Three pages and an empty one where the total had grown, then three again.
    expect(house.listings().slice(0, 7).map(startOf)).toEqual([0, 200, 400, 500, 0, 200, 400]);
    expect(await ids('movie')).toEqual(await house.idsOf('movie'));
  });

  test('one that never stands still is partial, says why, and removes nothing', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(40));
    await fold.sync.run(source.id);
    house.removeMovie(3);
    house.offTotals(2);
    const second = await fold.sync.run(source.id);
    expect(second).toMatchObject({ ...nothing, status: 'partial' });
    const message = '39 different rows came, but the server counts 41';
    expect(second.listings[0]).toMatchObject({ complete: false, removed: 0, message });
    expect(await ids('movie')).toContain(house.movieId(3));
    expect(await fold.sources.list()).toMatchObject([{ lastSync: { status: 'partial' } }]);

    house.offTotals(0);
    expect(await fold.sync.run(source.id)).toMatchObject({ status: 'completed', removed: 1 });
  });
});

test('a library that says no total is listed all the same, and removes nothing', async () => {
  const { house, fold, source, ids } = await openHouse(jellyfinHouse, movies(40));
  await fold.sync.run(source.id);
  house.removeMovie(3);
  house.addMovie(40);
  const changes = [{ path: 'TotalRecordCount', change: 'drop' }] as const;
  house.faults.add({ path: house.moviesPath, action: { kind: 'mutate', changes } });
  const second = await fold.sync.run(source.id);
  expect(second).toMatchObject({ status: 'partial', added: 1, removed: 0 });
  expect(second.listings[0]?.message).toBe('the server did not say how many there are');
  expect(await ids('movie')).toHaveLength(41);
});

const html = '<html><body>Bad gateway of some portal</body></html>';
const failures: readonly { readonly what: string; readonly action: FaultAction }[] = [
  { what: '404', action: { kind: 'status', status: 404 } },
  { what: '403', action: { kind: 'status', status: 403 } },
  { what: '500 with a page for people', action: { kind: 'status', status: 500, body: html } },
  { what: '200 with a page for people', action: { kind: 'body', body: html, contentType: 'text/html' } },
  { what: 'an answer that ends in the middle', action: { kind: 'cut-body', bytes: 200 } },
];

describe('one library that fails by itself', () => {
  test.each(failures)('$what: partial, the others are complete, nothing is removed', async ({ action }) => {
    const { house, fold, source, ids } = await openHouse(plexHouse, both);
    await fold.sync.run(source.id);
    house.removeMovie(3);
    house.editMovie(4, 'Unheard of');
    house.faults.add({ path: house.moviesPath, action });
    const second = await fold.sync.run(source.id);
    expect(second).toMatchObject({ ...nothing, status: 'partial' });
    expect(second.listings.map(({ kind, complete }) => [kind, complete])).toEqual([
      ['movie', false],
      ['show', true],
      ['season', true],
      ['episode', true],
    ]);
    expect(second.listings[0]?.message).toMatch(/library 1/);
    expect(await ids('movie')).toHaveLength(30);

    house.faults.clear();
    expect(await fold.sync.run(source.id)).toMatchObject({ status: 'completed', changed: 1, removed: 1 });
  });

  test('a first sync keeps what it could get', async () => {
    const { house, fold, source, ids } = await openHouse(plexHouse, both);
    house.faults.add({ path: house.moviesPath, action: { kind: 'status', status: 500 } });
    expect((await fold.sync.run(source.id)).status).toBe('partial');
    expect(await ids('movie')).toEqual([]);
    expect(await ids('show')).toHaveLength(2);
  });
});

describe.each(houses)('$vendor, when the whole server fails', ({ start }) => {
  test('a starting server: unavailable, offline, nothing is lost, and it goes on when it is up', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(40));
    await fold.sync.run(source.id);
    house.setStarting(true);
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unavailable', sourceId: source.id });
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'offline' });
    expect(await ids('movie')).toHaveLength(40);
    expect(await fold.sources.list()).not.toMatchObject([{ needsSignIn: expect.anything() }]);

    house.setStarting(false);
    expect(await fold.sync.run(source.id)).toMatchObject({ ...nothing, status: 'completed', unchanged: 40 });
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'online' });
  });

  test('a server that breaks off in the middle: what came stays, the next run goes on', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(500));
    house.faults.add({ path: house.moviesPath, skip: (await countsOf(house)) + 1, action: { kind: 'reset' } });
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unavailable', sourceId: source.id });
    expect(await ids('movie')).toHaveLength(200);
    house.faults.clear();
    expect(await fold.sync.run(source.id)).toMatchObject({ status: 'completed', resumed: true, added: 300 });
    expect(await ids('movie')).toEqual(await house.idsOf('movie'));
  });

  test('a token that dies on the way: unauthorized, kept, and on after signing in again', async () => {
    const { house, fold, source, ids } = await openHouse(start, movies(500));
    await expect(
      fold.sync.run(source.id, {
        onProgress: ({ phase }) => {
          if (phase === 'listing') house.revoke();
        },
      }),
    ).rejects.toMatchObject({ code: 'unauthorized', sourceId: source.id });
    const kept = (await ids('movie')).length;
    expect(kept).toBeGreaterThanOrEqual(200);
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'needs-sign-in' });
    expect(await fold.sources.list()).toMatchObject([{ needsSignIn: expect.stringContaining('sign in again') }]);
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await ids('movie')).toHaveLength(kept);

    const again = await fold.signIn.add(await house.login(fold));
    expect(again).toMatchObject({ isNew: false, source: { id: source.id } });
    expect(await fold.sync.run(source.id)).toMatchObject({ status: 'completed', resumed: true, added: 500 - kept });
    expect(await ids('movie')).toEqual(await house.idsOf('movie'));
    expect(await fold.sources.list()).not.toMatchObject([{ needsSignIn: expect.anything() }]);
  });

  test('a server that moved to another address is found again by the next sync', async () => {
    const { house, fold, source } = await openHouse(start, movies(40));
    const login = await house.login(fold);
    await fold.signIn.add({ ...login, candidates: [at(await deadUrl()), ...login.candidates] });
    await fold.sync.run(source.id);
    house.faults.add({ action: { kind: 'reset' } });
    await expect(fold.sync.run(source.id)).rejects.toMatchObject({ code: 'unavailable' });
    expect(fold.connections.state(source.id)).toMatchObject({ status: 'offline' });
    house.faults.clear();
    expect((await fold.sync.run(source.id)).status).toBe('completed');
  });
});
