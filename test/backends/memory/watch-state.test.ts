import { expect, test } from 'vitest';
import { createMemoryBackend } from '../../../src/backends/memory/memory-backend.ts';
import { itemId, libraryId, serverId, sourceId, userId } from '../../../src/models/ids.ts';
import type { Item } from '../../../src/models/item.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const base = { completeness: 'full', externalIds: [], images: {}, libraryId: libraryId('all') } as const;
const items: readonly Item[] = [
  { ...base, kind: 'movie', id: itemId('film'), title: 'Film', runtimeMs: 5_000_000 },
  { ...base, kind: 'show', id: itemId('show'), title: 'Show' },
  { ...base, kind: 'season', id: itemId('season'), title: 'Season', showId: itemId('show') },
  { ...base, kind: 'episode', id: itemId('first'), title: 'First', seasonId: itemId('season') },
  { ...base, kind: 'episode', id: itemId('second'), title: 'Second', seasonId: itemId('season') },
];

function open() {
  const backend = createMemoryBackend({
    source: {
      id: sourceId('memory'),
      type: 'jellyfin',
      name: 'Memory',
      serverId: serverId('memory-server'),
      userId: userId('anyone'),
      deviceId: 'none',
    },
    libraries: [
      { id: libraryId('all'), kind: 'mixed', title: 'All', itemKinds: ['movie', 'show', 'season', 'episode'], items },
    ],
    clock: new FakeClock(1_000),
  });
  const { watchState } = backend;
  if (watchState === undefined) throw new Error('the facet is absent');
  const stateOf = async (id: string) => (await backend.getItem(itemId(id))).watch;
  return { backend, facet: watchState, stateOf };
}

const inUse = { uri: 'memory://here', kind: 'local', secure: true } as const;

test('an item is as nobody touched it, then as it was written, then untouched again', async () => {
  const { backend, facet, stateOf } = open();
  backend.useConnection(inUse);
  const film = itemId('film');
  expect(await stateOf('film')).toEqual({ played: false, playCount: 0 });
  await facet.setPosition(film, 60_000);
  await facet.setRating?.(film, 9);
  await facet.setFavourite?.(film, true);
  expect(await stateOf('film')).toEqual({
    played: false,
    playCount: 0,
    positionMs: 60_000,
    rating: 9,
    favourite: true,
  });
  await facet.setPlayed(film, true);
  const played = { played: true, playCount: 1, lastPlayedAt: 1_000, rating: 9, favourite: true };
  expect(await stateOf('film')).toEqual(played);
  const { items: listed } = await backend.listItems(libraryId('all'), { kind: 'movie' });
  expect(listed[0]?.watch).toEqual(played);
  await facet.setPlayed(film, false);
  await facet.setRating?.(film, undefined);
  await facet.setFavourite?.(film, false);
  expect(await stateOf('film')).toEqual({ played: false, playCount: 0, favourite: false });
});

test('a show is played when all below it is', async () => {
  const { backend, facet, stateOf } = open();
  backend.useConnection(inUse);
  await facet.setPlayed(itemId('first'), true);
  expect(await stateOf('show')).toMatchObject({ played: false, playedCount: 1, itemCount: 2 });
  await facet.setPlayed(itemId('show'), true);
  expect(await stateOf('season')).toMatchObject({ played: true, playedCount: 2, itemCount: 2 });
  expect(await stateOf('second')).toMatchObject({ played: true, playCount: 1 });
});

test('what cannot be is refused', async () => {
  const { backend, facet } = open();
  await expect(facet.setPlayed(itemId('film'), true)).rejects.toMatchObject({ code: 'unavailable' });
  backend.useConnection(inUse);
  await expect(facet.setPlayed(itemId('nobody'), true)).rejects.toMatchObject({ code: 'not-found' });
  await expect(facet.setPosition(itemId('film'), 5_000_000)).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(facet.setRating?.(itemId('film'), 10.5)).rejects.toMatchObject({ code: 'invalid-argument' });
});
