import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { type MockServers, startMockServers } from '../../../src/testing/mock-servers.ts';
import { readScenario } from '../../../src/testing/scenario/read-scenario.ts';
import type { Scenario } from '../../../src/testing/scenario/scenario.ts';

const open: MockServers[] = [];
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

async function play(scenario: Scenario | 'attic'): Promise<MockServers & { readonly clock: FakeClock }> {
  const clock = new FakeClock();
  const servers = await startMockServers({ scenario, clock });
  open.push(servers);
  return { ...servers, clock };
}

const small = { movies: 10, shows: 2, overlap: 1 } as const;

async function countsOf({ plex, jellyfin }: MockServers): Promise<readonly unknown[]> {
  const [section] = plex.sections;
  const fromPlex = await fetch(`${plex.url}/library/sections/${section?.key}/all`, {
    headers: { accept: 'application/json', 'x-plex-token': plex.accessToken },
  });
  const fromJellyfin = await fetch(`${jellyfin.url}/Items?recursive=true&includeItemTypes=Movie&limit=0`, {
    headers: { authorization: `MediaBrowser Token="${jellyfin.apiKey}"` },
  });
  const { MediaContainer } = (await fromPlex.json()) as { MediaContainer: { size: number } };
  const { TotalRecordCount } = (await fromJellyfin.json()) as { TotalRecordCount: number };
  return [MediaContainer.size, TotalRecordCount];
}

describe('a scenario', () => {
  it('sets sizes, versions and users', async () => {
    const servers = await play(
      readScenario({
        ...small,
        seed: 9,
        jellyfin: { version: '10.10.7', users: [{ name: 'ada', password: 'x' }] },
        plex: { version: '1.40.1', users: [{ title: 'Kid' }] },
      }),
    );
    expect(await countsOf(servers)).toEqual([10, 10]);
    expect(servers.sizes).toEqual({ ...small, seed: 9 });
    expect(servers.jellyfin.version).toBe('10.10.7');
    expect(servers.jellyfin.users.map(({ name }) => name)).toEqual(['ada']);
    expect(servers.plexTv.users.map(({ title }) => title)).toEqual(['Robin', 'Kid']);
    expect(await (await fetch(`${servers.plex.url}/identity`)).text()).toContain('1.40.1');
  });

  it('lets options come before it', async () => {
    const servers = await startMockServers({ scenario: small, movies: 4, jellyfinVersion: '10.11.11' });
    open.push(servers);
    expect(await countsOf(servers)).toEqual([4, 4]);
    expect(servers.jellyfin.version).toBe('10.11.11');
  });

  it('adds and removes at its times, whatever the order in the file', async () => {
    const servers = await play({
      ...small,
      events: [
        { at: 2000, do: 'removeMovie', movie: 0 },
        { at: 1000, do: 'addMovie', count: 3 },
        { at: 3000, do: 'addMovie', on: 'plex' },
      ],
    });
    const seen: unknown[] = [];
    for (const ms of [999, 1, 1000, 1000]) {
      await servers.clock.advance(ms);
      seen.push(await countsOf(servers));
    }
    expect(seen).toEqual([
      [10, 10],
      [13, 13],
      [12, 12],
      [13, 12],
    ]);
    expect(servers.played.map(({ on }) => on)).toEqual(['plex', 'jellyfin', 'plex', 'jellyfin', 'plex']);
  });

  it('watches, unwatches and edits', async () => {
    const servers = await play({
      ...small,
      events: [
        { at: 100, do: 'watch', movie: 1 },
        { at: 100, do: 'watch', movie: 2, on: 'plex', user: 'Junior' },
        { at: 200, do: 'unwatch', movie: 1 },
        { at: 200, do: 'editMovie', movie: 2, title: 'Another name' },
      ],
    });
    const { plex, plexTv, jellyfin, clock } = servers;
    const watched = (): unknown => [
      plex.watchState(plex.ratingKeys.movie(1)).viewCount,
      jellyfin.watchStateOf(jellyfin.users[0]?.name ?? '', jellyfin.movieId(1)).played,
    ];
    await clock.advance(100);
    expect(watched()).toEqual([1, true]);
    const junior = plexTv.users.find(({ title }) => title === 'Junior');
    expect(plex.watchState(plex.ratingKeys.movie(2), junior?.id).viewCount).toBe(1);
    await clock.advance(100);
    expect(watched()).toEqual([0, false]);
    const film = await fetch(`${plex.url}/library/metadata/${plex.ratingKeys.movie(2)}`, {
      headers: { 'x-plex-token': plex.accessToken },
    });
    expect(await film.text()).toContain('Another name');
  });

  it('restarts both servers, which come back', async () => {
    const { plex, jellyfin, clock } = await play({ ...small, events: [{ at: 10, do: 'restart' }] });
    const asked = [`${plex.url}/identity`, `${jellyfin.url}/System/Info/Public`];
    const statuses = (): Promise<readonly unknown[]> =>
      Promise.all(
        asked.map((url) =>
          fetch(url).then(
            ({ status }) => status,
            () => 'refused',
          ),
        ),
      );
    await clock.advance(10);
    expect(await statuses()).toEqual(['refused', 'refused']);
    await clock.advance(3300);
    expect(await statuses()).toEqual([503, 503]);
    await clock.advance(3000);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('revokes tokens and upgrades', async () => {
    const { plex, jellyfin, clock } = await play({
      ...small,
      jellyfin: { version: '10.11.11' },
      events: [
        { at: 10, do: 'revokeTokens' },
        { at: 20, do: 'upgrade', version: '12.0.0' },
      ],
    });
    const before = plex.accessToken;
    await clock.advance(10);
    expect(plex.accessToken).not.toBe(before);
    await clock.advance(10_000);
    const told = await fetch(`${jellyfin.url}/System/Info/Public`);
    expect(((await told.json()) as { Version: string }).Version).toBe('12.0.0');
  });

  it('saves items anew in a storm', async () => {
    const { jellyfin, clock } = await play({ ...small, events: [{ at: 600_000, do: 'scanStorm', entries: 7 }] });
    const since = new Date(clock.now()).toISOString();
    await clock.advance(600_000);
    const answer = await fetch(
      `${jellyfin.url}/Items?recursive=true&includeItemTypes=Movie&minDateLastSaved=${since}`,
      {
        headers: { authorization: `MediaBrowser Token="${jellyfin.apiKey}"` },
      },
    );
    expect(((await answer.json()) as { TotalRecordCount: number }).TotalRecordCount).toBe(7);
  });

  it('arms faults at times after the start', async () => {
    const { plex, plexTv, jellyfin, clock } = await play({
      ...small,
      faults: [
        { on: 'jellyfin', pattern: '^/System/Info', between: [100, 200], action: { kind: 'status', status: 418 } },
        { on: 'plex', path: '/identity', times: 1, after: 100, action: { kind: 'status', status: 502 } },
        { on: 'plexTv', action: { kind: 'status', status: 504 } },
      ],
    });
    const statuses = (): Promise<readonly number[]> =>
      Promise.all(
        [`${jellyfin.url}/System/Info/Public`, `${plex.url}/identity`, plexTv.plexTv.url].map((url) =>
          fetch(url).then(({ status }) => status),
        ),
      );
    expect(await statuses()).toEqual([200, 200, 504]);
    await clock.advance(100);
    expect(await statuses()).toEqual([418, 502, 504]);
    await clock.advance(100);
    expect(await statuses()).toEqual([200, 200, 504]);
  });

  it('goes on after an event that cannot happen, and says why', async () => {
    const servers = await play({
      ...small,
      events: [
        { at: 1, on: 'jellyfin', do: 'removeMovie', movie: 77 },
        { at: 2, do: 'watch', movie: 1, user: 'nobody' },
        { at: 3, on: 'jellyfin', do: 'addMovie' },
      ],
    });
    await servers.clock.advance(3);
    expect(servers.played.map(({ problem }) => problem)).toEqual([
      'the server has no movie 77',
      'no user is called nobody',
      'no user is called nobody',
      undefined,
    ]);
    expect(await countsOf(servers)).toEqual([10, 11]);
  });

  it('attic has the attic on the Jellyfin side and leaves the Plex side as it is', async () => {
    const servers = await play('attic');
    expect(servers.jellyfin.name).toBe('Attic');
    expect(servers.jellyfin.users.map(({ name }) => name)).toEqual(['bob', 'admin']);
    expect(servers.jellyfin.libraries.map(({ name }) => name)).toContain('Music');
    expect((await countsOf(servers))[0]).toBe(600);
  });
});
