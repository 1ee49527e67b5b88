import { afterAll, describe, expect, test } from 'vitest';
import { createWorld } from '../../src/testing/catalogue/world.ts';
import { startMockJellyfin } from '../../src/testing/jellyfin/mock-jellyfin.ts';
import { startMockPlex } from '../../src/testing/plex/mock-plex.ts';

const million = 1_000_000;
const world = createWorld(2);
const holdings = { movies: { from: 0, count: million }, shows: { from: 0, count: 1 } };

const open: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(open.splice(0).map((each) => each.close())));

/** Of this process, on all cores: other programs on the machine do not count. */
async function cpuMs(act: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('a million movies', () => {
  test('stand on a Jellyfin server that is ready at once, and every page is there', async () => {
    let page: { Items: readonly { Name: string }[]; TotalRecordCount: number } | undefined;
    const ready = await cpuMs(async () => {
      const server = await startMockJellyfin({ world, holdings });
      open.push(server);
      const listing = `${server.url}/Items?recursive=true&includeItemTypes=Movie&sortBy=DateLastSaved`;
      const headers = { authorization: `MediaBrowser Token="${server.apiKey}"` };
      page = await (await fetch(`${listing}&startIndex=${million - 3}&limit=500`, { headers })).json();
    });
    expect(page?.TotalRecordCount).toBe(million);
    expect(page?.Items).toHaveLength(3);
    expect(ready).toBeLessThan(5000);
  });

  test('stand on a Plex server that is ready at once', async () => {
    let answer = '';
    const ready = await cpuMs(async () => {
      const plex = await startMockPlex({ world, servers: [{ holdings }] });
      open.push(plex);
      const [server] = plex.servers;
      const path = `/library/metadata/${server?.ratingKeys.movie(million - 1)}`;
      const headers = { 'x-plex-token': server?.accessToken ?? '' };
      answer = await (await fetch(`${server?.url}${path}`, { headers })).text();
    });
    expect(answer).toContain('<Video');
    expect(ready).toBeLessThan(3000);
  });
});
