import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorld } from '../../../src/testing/catalogue/world.ts';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { type Client, type Json, signedIn, startSmall } from './mock-client.ts';
import { stillClock } from './still-clock.ts';

let mock: MockJellyfin;
let client: Client;
let film = '';
const clock = stillClock();
const runtimeTicks = createWorld(11).movie(1).runtimeMs * 10_000;

beforeEach(async () => {
  mock = await startSmall({ clock });
  client = await signedIn(mock);
  film = mock.movieId(1);
});
afterEach(() => mock.close());

const state = (): ReturnType<MockJellyfin['watchStateOf']> => mock.watchStateOf('marit', film);
const total = async (filter: string): Promise<number> =>
  (await client.page(`/Items?recursive=true&includeItemTypes=Movie&limit=0&filters=${filter}`)).TotalRecordCount;
const report = (what: string, body: Json): Promise<unknown> =>
  client.send('POST', `/Sessions/Playing${what}`, { ItemId: film, ...body });

test('marks: a date counts each time, no date counts once', async () => {
  const mark = (query: string): Promise<unknown> =>
    client.send('POST', `/UserPlayedItems/${film}${query}`).then((answer) => answer.json());
  expect(await mark('')).toMatchObject({ Played: true, PlayCount: 1, ItemId: film });
  expect(await mark('')).toMatchObject({ PlayCount: 1 });
  expect(await mark('?datePlayed=2024-01-02T03:04:05Z')).toMatchObject({
    PlayCount: 2,
    LastPlayedDate: '2024-01-02T03:04:05.0000000Z',
  });
  expect(await mark('?datePlayed=20240102030406')).toMatchObject({ LastPlayedDate: '2024-01-02T03:04:06.0000000Z' });
  expect([await total('IsPlayed'), await total('IsUnplayed')]).toEqual([1, 59]);
  await client.send('DELETE', `/UserPlayedItems/${film}`);
  expect(state()).toEqual({ played: false, playCount: 0, positionMs: 0, favourite: false });
  expect(await total('IsPlayed')).toBe(0);
});

test('writes are stored as they are, and absent values stay', async () => {
  const write = async (body: Json): Promise<unknown> =>
    (await client.send('POST', `/UserItems/${film}/UserData`, body)).json();
  await write({ Played: true, PlayCount: 7, LastPlayedDate: '2023-05-06T07:08:09Z', Rating: 7, IsFavorite: true });
  expect(await write({ PlaybackPositionTicks: -5 })).toMatchObject({
    PlaybackPositionTicks: -5,
    Played: true,
    PlayCount: 7,
    Rating: 7,
    Likes: true,
    LastPlayedDate: '2023-05-06T07:08:09.0000000Z',
  });
  await write({ PlaybackPositionTicks: runtimeTicks * 2 });
  // A played item with a position stays in the list of things to go on with.
  expect((await client.page('/UserItems/Resume')).Items[0]).toMatchObject({
    Id: film,
    UserData: { Played: true, PlayedPercentage: 200 },
  });
  expect([await total('IsFavorite'), await total('IsResumable')]).toEqual([1, 1]);
  expect((await client.send('POST', `/UserItems/${'a'.repeat(32)}/UserData`, { Played: true })).status).toBe(404);
});

describe('playback reports', () => {
  test.each([
    ['2 %', 0.02, { played: false, positionMs: 0 }],
    ['5 %', 0.0501, { played: false, positionMs: Math.floor((runtimeTicks * 0.0501) / 10_000) }],
    ['50 %', 0.5, { played: false, positionMs: Math.floor((runtimeTicks * 0.5) / 10_000) }],
    ['95 %', 0.95, { played: true, positionMs: 0 }],
  ])('stopped at %s', async (_, share, expected) => {
    await report('', {});
    await report('/Stopped', { PositionTicks: Math.floor((runtimeTicks * share) / 10_000) * 10_000 });
    expect(state()).toMatchObject({ ...expected, playCount: 1, lastPlayedAt: clock.now() });
  });

  test('stopped without a position: watched, once more', async () => {
    await report('', {});
    await report('/Stopped', {});
    expect(state()).toMatchObject({ played: true, playCount: 2, positionMs: 0 });
  });

  test('failed: what progress stored stays', async () => {
    await report('', {});
    await report('/Progress', { PositionTicks: runtimeTicks * 0.25 });
    await report('/Stopped', { PositionTicks: runtimeTicks * 0.75, Failed: true });
    expect(state()).toMatchObject({ positionMs: runtimeTicks / 40_000, played: false });
  });

  test.each([
    ['negative', '/Stopped', { PositionTicks: -1 }, 400],
    ['a wrong enum', '/Progress', { PlayMethod: 'Nope' }, 400],
    ['an unknown item', '', { ItemId: 'f'.repeat(32) }, 204],
  ])('%s', async (_, what, body, status) => {
    expect((await client.send('POST', `/Sessions/Playing${what}`, { ItemId: film, ...body })).status).toBe(status);
  });

  test('five silent minutes end the playback', async () => {
    await report('', {});
    await report('/Progress', { PositionTicks: runtimeTicks / 2 });
    const playing = async (): Promise<unknown> => ((await client.get('/Sessions')).json() as Json[])[0]?.NowPlayingItem;
    expect(await playing()).toMatchObject({ Id: film });
    clock.pass(5 * 60_000);
    expect(await playing()).toBeUndefined();
    expect(state()).toMatchObject({ positionMs: runtimeTicks / 20_000 });
  });
});

test('a series is played when its episodes are, and next up follows', async () => {
  const series = mock.showId(0);
  const all = (await client.page(`/Shows/${series}/Episodes`)).Items;
  expect((await client.page('/Shows/NextUp')).Items).toEqual([]);
  const regular = all.filter(({ ParentIndexNumber }) => ParentIndexNumber !== 0);
  await client.send('POST', `/UserPlayedItems/${String(regular[0]?.Id)}`);
  expect((await client.page('/Shows/NextUp')).Items.map(({ Id }) => Id)).toEqual([regular[1]?.Id].filter(Boolean));
  const row = async (): Promise<unknown> => (await client.get(`/Items/${series}`)).json();
  expect(await row()).toMatchObject({ UserData: { UnplayedItemCount: all.length - 1, Played: false } });
  await client.send('POST', `/UserPlayedItems/${series}`);
  expect(await row()).toMatchObject({ UserData: { UnplayedItemCount: 0, Played: true, PlayedPercentage: 100 } });
  const played = await client.page('/Items?recursive=true&includeItemTypes=Series&filters=IsPlayed');
  expect(played.Items.map(({ Id }) => Id)).toEqual([series]);
});

test('newest played first', async () => {
  for (const index of [5, 9, 2]) {
    clock.pass(1000);
    await client.send('POST', `/UserPlayedItems/${mock.movieId(index)}`);
  }
  const { Items, TotalRecordCount } = await client.page(
    '/Items?recursive=true&includeItemTypes=Movie&sortBy=DatePlayed&sortOrder=Descending&limit=3',
  );
  expect(TotalRecordCount).toBe(60);
  expect(Items.map(({ Id }) => Id)).toEqual([2, 9, 5].map((index) => mock.movieId(index)));
});

test('10.8 cannot be written to but by reports and marks', async () => {
  const old = await startSmall({ version: '10.8.13' });
  const user = await signedIn(old);
  const id = old.users[0]?.id;
  const statuses = await Promise.all([
    user.send('POST', `/UserItems/${film}/UserData`, { Played: true }),
    user.send('POST', `/Users/${id}/Items/${film}/UserData`, { Played: true }),
    user.send('POST', `/Users/${id}/PlayedItems/${film}`),
  ]);
  await old.close();
  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 200]);
});
