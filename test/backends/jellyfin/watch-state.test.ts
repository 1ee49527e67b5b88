import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WatchStateFacet } from '../../../src/backends/media-backend.ts';
import { itemId } from '../../../src/models/ids.ts';
import type { JellyfinVersion, MockJellyfin, MockWatchState } from '../../../src/testing/index.ts';
import { openBackend, startMock } from './setting.ts';

const newer: readonly JellyfinVersion[] = ['12.0.0', '10.11.11', '10.10.7'];
const all: readonly JellyfinVersion[] = [...newer, '10.8.13'];

async function setting(version: JellyfinVersion) {
  const mock = await startMock({ version });
  const { backend } = await openBackend(mock);
  const { watchState } = backend;
  if (watchState === undefined) throw new Error('the facet is absent');
  return { mock, facet: watchState };
}

/** What changes something, and with which body. */
const writesTo = (mock: MockJellyfin): readonly string[] =>
  mock.log
    .all()
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.split('/').slice(0, 2).join('/')}`);

describe.each(all)('watch state on %s', (version) => {
  let mock: MockJellyfin;
  let facet: WatchStateFacet;

  beforeAll(async () => {
    ({ mock, facet } = await setting(version));
  });
  beforeEach(() => {
    mock.faults.clear();
    mock.log.clear();
  });
  afterAll(() => mock.close());

  const film = (index: number) => itemId(mock.movieId(index));
  const state = (id: string): MockWatchState => mock.watchStateOf('marit', id);

  test('played and unplayed', async () => {
    await facet.setPlayed(film(0), true);
    expect(state(film(0))).toMatchObject({ played: true, playCount: 1 });
    await facet.setPlayed(film(0), true);
    expect(state(film(0))).toMatchObject({ played: true, playCount: 1 });
    await facet.setPlayed(film(0), false);
    expect(state(film(0))).toEqual({ played: false, playCount: 0, positionMs: 0, favourite: false });
  });

  test('a show marks everything below it', async () => {
    const episode = mock.episodeId(0, 1, 1);
    await facet.setPlayed(itemId(mock.showId(0)), true);
    expect(state(episode).played).toBe(true);
    await facet.setPlayed(itemId(mock.showId(0)), false);
    expect(state(episode).played).toBe(false);
  });

  test('a favourite, and none', async () => {
    await facet.setFavourite?.(film(1), true);
    expect(state(film(1)).favourite).toBe(true);
    await facet.setFavourite?.(film(1), false);
    expect(state(film(1)).favourite).toBe(false);
  });

  test('no rating', async () => {
    await facet.setRating?.(film(2), undefined);
    expect(state(film(2)).rating).toBeUndefined();
    await expect(facet.setRating?.(film(2), -1)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('a position outside the item is not sent', async () => {
    for (const position of [-1, 0, Number.NaN, 360_000_000_000]) {
      await expect(facet.setPosition(film(3), position)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    expect(writesTo(mock)).toEqual([]);
  });

  test('an item that is not there is not found', async () => {
    const nobody = itemId('0123456789abcdef0123456789abcdef');
    await expect(facet.setPlayed(nobody, true)).rejects.toMatchObject({ code: 'not-found' });
    await expect(facet.setFavourite?.(nobody, true)).rejects.toMatchObject({ code: 'not-found' });
    await expect(facet.setPosition(nobody, 1_000)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a cancelled write is not sent', async () => {
    const signal = AbortSignal.abort();
    await expect(facet.setPlayed(film(4), true, { signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(writesTo(mock)).toEqual([]);
  });
});

describe.each(newer)('what came with 10.9, on %s', (version) => {
  let mock: MockJellyfin;
  let facet: WatchStateFacet;

  beforeAll(async () => {
    ({ mock, facet } = await setting(version));
  });
  afterAll(() => mock.close());

  const film = (index: number) => itemId(mock.movieId(index));
  const state = (id: string): MockWatchState => mock.watchStateOf('marit', id);

  test('a rating is stored, and taken away', async () => {
    await facet.setRating?.(film(0), 6.5);
    expect(state(film(0)).rating).toBe(6.5);
    await facet.setRating?.(film(0), undefined);
    expect(state(film(0)).rating).toBeUndefined();
  });

  test('a position is stored exactly, and leaves everything else alone', async () => {
    await facet.setFavourite?.(film(1), true);
    await facet.setPlayed(film(1), true);
    const { lastPlayedAt } = state(film(1));
    await facet.setPosition(film(1), 61_234);
    const others = { played: true, playCount: 1, favourite: true, lastPlayedAt };
    expect(state(film(1))).toEqual({ ...others, positionMs: 61_234 });
    await facet.setPosition(film(1), undefined);
    expect(state(film(1))).toEqual({ ...others, positionMs: 0 });
  });

  test('routes are the documented ones', async () => {
    mock.log.clear();
    await facet.setPlayed(film(2), true);
    await facet.setFavourite?.(film(2), false);
    await facet.setPosition(film(2), undefined);
    expect(writesTo(mock)).toEqual(['POST /UserPlayedItems', 'DELETE /UserFavoriteItems', 'POST /UserItems']);
    for (const { query } of mock.log.all()) expect(query.get('userId')).toBe(mock.users[0]?.id);
  });

  test('a write whose answer is lost is not repeated', async () => {
    mock.log.clear();
    mock.faults.add({ method: 'POST', action: { kind: 'reset' } });
    await expect(facet.setPlayed(film(3), true)).rejects.toMatchObject({ code: 'unavailable' });
    expect(mock.log.to(/^\/UserPlayedItems/)).toHaveLength(1);
    mock.faults.clear();
  });
});

describe('before 10.9', () => {
  test('positions and ratings are refused with the reason, and the old routes serve the rest', async () => {
    const { mock, facet } = await setting('10.8.13');
    const film = itemId(mock.movieId(0));
    await expect(facet.setPosition(film, 900_000)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('10.9'),
    });
    await expect(facet.setPosition(film, undefined)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(facet.setRating?.(film, 5)).rejects.toMatchObject({ code: 'unsupported' });
    // The version is known by now, so nothing is tried in vain.
    mock.log.clear();
    await expect(facet.setRating?.(film, 5)).rejects.toMatchObject({ code: 'unsupported' });
    await facet.setPlayed(film, true);
    expect(mock.log.all().map(({ path }) => path)).toEqual([`/Users/${mock.users[0]?.id}/PlayedItems/${film}`]);
    await mock.close();
  });
});
