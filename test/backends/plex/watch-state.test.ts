import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WatchStateFacet } from '../../../src/backends/media-backend.ts';
import { itemId } from '../../../src/models/ids.ts';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import { type MockPlex, startMockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';
import { opened } from './setting.ts';

const holdings = { movies: { from: 0, count: 6 }, shows: { from: 0, count: 1 } };

describe.each([
  { who: 'the owner', owned: true },
  { who: 'a guest', owned: false },
])('watch state, written by $who', ({ owned }) => {
  let mock: MockPlex;
  let server: MockPlexServer;
  let facet: WatchStateFacet;
  let runtimeOf: (key: string) => Promise<number>;

  beforeAll(async () => {
    mock = await startMockPlex({ world: createWorld(21), servers: [{ name: 'Den', holdings, owned }] });
    const [first] = mock.servers;
    if (first === undefined) throw new Error('no server');
    server = first;
    const { backend } = await opened(mock, server, { retries: 3 });
    if (backend.watchState === undefined) throw new Error('the facet is absent');
    facet = backend.watchState;
    runtimeOf = async (key) => (await backend.getItem(itemId(key))).runtimeMs ?? 0;
  });
  beforeEach(() => {
    server.faults.clear();
    server.log.clear();
  });
  afterAll(() => mock.close());

  const film = (index: number): string => server.ratingKeys.movie(index);

  test('there are no favourites', () => {
    expect(facet.setFavourite).toBeUndefined();
    expect(facet.setRating).toBeDefined();
  });

  test('played and unplayed', async () => {
    const key = film(0);
    await facet.setPlayed(itemId(key), true);
    expect(server.watchState(key)).toMatchObject({ viewCount: 1, viewOffset: 0 });
    await facet.setPlayed(itemId(key), false);
    expect(server.watchState(key)).toMatchObject({ viewCount: 0, viewOffset: 0 });
    const sent = server.log.all().map(({ method, path, query }) => `${method} ${path} ${query.get('identifier')}`);
    expect(sent).toEqual([
      'PUT /:/scrobble com.plexapp.plugins.library',
      'PUT /:/unscrobble com.plexapp.plugins.library',
    ]);
  });

  test('a show marks everything below it', async () => {
    await facet.setPlayed(itemId(server.ratingKeys.show(0)), true);
    expect(server.watchState(server.ratingKeys.episode(0, 1, 1)).viewCount).toBe(1);
    await facet.setPlayed(itemId(server.ratingKeys.show(0)), false);
    expect(server.watchState(server.ratingKeys.episode(0, 1, 1)).viewCount).toBe(0);
  });

  test('a rating, and none', async () => {
    const key = film(1);
    await facet.setRating?.(itemId(key), 7);
    expect(server.watchState(key).userRating).toBe(7);
    await facet.setRating?.(itemId(key), undefined);
    expect(server.watchState(key).userRating).toBeUndefined();
    await expect(facet.setRating?.(itemId(key), 11)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(server.log.to('/:/rate')).toHaveLength(2);
  });

  test('a position is the report of a player that stopped', async () => {
    const key = film(2);
    await facet.setPosition(itemId(key), 1_800_000.4);
    expect(server.watchState(key)).toMatchObject({ viewOffset: 1_800_000, viewCount: 0 });
    const [report] = server.log.to('/:/timeline');
    expect(report?.method).toBe('POST');
    expect(Object.fromEntries(report?.query ?? [])).toMatchObject({
      ratingKey: key,
      key: `/library/metadata/${key}`,
      state: 'stopped',
      time: '1800000',
      duration: String(await runtimeOf(key)),
    });
    expect(report?.headers['x-plex-client-identifier']).toBeTruthy();
    await facet.setPosition(itemId(key), undefined);
    expect(server.watchState(key)).toMatchObject({ viewOffset: 0, viewCount: 0 });
  });

  test('a position that the server would drop, or take for a play, is not sent', async () => {
    const key = film(3);
    const runtime = await runtimeOf(key);
    for (const position of [-1, 0, 59_000, runtime * 0.9, runtime, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(facet.setPosition(itemId(key), position)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    expect(server.log.to('/:/timeline')).toEqual([]);
    expect(server.watchState(key)).toMatchObject({ viewOffset: 0, viewCount: 0 });
  });

  test('the position of a played item cannot be taken away alone', async () => {
    const key = film(4);
    server.setWatchState(key, { viewCount: 2, viewOffset: 600_000 });
    // The state belongs to the account, whoever owns the server.
    await expect(facet.setPosition(itemId(key), undefined)).rejects.toMatchObject({ code: 'unsupported' });
    expect(server.watchState(key)).toMatchObject({ viewCount: 2, viewOffset: 600_000 });
    server.setWatchState(key, { viewOffset: 0 });
    await facet.setPosition(itemId(key), undefined);
    expect(server.watchState(key).viewCount).toBe(2);
  });

  test('an item that is not there is not found', async () => {
    const nobody = itemId('99999999');
    await expect(facet.setPlayed(nobody, true)).rejects.toMatchObject({ code: 'not-found' });
    await expect(facet.setPosition(nobody, 900_000)).rejects.toMatchObject({ code: 'not-found' });
    await expect(facet.setRating?.(nobody, 5)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a write whose answer is lost is not repeated, and a cancelled one is not sent', async () => {
    const key = film(5);
    server.faults.add({ path: '/:/scrobble', action: { kind: 'status', status: 503 } });
    await expect(facet.setPlayed(itemId(key), true)).rejects.toMatchObject({ code: 'unavailable' });
    expect(server.log.to('/:/scrobble')).toHaveLength(1);
    const signal = AbortSignal.abort();
    await expect(facet.setPlayed(itemId(key), true, { signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.log.to('/:/scrobble')).toHaveLength(1);
  });
});
