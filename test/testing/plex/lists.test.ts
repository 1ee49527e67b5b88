import { describe, expect, it } from 'vitest';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';
import { type Answer, ask, containerOf, keysOf, only, plexWith, serverWith } from './harness.ts';

function uriOf(server: MockPlexServer, ...keys: readonly string[]): string {
  return encodeURIComponent(
    `server://${server.machineIdentifier}/com.plexapp.plugins.library/library/metadata/${keys.join(',')}`,
  );
}

function films(server: MockPlexServer, ...indexes: readonly number[]): readonly string[] {
  return indexes.map((index) => server.ratingKeys.movie(index));
}

const send = (server: MockPlexServer, method: string, path: string): Promise<Answer> => ask(server, path, { method });

async function made(server: MockPlexServer, path: string): Promise<string> {
  const answer = await send(server, 'POST', path);
  return String(answer.json.at('MediaContainer', 'Metadata', 0, 'ratingKey').value);
}

describe('playlists', () => {
  it('belong to one user', async () => {
    const plex = await plexWith();
    const server = only(plex.servers);
    const id = await made(server, `/playlists?type=video&title=Mine&smart=0&uri=${uriOf(server, ...films(server, 1))}`);
    const [, junior] = plex.users;
    const token = server.tokenOf(junior?.uuid ?? '') ?? '';
    expect((await containerOf(server, '/playlists', { token })).at('size').value).toBe(0);
    expect((await ask(server, `/playlists/${id}`, { token })).status).toBe(404);
    expect((await containerOf(server, '/playlists')).at('size').value).toBe(1);
  });

  it('are computed when smart, and take no items', async () => {
    const server = await serverWith();
    const section = only(server.sections.filter(({ type }) => type === 'movie'));
    const path = `/library/sections/${section.key}/all?type=1&sort=year:desc&limit=3`;
    const uri = encodeURIComponent(`server://${server.machineIdentifier}/com.plexapp.plugins.library${path}`);
    const id = await made(server, `/playlists?type=video&title=New&smart=1&uri=${uri}`);
    const listed = await containerOf(server, path);
    const all = await containerOf(server, `/playlists/${id}/items`);
    expect([keysOf(all), keysOf(all).length]).toEqual([keysOf(listed), 3]);
    expect((await containerOf(server, `/playlists/${id}`)).at('Metadata', 0, 'smart').value).toBe(true);
    expect((await send(server, 'DELETE', `/playlists/${id}/items`)).status).toBe(400);
  });

  it('may hold an item twice, and lose what the server loses', async () => {
    const server = await serverWith();
    const [one = '', two = ''] = films(server, 1, 2);
    const id = await made(server, `/playlists?type=video&title=T&smart=0&uri=${uriOf(server, one, two, one)}`);
    const items = await containerOf(server, `/playlists/${id}/items?X-Plex-Container-Start=0&X-Plex-Container-Size=2`);
    expect([keysOf(items), items.at('totalSize').value]).toEqual([[one, two], 3]);
    server.removeMovie(1);
    expect(keysOf(await containerOf(server, `/playlists/${id}/items`))).toEqual([two]);
  });

  it.each([
    '/library/metadata/10000001',
    'server://elsewhere/com.plexapp.plugins.library/library/metadata/10000001',
    '',
  ])('refuse the source %j', async (uri) => {
    const server = await serverWith();
    const answer = await send(server, 'POST', `/playlists?type=video&title=T&uri=${encodeURIComponent(uri)}`);
    expect(answer.status).toBe(400);
  });
});

describe('play queues', () => {
  const client = 'X-Plex-Client-Identifier=tv';

  it('say nothing to a client without a name', async () => {
    const server = await serverWith();
    const path = `/playQueues?type=video&uri=${uriOf(server, ...films(server, 1))}`;
    const answer = await send(server, 'POST', path);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect((await send(server, 'POST', `${path}&${client}`)).json.at('MediaContainer', 'size').value).toBe(1);
  });

  it('show a window, and count all', async () => {
    const server = await serverWith();
    const keys = films(server, ...Array.from({ length: 20 }, (_, i) => i));
    const start = encodeURIComponent(`/library/metadata/${keys[10]}`);
    const path = `/playQueues?type=video&${client}&key=${start}&uri=${uriOf(server, ...keys)}`;
    const id = (await send(server, 'POST', path)).json.at('MediaContainer', 'playQueueID').value;
    const shown = await containerOf(server, `/playQueues/${id}?window=2`);
    expect(keysOf(shown)).toEqual(keys.slice(8, 13));
    const total = ['playQueueTotalCount', 'playQueueSelectedItemOffset'].map((name) => shown.at(name).value);
    expect(total).toEqual([20, 10]);
    expect(keysOf(await containerOf(server, `/playQueues/${id}?window=2&includeBefore=0`))).toEqual(keys.slice(11, 13));
  });

  it('shuffle all but what is played, and back', async () => {
    const server = await serverWith();
    const keys = films(server, ...Array.from({ length: 12 }, (_, i) => i));
    const path = `/playQueues?type=video&${client}&uri=${uriOf(server, ...keys)}`;
    const id = (await send(server, 'POST', path)).json.at('MediaContainer', 'playQueueID').value;
    const shuffled = (await send(server, 'PUT', `/playQueues/${id}/shuffle`)).json.at('MediaContainer');
    expect(shuffled.at('playQueueShuffled').value).toBe(true);
    expect(keysOf(shuffled)[0]).toBe(keys[0]);
    expect(keysOf(shuffled)).not.toEqual(keys);
    expect(new Set(keysOf(shuffled))).toEqual(new Set(keys));
    const back = (await send(server, 'PUT', `/playQueues/${id}/unshuffle`)).json.at('MediaContainer');
    expect([keysOf(back), back.at('playQueueVersion').value]).toEqual([keys, 3]);
  });
});

describe('collections', () => {
  it('are changed by the owner only', async () => {
    const plex = await plexWith();
    const server = only(plex.servers);
    const path = `/library/collections?type=1&title=C&smart=0&sectionId=1&uri=${uriOf(server, ...films(server, 1, 2))}`;
    const token = server.tokenOf(plex.users[1]?.uuid ?? '') ?? '';
    expect((await ask(server, path, { method: 'POST', token })).status).toBe(403);
    const id = await made(server, path);
    expect(keysOf(await containerOf(server, `/library/collections/${id}/children`, { token }))).toEqual(
      films(server, 1, 2),
    );
    expect((await ask(server, `/library/collections/${id}`, { method: 'DELETE', token })).status).toBe(403);
    const [first = ''] = films(server, 1);
    expect((await send(server, 'DELETE', `/library/collections/${id}/items/${first}`)).status).toBe(200);
    expect(keysOf(await containerOf(server, `/library/metadata/${id}/children`))).toEqual(films(server, 2));
    expect((await send(server, 'DELETE', `/library/collections/${id}`)).status).toBe(200);
    expect((await ask(server, `/library/metadata/${id}`)).status).toBe(404);
  });
});

describe('the menus of a section', () => {
  it('lead to lists that are there', async () => {
    const server = await serverWith();
    for (const { key } of server.sections) {
      const menu = await containerOf(server, `/library/sections/${key}`);
      for (const row of menu.at('Directory').list()) {
        const path = `/library/sections/${key}/${row.at('key').value}`;
        expect([path, (await ask(server, path)).status]).toEqual([path, 200]);
      }
    }
  });

  it('lead from a tag to the items that have it', async () => {
    const server = await serverWith();
    const menu = await containerOf(server, '/library/sections/2/genre');
    for (const row of menu.at('Directory').list()) {
      const found = await containerOf(server, String(row.at('fastKey').value));
      expect(keysOf(found).length).toBeGreaterThan(0);
      const others = await containerOf(server, `/library/sections/2/all?genre!=${row.at('key').value}`);
      expect(keysOf(found).length + keysOf(others).length).toBe(6);
    }
  });

  it('and hubs lead to all of what they show the beginning of', async () => {
    const server = await serverWith();
    server.setWatchState(server.ratingKeys.movie(3), { viewOffset: 90_000, lastViewedAt: 1_790_000_000 });
    for (const path of ['/hubs', '/hubs/sections/1', '/hubs/sections/2']) {
      for (const hub of (await containerOf(server, `${path}?count=2`)).at('Hub').list()) {
        const all = await containerOf(server, String(hub.at('key').value));
        const shown = keysOf(hub);
        expect([path, hub.at('hubIdentifier').value, keysOf(all).slice(0, shown.length)]).toEqual([
          path,
          hub.at('hubIdentifier').value,
          shown,
        ]);
      }
    }
  });
});
