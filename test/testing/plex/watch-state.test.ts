import { describe, expect, it } from 'vitest';
import type { MockPlexServer } from '../../../src/testing/plex/server/mock-server.ts';
import { ask, containerOf, keysOf, only, plexWith, serverWith, testClock, world } from './harness.ts';

const identifier = 'identifier=com.plexapp.plugins.library';
const put = { method: 'PUT' };

async function play(server: MockPlexServer, key: string, timeMs: number, more = 'duration=1000000'): Promise<unknown> {
  const path = `/:/timeline?ratingKey=${key}&state=playing&time=${timeMs}&${more}`;
  const answer = await ask(server, path, { method: 'POST', clientId: 'tv' });
  return answer.json.at('MediaContainer').value;
}

describe('marking', () => {
  it('counts every scrobble, takes it back, and tells when', async () => {
    const clock = testClock();
    const server = await serverWith({ clock });
    const key = server.ratingKeys.movie(1);
    const done = await ask(server, `/:/scrobble?key=${key}&${identifier}`, put);
    expect([done.status, done.headers.get('content-type'), done.text]).toEqual([200, 'text/html', '']);
    await ask(server, `/:/scrobble?key=${key}&${identifier}`);
    const [row] = (await containerOf(server, `/library/metadata/${key}`)).at('Metadata').list();
    const at = Math.floor(clock.now() / 1000);
    expect([row?.at('viewCount').value, row?.at('lastViewedAt').value]).toEqual([2, at]);

    clock.pass(60_000);
    await ask(server, `/:/unscrobble?key=${key}&${identifier}`, put);
    const [after] = (await containerOf(server, `/library/metadata/${key}`)).at('Metadata').list();
    expect([after?.at('viewCount').value, after?.at('lastViewedAt').value]).toEqual([undefined, at]);
  });

  it('goes down from a show and a season to their episodes', async () => {
    const server = await serverWith();
    const { seasons } = world.show(1);
    const season = seasons.at(-1)?.number ?? 1;
    const total = seasons.reduce((sum, { episodes }) => sum + episodes, 0);
    const show = async (): Promise<readonly unknown[]> => {
      const [row] = (await containerOf(server, `/library/metadata/${server.ratingKeys.show(1)}`)).at('Metadata').list();
      return [row?.at('leafCount').value, row?.at('viewedLeafCount').value];
    };
    await ask(server, `/:/scrobble?key=${server.ratingKeys.season(1, season)}&${identifier}`, put);
    expect(await show()).toEqual([total, seasons.at(-1)?.episodes]);
    await ask(server, `/:/scrobble?key=${server.ratingKeys.show(1)}&${identifier}`, put);
    expect(await show()).toEqual([total, total]);
    await ask(server, `/:/unscrobble?key=${server.ratingKeys.show(1)}&${identifier}`, put);
    expect(await show()).toEqual([total, 0]);
  });

  it('rates, takes the rating back, and refuses what makes no sense', async () => {
    const clock = testClock();
    const server = await serverWith({ clock });
    const key = server.ratingKeys.show(1);
    const rate = (query: string): Promise<{ status: number }> => ask(server, `/:/rate?${query}&${identifier}`, put);
    await rate(`key=${key}&rating=7`);
    expect(server.watchState(key).userRating).toBe(7);
    await rate(`key=${key}&rating=-1`);
    expect(server.watchState(key)).not.toHaveProperty('userRating');
    const later = Math.floor(clock.now() / 1000) + 60;
    expect((await rate(`key=${key}&rating=7&ratedAt=${later}`)).status).toBe(400);
    expect((await rate('key=1&rating=7')).status).toBe(404);
    expect((await rate('rating=7')).status).toBe(400);
  });

  it('belongs to one user', async () => {
    const plex = await plexWith();
    const server = only(plex.servers);
    const [, junior] = plex.users;
    const token = server.tokenOf(junior?.uuid ?? '') ?? '';
    const key = server.ratingKeys.movie(1);
    await ask(server, `/:/scrobble?key=${key}&${identifier}`, { ...put, token });
    expect([server.watchState(key, junior?.id).viewCount, server.watchState(key).viewCount]).toEqual([1, 0]);
    const mine = (await containerOf(server, '/library/sections/1/all?unwatched=1')).at('size').value;
    const theirs = (await containerOf(server, '/library/sections/1/all?unwatched=1', { token })).at('size').value;
    expect([mine, theirs]).toEqual([30, 29]);
    const progress = `/:/progress?key=${key}&${identifier}&time=70000&state=stopped`;
    expect((await ask(server, progress, { token })).status).toBe(403);
    expect((await ask(server, progress)).status).toBe(200);
    expect(server.watchState(key).viewOffset).toBe(70_000);
  });
});

describe('the timeline', () => {
  it('keeps a position from one minute to nine tenths, and counts a play once in a session', async () => {
    const server = await serverWith();
    const key = server.ratingKeys.movie(2);
    await play(server, key, 59_000);
    expect(server.watchState(key).viewOffset).toBe(0);
    expect(await play(server, key, 75_000)).toEqual({
      playbackState: 'progress',
      size: 0,
      skipCount: 0,
      viewCount: 0,
      viewOffset: 75_000,
    });
    await play(server, key, 900_000);
    await play(server, key, 950_000);
    expect(server.watchState(key)).toMatchObject({ viewCount: 1, viewOffset: 0 });
    await play(server, key, 960_000, 'duration=1000000&X-Plex-Session-Identifier=another');
    expect(server.watchState(key).viewCount).toBe(2);
  });

  it('ignores a report without a duration or a client', async () => {
    const server = await serverWith();
    const key = server.ratingKeys.movie(2);
    expect(await play(server, key, 75_000, '')).toEqual({ size: 0 });
    const anonymous = `/:/timeline?ratingKey=${key}&state=playing&time=75000&duration=1000000`;
    expect((await ask(server, anonymous, { method: 'POST' })).status).toBe(200);
    expect(server.watchState(key).viewOffset).toBe(0);
  });

  it('tells players to stop', async () => {
    const server = await serverWith();
    server.terminatePlayback('Bed time');
    const told = await play(server, server.ratingKeys.movie(2), 75_000);
    expect(told).toMatchObject({ terminationCode: 2006, terminationText: 'Bed time' });
  });
});

describe('on deck', () => {
  it('has what is half seen, and the next episode of a show that was begun', async () => {
    const clock = testClock();
    const server = await serverWith({ clock });
    const begun = Array.from({ length: 6 }, (_, i) => i).find((index) => {
      const [first] = world.show(index).seasons;
      return first?.number === 1 && first.episodes > 1;
    });
    if (begun === undefined) throw new Error('no show fits');
    const { ratingKeys } = server;
    await ask(server, `/:/scrobble?key=${ratingKeys.episode(begun, 1, 1)}&${identifier}`, put);
    clock.pass(60_000);
    await play(server, ratingKeys.movie(2), 75_000);
    const deck = await containerOf(server, '/library/onDeck');
    expect(keysOf(deck)).toEqual([ratingKeys.movie(2), ratingKeys.episode(begun, 1, 2)]);
  });
});
