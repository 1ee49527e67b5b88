import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { type Client, type Json, signedIn, startSmall } from './mock-client.ts';

let mock: MockJellyfin;
let client: Client;
beforeAll(async () => {
  mock = await startSmall();
  client = await signedIn(mock);
});
afterAll(() => mock.close());

const gated = {
  DateCreated: 'DateCreated',
  SortName: 'SortName',
  Etag: 'Etag',
  ProviderIds: 'ProviderIds',
  Overview: 'Overview',
  Genres: 'Genres',
  GenreItems: 'Genres',
  Studios: 'Studios',
  Tags: 'Tags',
  Taglines: 'Taglines',
  People: 'People',
  MediaSources: 'MediaSources',
  MediaStreams: 'MediaStreams',
  Chapters: 'Chapters',
  Path: 'Path',
  ParentId: 'ParentId',
  ExternalUrls: 'ExternalUrls',
  CanDownload: 'CanDownload',
  Width: 'Width',
  PrimaryImageAspectRatio: 'PrimaryImageAspectRatio',
} as const;

describe.each(Object.entries(gated))('%s', (property, field) => {
  test('comes only when it is asked for', async () => {
    const first = async (more: string): Promise<Json | undefined> =>
      (await client.page(`/Items?ids=${mock.movieId(0)}${more}`)).Items[0];
    expect(await first('')).not.toHaveProperty(property);
    expect(await first(`&fields=${field.toLowerCase()},Nonsense`)).toHaveProperty(property);
    expect((await client.get(`/Items/${mock.movieId(0)}`)).json()).toHaveProperty(property);
  });
});

test('ids come with or without dashes', async () => {
  const id = mock.movieId(4);
  const dashed = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-').toUpperCase();
  expect((await client.get(`/Items/${dashed}`)).json()).toMatchObject({ Id: id });
});

test('images and watch state can be left out', async () => {
  const { Items } = await client.page('/Items?recursive=true&limit=5&enableImages=false&enableUserData=false');
  for (const row of Items) {
    expect(row).not.toHaveProperty('UserData');
    expect(row).not.toHaveProperty('ImageTags');
  }
  const some = await client.page(`/Items?ids=${mock.movieId(0)}&enableImageTypes=Primary`);
  expect(Object.keys(some.Items[0]?.ImageTags as Json)).toEqual(['Primary']);
  expect(some.Items[0]?.BackdropImageTags).toEqual([]);
});

test('dates have seven digits, times are ticks, text is ASCII', async () => {
  const { text } = await client.get(`/Items?recursive=true&includeItemTypes=Movie&fields=DateCreated,Overview`);
  expect(text).toMatch(/"DateCreated":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.0000000Z"/);
  expect(text).not.toMatch(/[&<>'+\u007f-\uffff]/);
  expect(text).toMatch(/\\u00[0-9A-F]{2}/);
  const row = (JSON.parse(text) as { Items: Json[] }).Items[0];
  expect(Number(row?.RunTimeTicks) % 10_000).toBe(0);
});

test('camelCase when it is asked for, but not inside dictionaries', async () => {
  const answer = await client.get(`/Items/${mock.movieId(0)}`, { accept: 'application/json; profile="CamelCase"' });
  expect(answer.headers.get('content-type')).toBe('application/json; profile="CamelCase"; charset=utf-8');
  expect(answer.json()).toMatchObject({ id: mock.movieId(0), providerIds: { Imdb: expect.any(String) } });
});

test('external subtitles come first and move the other tracks', async () => {
  const { Items } = await client.page('/Items?recursive=true&includeItemTypes=Movie&fields=MediaSources');
  const lists = Items.map(({ MediaSources }) => (MediaSources as { MediaStreams: Json[] }[])[0]?.MediaStreams ?? []);
  for (const streams of lists) expect(streams.map(({ Index }) => Index)).toEqual(streams.map((_, at) => at));
  const moved = lists.filter(([first]) => first?.IsExternal === true);
  expect(moved.length).toBeGreaterThan(0);
});

test('the number of children of a library is never the same twice', async () => {
  const counts = async (): Promise<unknown> =>
    (await client.page('/UserViews')).Items.map(({ ChildCount }) => ChildCount);
  expect(await counts()).not.toEqual(await counts());
});

describe('pictures', () => {
  const image = (more: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${mock.url}/Items/${mock.movieId(0)}/Images/${more}`, init);

  test('are open to everybody; a tag makes them last', async () => {
    const tagged = await image('Primary?tag=anything');
    expect([tagged.status, tagged.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(tagged.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(
      Buffer.from(await tagged.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect((await image('Primary')).headers.get('cache-control')).toBe('public');
    expect((await image('Primary?tag=t', { headers: { 'if-none-match': '"t"' } })).status).toBe(304);
  });

  test('HEAD works here, and nowhere else', async () => {
    const head = await image('Primary', { method: 'HEAD' });
    expect([head.status, Number(head.headers.get('content-length'))]).toEqual([200, expect.any(Number)]);
    expect((await fetch(`${mock.url}/System/Info/Public`, { method: 'HEAD' })).status).toBe(405);
  });

  test('that are not there', async () => {
    expect((await image('Banner')).status).toBe(404);
    expect((await image('Backdrop/5')).status).toBe(404);
  });
});
