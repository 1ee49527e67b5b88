import { describe, expect, it } from 'vitest';
import { ask, containerOf, keysOf, type Loose, serverWith, small, testClock, world } from './harness.ts';

const showWith = (fits: (show: ReturnType<typeof world.show>) => boolean): number =>
  Array.from({ length: 400 }, (_, i) => i).find((index) => fits(world.show(index))) ?? -1;

const named = (row: Loose, element: string): readonly Loose[] => row.at(element).list();

describe('a list row and its details', () => {
  it('differ: lists have no streams, few tags without ids, and external ids only when asked', async () => {
    const server = await serverWith();
    const key = server.ratingKeys.movie(3);
    const [row] = (await containerOf(server, '/library/sections/1/all')).at('Metadata').list();
    const [detail] = (await containerOf(server, `/library/metadata/${key}`)).at('Metadata').list();
    if (row === undefined || detail === undefined) throw new Error('no rows');
    expect(row.at('Media', 0, 'Part', 0, 'key').value).toEqual(expect.any(String));
    expect(row.at('Media', 0, 'Part', 0).value).not.toHaveProperty('Stream');
    expect(named(row, 'Role').length).toBe(3);
    expect(named(row, 'Role')[0]?.value).toEqual({ tag: expect.any(String) });
    for (const element of ['Guid', 'Rating', 'Chapter', 'Marker']) expect(row.value).not.toHaveProperty(element);

    expect(detail.at('Media', 0, 'Part', 0, 'Stream').list().length).toBeGreaterThan(1);
    const actors = world.movie(3).people.filter(({ role }) => role === 'actor');
    expect(named(detail, 'Role').map((role) => role.at('role').value)).toEqual(actors.map((actor) => actor.character));
    expect(named(detail, 'Guid').map((guid) => guid.at('id').value)).toContain(`imdb://${world.movie(3).imdb}`);
    expect(detail.value).not.toHaveProperty('Chapter');
    const [asked] = (await containerOf(server, `/library/metadata/${key}?includeChapters=1&includeMarkers=1`))
      .at('Metadata')
      .list();
    expect(asked?.at('Chapter', 0, 'startTimeOffset').value).toBe(0);
    expect(asked?.at('Marker', 0, 'type').value).toBe('credits');
    const [withGuids] = (await containerOf(server, '/library/sections/1/all?includeGuids=1')).at('Metadata').list();
    expect(withGuids?.at('Guid', 0, 'id').value).toMatch(/^imdb:\/\/tt\d+$/);
  });

  it('say nothing of what is zero', async () => {
    const server = await serverWith();
    const [row] = (await containerOf(server, '/library/sections/1/all')).at('Metadata').list();
    for (const field of ['viewCount', 'viewOffset', 'lastViewedAt', 'userRating']) {
      expect(row?.value).not.toHaveProperty(field);
    }
    const [show] = (await containerOf(server, '/library/sections/2/all')).at('Metadata').list();
    expect(show?.at('viewedLeafCount').value).toBe(0);
  });
});

describe('a batch', () => {
  it('leaves out what is not there', async () => {
    const server = await serverWith();
    const { ratingKeys } = server;
    const ids = [ratingKeys.movie(1), ratingKeys.movie(999), ratingKeys.show(1), ratingKeys.episode(1, 1, 1)];
    const found = keysOf(await containerOf(server, `/library/metadata/${ids.join(',')}`));
    expect(found).toEqual([ids[0], ids[2], ids[3]]);
    expect((await ask(server, `/library/metadata/${ids[1]}`)).status).toBe(404);
  });
});

describe('under a show', () => {
  const several = showWith(({ seasons }) => seasons.length > 2 && seasons[0]?.number === 0);
  const holdings = { movies: small.movies, shows: { from: several, count: 1 } };

  it('are seasons behind a row for all episodes, which counts as one of them', async () => {
    const server = await serverWith({ servers: [{ holdings }] });
    const { seasons } = world.show(several);
    const path = `/library/metadata/${server.ratingKeys.show(several)}/children`;
    const container = await containerOf(server, path);
    expect(container.at('size').value).toBe(seasons.length + 1);
    expect(container.at('Directory', 0, 'title').value).toBe('All episodes');
    expect(container.at('parentTitle').value).toBe(world.show(several).title);
    expect(container.at('Metadata', 0, 'title').value).toBe('Specials');
    const without = await containerOf(server, `${path}?excludeAllLeaves=1`);
    expect([without.at('size').value, without.at('Directory').value]).toEqual([seasons.length, undefined]);
  });

  it('are episodes, with the key of the show as a number above and as text in the rows', async () => {
    const server = await serverWith({ servers: [{ holdings }] });
    const { ratingKeys } = server;
    const container = await containerOf(server, `/library/metadata/${ratingKeys.season(several, 1)}/children`);
    expect(container.at('grandparentRatingKey').value).toBe(Number(ratingKeys.show(several)));
    expect(container.at('Metadata', 0, 'grandparentRatingKey').value).toBe(ratingKeys.show(several));
    const { seasons } = world.show(several);
    expect(container.at('size').value).toBe(seasons.find(({ number }) => number === 1)?.episodes);
  });

  it('are leaves in the order of their days, specials among them; a season has none', async () => {
    const server = await serverWith({ servers: [{ holdings }] });
    const { ratingKeys } = server;
    const all = await containerOf(server, `/library/metadata/${ratingKeys.show(several)}/allLeaves`);
    const rows = all.at('Metadata').list();
    const days = rows.map((row) => String(row.at('originallyAvailableAt').value));
    expect(days).toEqual(days.toSorted());
    expect(rows.slice(0, 3).map((row) => row.at('parentIndex').value)).toContain(1);
    const grand = await containerOf(server, `/library/metadata/${ratingKeys.show(several)}/grandchildren`);
    expect(keysOf(grand).toSorted()).toEqual(keysOf(all).toSorted());
    const none = await containerOf(server, `/library/metadata/${ratingKeys.season(several, 1)}/allLeaves`);
    expect([none.at('size').value, none.at('Metadata').value]).toEqual([0, undefined]);
  });
});

describe('changes', () => {
  it('show in listings, counters and the section’s stamps', async () => {
    const clock = testClock();
    const server = await serverWith({ clock });
    const stamp = async (index: number): Promise<unknown> =>
      (await containerOf(server, '/library/sections')).at('Directory', index, 'contentChangedAt').value;
    const before = [await stamp(0), await stamp(1)];
    const last = world.show(2).seasons.at(-1) ?? { number: 1, episodes: 0 };
    server.addEpisode(2, last.number, last.episodes + 1);
    const key = server.ratingKeys.episode(2, last.number, last.episodes + 1);
    const [episode] = (await containerOf(server, `/library/metadata/${key}`)).at('Metadata').list();
    expect(episode?.at('addedAt').value).toBe(Math.floor(clock.now() / 1000));
    const [season] = (await containerOf(server, `/library/metadata/${server.ratingKeys.season(2, last.number)}`))
      .at('Metadata')
      .list();
    expect(season?.at('leafCount').value).toBe(last.episodes + 1);
    expect([await stamp(0), await stamp(1)]).toEqual([before[0], expect.any(Number)]);
    expect(await stamp(1)).not.toBe(before[1]);

    server.removeEpisode(2, last.number, 1);
    expect((await ask(server, `/library/metadata/${server.ratingKeys.episode(2, last.number, 1)}`)).status).toBe(404);
    server.removeShow(2);
    expect(keysOf(await containerOf(server, '/library/sections/2/all'))).not.toContain(server.ratingKeys.show(2));
    expect((await ask(server, `/library/metadata/${key}`)).status).toBe(404);
  });

  it('keep the order of titles', async () => {
    const server = await serverWith();
    server.editMovie(4, { title: 'The Zzz' });
    server.addMovie(77);
    server.editMovie(77, { title: 'Aaa' });
    const keys = keysOf(await containerOf(server, '/library/sections/1/all'));
    expect([keys.at(0), keys.at(-1)]).toEqual([server.ratingKeys.movie(77), server.ratingKeys.movie(4)]);
    expect(keys.length).toBe(31);
  });
});

describe('a file', () => {
  it('is served in whole or in part, at its present address only', async () => {
    const server = await serverWith();
    const id = server.ratingKeys.movie(1);
    const media = async (): Promise<Loose> =>
      (await containerOf(server, `/library/metadata/${id}`)).at('Metadata', 0, 'Media', 0, 'Part', 0);
    const part = await media();
    const url = `${server.url}${String(part.at('key').value)}?X-Plex-Token=${server.accessToken}`;
    const size = Number(part.at('size').value);
    const read = async (range: string): Promise<readonly unknown[]> => {
      const answer = await fetch(url, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), ...new Uint8Array(await answer.arrayBuffer())];
    };
    expect(await read('bytes=250-252')).toEqual([206, `bytes 250-252/${size}`, 250, 0, 1]);
    expect(await read('bytes=-1')).toEqual([206, `bytes ${size - 1}-${size - 1}/${size}`, (size - 1) % 251]);
    expect(await read(`bytes=${size}-`)).toEqual([416, `bytes */${size}`]);
    const whole = await fetch(url);
    expect([whole.status, whole.headers.get('content-length')]).toEqual([200, String(size)]);
    await whole.body?.cancel();
    server.editMovie(1, { overview: 'New.' });
    expect((await fetch(url)).status).toBe(404);
    expect((await media()).at('key').value).not.toBe(part.at('key').value);
  });
});

describe('pictures and searches', () => {
  it('draw a small PNG for an item that is there', async () => {
    const server = await serverWith();
    const path = `/library/metadata/${server.ratingKeys.movie(1)}/thumb/1`;
    for (const url of [path, `/photo/:/transcode?width=10&height=10&url=${encodeURIComponent(path)}`]) {
      const answer = await ask(server, url);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(answer.text.slice(1, 4)).toBe('PNG');
    }
    expect((await ask(server, '/library/metadata/1/thumb/1')).status).toBe(404);
  });

  it('find titles in hubs and in one list', async () => {
    const server = await serverWith();
    server.editMovie(5, { title: 'The Unmistakable' });
    const hubs = await containerOf(server, '/hubs/search?query=unmistak');
    expect(hubs.at('Hub', 0, 'Metadata', 0, 'title').value).toBe('The Unmistakable');
    expect(hubs.at('Hub', 0, 'Metadata', 0, 'score').value).toBe('0.92000');
    expect([hubs.at('Hub', 1, 'size').value, hubs.at('Hub', 1, 'Metadata').value]).toEqual([0, undefined]);
    const list = await containerOf(server, '/library/search?query=unmistak&searchTypes=movies');
    expect(list.at('SearchResult', 0, 'score').value).toBe(0.92);
    expect(list.at('SearchResult', 0, 'Metadata', 'title').value).toBe('The Unmistakable');
    expect((await containerOf(server, '/library/search?query=unmistak&searchTypes=tv')).at('size').value).toBe(0);
  });
});
