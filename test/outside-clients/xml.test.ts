import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockPlex, startMockPlex } from '../../src/testing/plex/mock-plex.ts';
import type { MockPlexServer } from '../../src/testing/plex/server/mock-server.ts';
import { coverage } from './coverage.ts';
import { readXml, type XmlElement } from './read-xml.ts';
import { first, holdings, routesIn, whenAllHavePassed, world } from './setting.ts';

let plex: MockPlex;
let server: MockPlexServer;

const client = 'X-Plex-Client-Identifier=xml-reader';

async function get(path: string, accept: string, method: string = 'GET'): Promise<Response> {
  const isCloud = path.startsWith('/api/v2');
  return fetch(`${isCloud ? plex.plexTv.url : server.url}${path}`, {
    method,
    headers: { accept, 'X-Plex-Token': isCloud ? plex.account.token : server.accessToken },
  });
}

async function send(method: string, path: string): Promise<void> {
  expect((await get(path, 'application/json', method)).status).toBeLessThan(300);
}

beforeAll(async () => {
  plex = await startMockPlex({ world, servers: [{ holdings }] });
  server = first(plex.servers);
  const { movie, show } = server.ratingKeys;
  const uri = (keys: string): string =>
    encodeURIComponent(`server://${server.machineIdentifier}/com.plexapp.plugins.library/library/metadata/${keys}`);
  server.editMovie(1, { title: `A <quote> & "two" 'more'`, overview: 'First line\nsecond line\twith a tab – ünï' });
  server.setWatchState(movie(2), { viewOffset: 90_000, lastViewedAt: 1_790_000_000 });
  server.setWatchState(movie(3), { viewCount: 2, lastViewedAt: 1_790_000_100, userRating: 8 });
  await send('PUT', `/:/scrobble?key=${movie(6)}&identifier=com.plexapp.plugins.library`);
  await send('POST', `/playlists?type=video&title=One&smart=0&uri=${uri(`${movie(1)},${show(0)}`)}`);
  await send('POST', `/playQueues?type=video&${client}&uri=${uri(`${movie(1)},${movie(2)}`)}`);
  await send('POST', `/library/collections?type=1&title=Two&smart=0&sectionId=1&uri=${uri(`${movie(1)},${movie(4)}`)}`);
});
afterAll(() => plex.close());

whenAllHavePassed(() => expect(routesIn(plex.plexTv.log, server.log)).toEqual(coverage.xml));

/** How a media server names an item in XML. */
const itemNames: Readonly<Record<string, string>> = { movie: 'Video', episode: 'Video', playlist: 'Playlist' };

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function nameOf(field: string, value: unknown): string {
  if (field !== 'Metadata' || !isObject(value)) return field;
  return itemNames[String(value.type)] ?? 'Directory';
}

function scalar(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return value === null ? '' : String(value);
}

/** The same document from its JSON. Media servers repeat an element for each row; plex.tv wraps the rows of a list. */
function fromJson(name: string, value: unknown): XmlElement {
  if (!isObject(value)) return { name, attributes: {}, children: [], text: scalar(value) };
  if (Array.isArray(value)) {
    const single = name.replace(/s$/, '');
    return { name, attributes: {}, text: '', children: value.map((row) => fromJson(single, row)) };
  }
  const attributes: Record<string, string> = {};
  const children: XmlElement[] = [];
  for (const [field, inner] of Object.entries(value)) {
    if (!isObject(inner)) attributes[field] = scalar(inner);
    else if (Array.isArray(inner) && /^[A-Z]/.test(field)) {
      children.push(...inner.map((row) => fromJson(nameOf(field, row), row)));
    } else children.push(fromJson(nameOf(field, inner), inner));
  }
  return { name, attributes, children, text: '' };
}

/** Ids are the world's first; 4001, 301 and 6001 are those of the lists made above. */
const paths = [
  '/',
  '/identity',
  '/media/providers',
  '/library',
  '/library/sections',
  '/library/sections/all',
  '/library/sections/1?includeDetails=1',
  '/library/sections/2?includeDetails=1',
  '/library/sections/1/all?includeGuids=1&includeMeta=1',
  '/library/sections/1/all?type=18',
  '/library/sections/2/all?type=2&X-Plex-Container-Start=1&X-Plex-Container-Size=3',
  '/library/sections/2/all?type=3',
  '/library/sections/2/all?type=4&X-Plex-Container-Start=0&X-Plex-Container-Size=0',
  '/library/sections/2/all?type=4',
  '/library/sections/1/collections',
  '/library/sections/1/filters',
  '/library/sections/1/sorts',
  '/library/sections/1/firstCharacter',
  '/library/sections/1/genre',
  '/library/sections/1/director',
  '/library/sections/1/resolution',
  '/library/sections/1/recentlyAdded',
  '/library/sections/1/newest',
  '/library/sections/1/unwatched',
  '/library/sections/1/onDeck',
  '/library/recentlyAdded?X-Plex-Container-Start=0&X-Plex-Container-Size=9',
  '/library/onDeck',
  '/library/metadata/10000001,30000001,1000000011,2000000001101?includeChapters=1&includeMarkers=1',
  '/library/metadata/30000001/children',
  '/library/metadata/30000001/grandchildren',
  '/library/metadata/30000001/allLeaves',
  '/library/metadata/1000000011/children',
  '/library/metadata/6001',
  '/library/metadata/6001/children',
  '/library/collections/6001',
  '/library/collections/6001/items',
  '/library/search?query=the',
  '/hubs',
  '/hubs/promoted',
  '/hubs/continueWatching',
  '/hubs/home/continueWatching',
  '/hubs/home/recentlyAdded?type=1',
  '/hubs/items?identifier=movie.recentlyadded.1',
  '/hubs/sections/1',
  '/hubs/sections/2',
  '/hubs/search?query=the',
  '/playlists',
  '/playlists/4001',
  '/playlists/4001/items',
  '/playQueues/301',
  `/:/timeline?ratingKey=10000005&key=/library/metadata/10000005&state=playing&time=70000&duration=9000000&${client}`,
  '/status/sessions',
  '/status/sessions/history/all',
  '/api/v2/user',
  '/api/v2/resources?includeHttps=1',
  '/api/v2/home/users',
  '/api/v2/ping',
] as const;

describe('XML, for who does not ask for JSON,', () => {
  it.each(paths)('says the same as JSON: %s', async (path) => {
    const [json, xml] = [await get(path, 'application/json'), await get(path, '*/*')];
    expect([json.status, xml.status]).toEqual([200, 200]);
    expect(xml.headers.get('content-type')).toBe('text/xml;charset=utf-8');
    const read = readXml(await xml.text());
    const value: unknown = await json.json();
    const inner = isObject(value) && 'MediaContainer' in value ? value.MediaContainer : value;
    expect(read).toEqual(fromJson(read.name, inner));
    if (!path.startsWith('/api')) {
      expect(read.name).toBe('MediaContainer');
      // What the container counts is there.
      if (isObject(inner) && inner.size !== 0 && !('MediaProvider' in inner) && !('playQueueID' in inner)) {
        const rows = read.children.filter(({ name }) => !['Meta', 'Type', 'FieldType'].includes(name));
        expect(rows.length).toBe(path === '/identity' ? 0 : Number(read.attributes.size));
      }
    }
  });

  it('gives Kodi a film with its file and streams', async () => {
    const root = readXml(await (await get(`/library/metadata/${server.ratingKeys.movie(1)}`, '*/*')).text());
    const video = first(root.children);
    expect(video.name).toBe('Video');
    expect(video.attributes).toMatchObject({
      title: `A <quote> & "two" 'more'`,
      summary: 'First line\nsecond line\twith a tab – ünï',
      type: 'movie',
      year: String(world.movie(1).year),
      duration: String(world.movie(1).runtimeMs),
    });
    const media = first(video.children.filter(({ name }) => name === 'Media'));
    const part = first(media.children.filter(({ name }) => name === 'Part'));
    expect((await get(part.attributes.key ?? '', '*/*')).status).toBe(200);
    const kinds = part.children.map(({ name, attributes }) => [name, attributes.streamType]);
    expect(kinds).toEqual([
      ['Stream', '1'],
      ...world.movie(1).file.audioLanguages.map(() => ['Stream', '2']),
      ...world.movie(1).file.subtitleLanguages.map(() => ['Stream', '3']),
    ]);
    expect(video.children.filter(({ name }) => name === 'Genre').map(({ attributes }) => attributes.tag)).toEqual(
      world.movie(1).genres,
    );
  });

  it('gives Python flags and times that it can read: 0, 1, whole seconds; and nothing where nothing is', async () => {
    const root = readXml(await (await get('/library/sections/1/all', 'text/plain, */*')).text());
    const of = (index: number): XmlElement =>
      first(root.children.filter(({ attributes }) => attributes.ratingKey === server.ratingKeys.movie(index)));
    expect(of(2).attributes).toMatchObject({ viewOffset: '90000', lastViewedAt: '1790000000' });
    expect(of(3).attributes).toMatchObject({ viewCount: '2', userRating: '8' });
    for (const absent of ['viewCount', 'viewOffset', 'lastViewedAt', 'userRating']) {
      expect(of(7).attributes).not.toHaveProperty(absent);
    }
    const directory = first(readXml(await (await get('/library/sections', '*/*')).text()).children);
    expect([directory.name, directory.attributes.refreshing, directory.attributes.hidden]).toEqual([
      'Directory',
      '0',
      '0',
    ]);
    expect(first(directory.children)).toMatchObject({ name: 'Location', attributes: { id: '1' } });
  });
});

describe('the reader', () => {
  it.each(['<a/>', '<a b="1" b="2"/>', '<a>&nope;</a>', '<a>&</a>', '<a b="\n"/>', '<a></b>', '<a/><b/>', '<a b=1/>'])(
    'refuses %j',
    (xml) => {
      const head = xml === '<a/>' ? '' : '<?xml version="1.0" encoding="UTF-8"?>';
      expect(() => readXml(head + xml)).toThrow(SyntaxError);
    },
  );
});
