import { describe, expect, it } from 'vitest';
import type { MockJellyfin } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import { stage } from './socket-client.ts';

const nothing = {
  FoldersAddedTo: [],
  FoldersRemovedFrom: [],
  ItemsAdded: [],
  ItemsRemoved: [],
  ItemsUpdated: [],
  CollectionFolders: [],
  IsEmpty: false,
};

const viewIds = (mock: MockJellyfin): readonly string[] => mock.libraries.map(({ id }) => id);

describe('LibraryChanged', () => {
  it('tells of all changes in one frame, 30 s after the last one', async () => {
    const { mock, clock, login, open } = await stage();
    const socket = await open(`/socket?ApiKey=${(await login()).token}`);
    const added = mock.addMovie();
    await clock.advance(29_999);
    mock.editMovie(2, { title: 'Changed' });
    await clock.advance(29_999);
    expect(await socket.types()).toEqual(['ForceKeepAlive', 'ForceKeepAlive']);
    await clock.advance(1);
    const [data, ...more] = await socket.data('LibraryChanged');
    expect(more).toEqual([]);
    expect(data).toMatchObject({
      ItemsAdded: [mock.movieId(added)],
      ItemsUpdated: [mock.movieId(2)],
      ItemsRemoved: [],
      FoldersRemovedFrom: [],
      CollectionFolders: viewIds(mock),
      IsEmpty: false,
    });
  });

  it('names the folder on disk and every library when something came or went, none after an edit', async () => {
    const { mock, clock, login, open } = await stage({ socketTimes: { libraryChangedMs: 2000 } });
    const client = await login();
    const socket = await open(`/socket?ApiKey=${client.token}`);
    const { Items } = await client.page(`/Items?ids=${mock.movieId(3)}&fields=ParentId`);
    const folder = Items[0]?.ParentId;
    mock.removeMovie(3);
    await clock.advance(2000);
    mock.editMovie(4, { overview: 'Other words.' });
    await clock.advance(2000);
    expect(await socket.data('LibraryChanged')).toEqual([
      {
        ...nothing,
        ItemsRemoved: [mock.movieId(3)],
        FoldersRemovedFrom: [folder],
        CollectionFolders: viewIds(mock),
      },
      { ...nothing, ItemsUpdated: [mock.movieId(4)] },
    ]);
    expect(viewIds(mock)).not.toContain(folder);
  });

  it('tells users of what they see, and of every removal', async () => {
    const users = [
      { name: 'films', password: 'a', libraries: ['Films'] },
      { name: 'shows', password: 'b', libraries: ['Shows'] },
    ];
    const { mock, clock, login, open } = await stage({ users, socketTimes: { libraryChangedMs: 2000 } });
    const seeing = await open(`/socket?ApiKey=${(await login(0, 'one')).token}`);
    const blind = await open(`/socket?ApiKey=${(await login(1, 'two')).token}`);
    const added = mock.addMovie();
    await clock.advance(2000);
    mock.removeMovie(added);
    await clock.advance(2000);
    expect((await seeing.data('LibraryChanged')).length).toBe(2);
    expect(await blind.data('LibraryChanged')).toEqual([
      expect.objectContaining({
        ItemsAdded: [],
        ItemsRemoved: [mock.movieId(added)],
        CollectionFolders: [mock.libraries[1]?.id],
      }),
    ]);
  });

  it('says again that an item was updated when its refresh ends, if that is asked for', async () => {
    const socketTimes = { libraryChangedMs: 2000, refreshMs: 12_000 };
    const { mock, clock, login, open } = await stage({ socketTimes });
    const socket = await open(`/socket?ApiKey=${(await login()).token}`);
    const id = mock.movieId(mock.addMovie());
    await clock.advance(14_000);
    const told = await socket.data('LibraryChanged');
    expect(told).toMatchObject([
      { ItemsAdded: [id], ItemsUpdated: [] },
      { ItemsAdded: [], ItemsUpdated: [id] },
    ]);
  });
});

describe('UserDataChanged', () => {
  it('comes half a second after the last write, with the row of the folder', async () => {
    const { mock, clock, login, open } = await stage();
    const client = await login();
    const socket = await open(`/socket?ApiKey=${client.token}`);
    await client.send('POST', `/UserPlayedItems/${mock.movieId(1)}`);
    await clock.advance(499);
    await client.send('POST', `/UserFavoriteItems/${mock.movieId(1)}`);
    await clock.advance(499);
    expect(await socket.types()).toEqual(['ForceKeepAlive']);
    await clock.advance(1);
    const [data] = await socket.data('UserDataChanged');
    expect(data).toMatchObject({
      UserId: mock.users[0]?.id,
      UserDataList: [
        { ItemId: mock.movieId(1), Played: true, IsFavorite: true, PlayCount: 1 },
        { UnplayedItemCount: 59, Played: false, PlayCount: 0, PlayedPercentage: expect.closeTo(100 / 60, 5) },
      ],
    });
  });

  it('goes to the user who wrote, on every device, and to nobody else', async () => {
    const { mock, clock, login, open } = await stage();
    const client = await login();
    const own = await open(`/socket?ApiKey=${client.token}`);
    const tablet = await open(`/socket?ApiKey=${(await login(0, 'tablet')).token}`);
    const other = await open(`/socket?ApiKey=${(await login(1, 'other')).token}`);
    const key = await open(`/socket?ApiKey=${mock.apiKey}`);
    await client.send('POST', `/UserPlayedItems/${mock.movieId(1)}`);
    await clock.advance(500);
    const heard = await Promise.all([own, tablet, other, key].map((socket) => socket.data('UserDataChanged')));
    expect(heard.map((frames) => frames.length)).toEqual([1, 1, 0, 0]);
  });

  it('is sent for the start and the end of a playback, not for its ticks', async () => {
    const { mock, clock, login, open } = await stage();
    const client = await login();
    const socket = await open(`/socket?ApiKey=${client.token}`);
    const report = async (path: string, PositionTicks: number): Promise<number> => {
      await client.send('POST', path, { ItemId: mock.movieId(1), PositionTicks });
      await clock.advance(1000);
      return (await socket.data('UserDataChanged')).length;
    };
    expect([
      await report('/Sessions/Playing', 0),
      await report('/Sessions/Playing/Progress', 9_000_000_000),
      await report('/Sessions/Playing/Progress', 10_000_000_000),
      await report('/Sessions/Playing/Stopped', 11_000_000_000),
    ]).toEqual([1, 1, 1, 2]);
  });

  it('has the rows of a season when an episode changes, and of every episode of a series that was marked', async () => {
    const { mock, clock, login, open } = await stage();
    const client = await login();
    const socket = await open(`/socket?ApiKey=${client.token}`);
    await client.send('POST', `/UserPlayedItems/${mock.episodeId(0, 1, 1)}`);
    await clock.advance(500);
    const [first] = (await socket.data('UserDataChanged')) as { UserDataList: { ItemId: string }[] }[];
    const seasonId = (await client.page(`/Shows/${mock.showId(0)}/Seasons`)).Items.find(
      ({ IndexNumber }) => IndexNumber === 1,
    )?.Id;
    expect(first?.UserDataList.map(({ ItemId }) => ItemId)).toEqual([mock.episodeId(0, 1, 1), seasonId]);
    await client.send('POST', `/UserPlayedItems/${mock.showId(2)}`);
    await clock.advance(500);
    const [, second] = (await socket.data('UserDataChanged')) as { UserDataList: { ItemId: string }[] }[];
    const episodes = (await client.page(`/Shows/${mock.showId(2)}/Episodes`)).Items;
    const told = new Set(second?.UserDataList.map(({ ItemId }) => ItemId));
    expect(
      episodes.filter(({ LocationType }) => LocationType !== 'Virtual').every(({ Id }) => told.has(String(Id))),
    ).toBe(true);
  });
});

describe('several sockets of one session', () => {
  it('the one that was active last gets the events', async () => {
    const { mock, clock, login, open } = await stage({ socketTimes: { libraryChangedMs: 2000 } });
    const { token } = await login();
    const older = await open(`/socket?ApiKey=${token}`);
    await older.count(1);
    const newer = await open(`/socket?ApiKey=${token}`);
    await newer.count(1);
    const change = async (): Promise<readonly number[]> => {
      mock.editMovie(1, { overview: `Words at ${clock.now()}.` });
      await clock.advance(2000);
      const heard = await Promise.all([older, newer].map((socket) => socket.data('LibraryChanged')));
      return heard.map((frames) => frames.length);
    };
    expect(await change()).toEqual([0, 1]);
    older.send({ MessageType: 'KeepAlive' });
    await older.count(2);
    expect(await change()).toEqual([1, 1]);
  });

  it('sockets of several sessions all get them', async () => {
    const { mock, clock, login, open } = await stage();
    const sockets = await Promise.all(
      ['one', 'two'].map(async (device) => open(`/socket?ApiKey=${(await login(0, device)).token}`)),
    );
    mock.editMovie(1, { title: 'Changed' });
    await clock.advance(30_000);
    const heard = await Promise.all(sockets.map((socket) => socket.data('LibraryChanged')));
    expect(heard.map((frames) => frames.length)).toEqual([1, 1]);
  });
});
