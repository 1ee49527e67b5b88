import { afterEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../src/testing/catalogue/world.ts';
import { FakeClock } from '../../src/testing/fake-clock.ts';
import { createWork, type Pace } from '../../src/testing/http/pace.ts';
import { type MockJellyfin, startMockJellyfin } from '../../src/testing/jellyfin/mock-jellyfin.ts';
import { startMockPlex } from '../../src/testing/plex/mock-plex.ts';

/** Moves on by itself whenever somebody falls asleep, and knows for how long they slept. */
class PassingClock extends FakeClock {
  readonly slept: number[] = [];

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    const sleeping = super.sleep(ms, signal);
    void this.advance(ms);
    return sleeping;
  }
}

const world = createWorld(4);
const holdings = { movies: { from: 0, count: 3000 }, shows: { from: 0, count: 3 } };
const open: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

async function jellyfinAt(pace: Pace): Promise<{ mock: MockJellyfin; clock: PassingClock; token: string }> {
  const clock = new PassingClock();
  const mock = await startMockJellyfin({ world, holdings, clock, pace });
  open.push(mock);
  const [{ name, password } = { name: '', password: '' }] = mock.users;
  const answer = await fetch(`${mock.url}/Users/AuthenticateByName`, {
    method: 'POST',
    headers: {
      authorization: 'MediaBrowser Client="a", Device="b", DeviceId="c", Version="1"',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ Username: name, Pw: password }),
  });
  const { AccessToken: token } = (await answer.json()) as { AccessToken: string };
  clock.slept.length = 0;
  return { mock, clock, token };
}

const cheap = 'Overview,Genres,ProviderIds,DateCreated,SortName,OriginalTitle,Studios,Tags,Taglines,Path,ParentId,Etag';
const films = 'recursive=true&includeItemTypes=Movie';

describe('Jellyfin at the pace of a real server', () => {
  it.each([
    ['a page without fields', `/Items?${films}&limit=500`, 50],
    ['with all cheap fields', `/Items?${films}&limit=500&fields=${cheap}`, 69],
    ['with people', `/Items?${films}&limit=500&fields=People`, 520],
    ['with media sources', `/Items?${films}&limit=500&fields=mediasources`, 400],
    ['with chapters', `/Items?${films}&limit=500&fields=Chapters`, 105],
    ['with streams', `/Items?${films}&limit=500&fields=MediaStreams`, 330],
    ['with everything usual', `/Items?${films}&limit=500&fields=${cheap},Chapters,People,MediaSources`, 944],
    ['with a field that costs nothing', `/Items?${films}&limit=500&fields=Width,Nonsense`, 50],
    ['ids of everything', `/Items?${films}&enableUserData=false&enableImages=false`, 108],
    ['a total', `/Items?${films}&limit=0&filters=IsPlayed`, 15],
    ['the last page, which is short', `/Items?${films}&startIndex=2900&limit=500`, 22],
    ['no list', '/Users/Me', 2],
  ])('%s takes its time', async (_what, path, ms) => {
    const { mock, clock, token } = await jellyfinAt('real');
    const answer = await fetch(`${mock.url}${path}`, { headers: { authorization: `MediaBrowser Token="${token}"` } });
    await answer.arrayBuffer();
    expect(clock.slept).toEqual([ms]);
    expect(answer.headers.get('x-response-time-ms')).toBe(String(ms));
  });

  it('takes 19 ms for one item in full, and as measured for a hundred by ids', async () => {
    const { mock, clock, token } = await jellyfinAt('real');
    const headers = { authorization: `MediaBrowser Token="${token}"` };
    await fetch(`${mock.url}/Items/${mock.movieId(1)}`, { headers });
    const ids = Array.from({ length: 100 }, (_, at) => mock.movieId(at)).join();
    await fetch(`${mock.url}/Items?ids=${ids}&fields=People,MediaSources,Chapters`, { headers });
    expect(clock.slept).toEqual([19, 197]);
  });

  it('is as fast as it can unless it is told otherwise', async () => {
    const { mock, clock, token } = await jellyfinAt('instant');
    await fetch(`${mock.url}/Items?${films}`, { headers: { authorization: `MediaBrowser Token="${token}"` } });
    expect(clock.slept).toEqual([]);
  });
});

describe('Plex at the pace of its model', () => {
  it.each([
    ['a page', '/library/sections/1/all?X-Plex-Container-Start=0&X-Plex-Container-Size=500', 110],
    ['with guids', '/library/sections/1/all?includeGuids=1&X-Plex-Container-Start=0&X-Plex-Container-Size=500', 135],
    ['a total', '/library/sections/1/all?X-Plex-Container-Start=0&X-Plex-Container-Size=0', 10],
    ['two items in full', '/library/metadata/10000000,10000001', 12],
    ['no list', '/identity', 2],
  ])('%s takes its time in both forms', async (_what, path, ms) => {
    const clock = new PassingClock();
    const plex = await startMockPlex({ world, clock, pace: 'real', servers: [{ holdings }] });
    open.push(plex);
    const [server] = plex.servers;
    for (const accept of ['application/json', 'text/xml']) {
      clock.slept.length = 0;
      const headers = { accept, 'x-plex-token': server?.accessToken ?? '' };
      expect((await fetch(`${server?.url}${path}`, { headers })).status).toBe(200);
      expect(clock.slept).toEqual([ms]);
    }
  });
});

describe('work', () => {
  async function timeFor(pages: number, atOnce: number): Promise<number> {
    const clock = new FakeClock();
    const began = clock.now();
    const work = createWork(clock, new AbortController().signal);
    let left = pages;
    const asking = Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1;
        await work(60, clock.now());
      }
      return clock.now();
    });
    await clock.advance(pages * 100);
    return Math.max(...(await Promise.all(asking))) - began;
  }

  it('is gained by two at once, 15 to 30 %, and no more by four', async () => {
    const [one, two, four] = [await timeFor(100, 1), await timeFor(100, 2), await timeFor(100, 4)];
    expect(one).toBe(6000);
    expect(one / two).toBeGreaterThan(1.15);
    expect(one / two).toBeLessThan(1.3);
    expect(Math.abs(two - four)).toBeLessThan(100);
  });

  it('does not wait for what the mock has already needed', async () => {
    const clock = new FakeClock(1000);
    const work = createWork(clock, new AbortController().signal);
    await work(50, 940);
    expect(clock.sleeping).toBe(0);
  });
});
