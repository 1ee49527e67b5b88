import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MockJellyfin, startMockJellyfin } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import { attic } from '../../../../src/testing/jellyfin/scenarios/attic.ts';
import { type Client, signedIn, who } from '../mock-client.ts';

/** The film of the attic of which nothing but the name of its file is known. */
const unknown = 2;

describe('changes that the recordings show', () => {
  let mock: MockJellyfin;
  let bob: Client;
  beforeEach(async () => {
    mock = await startMockJellyfin(attic());
    bob = await signedIn(mock);
  });
  afterEach(() => mock.close());

  const played = async (index: number): Promise<boolean> => {
    const { Items } = await bob.page(`/Items?ids=${mock.movieId(index)}`);
    return mock.watchStateOf('bob', String(Items[0]?.Id)).played;
  };

  test('a renamed film has a new id, and what users did with it while its provider ids are known', async () => {
    for (const index of [0, unknown]) await bob.send('POST', `/UserPlayedItems/${mock.movieId(index)}`);
    const [known, lost] = [mock.renameMovie(0), mock.renameMovie(unknown)];
    expect(mock.movieId(known)).not.toBe(mock.movieId(0));
    expect((await bob.get(`/Items/${mock.movieId(0)}`)).status).toBe(404);
    expect([await played(known), await played(lost)]).toEqual([true, false]);
    expect(() => mock.renameMovie(0)).toThrow(TypeError);
  });

  test('metadata is edited by administrators, and only what the body names', async () => {
    const path = `/Items/${mock.movieId(1)}`;
    expect((await bob.send('POST', path, { Name: 'Mine' })).status).toBe(403);
    const admin = await signedIn(mock, 1, who.replace('bench-1', 'desk'));
    const before = (await admin.get(path)).json();
    expect((await admin.send('POST', path, { Name: 'Fuller Rooms', Genres: ['War'] })).status).toBe(204);
    expect((await admin.get(path)).json()).toMatchObject({ Name: 'Fuller Rooms', Genres: ['War'] });
    const { Overview } = before as { Overview: string };
    expect((await admin.get(path)).json()).toMatchObject({ Overview });
    expect((await admin.send('POST', path)).status).toBe(415);
  });

  test('an album hands its mark down to its tracks', async () => {
    const [album] = (await bob.page('/Items?recursive=true&includeItemTypes=MusicAlbum')).Items;
    await bob.send('POST', `/UserPlayedItems/${String(album?.Id)}`);
    const inside = (await bob.page(`/Items?parentId=${String(album?.Id)}`)).Items;
    expect(inside.length).toBeGreaterThan(0);
    expect(inside.map(({ Id }) => mock.watchStateOf('bob', String(Id)).played)).toEqual(inside.map(() => true));
  });
});
