import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockJellyfin, startMockJellyfin } from '../../src/testing/jellyfin/mock-jellyfin.ts';
import { coverage } from './coverage.ts';
import { type Api, groupsOf, sdkFor } from './jellyfin-sdk.ts';
import { first, holdings, routesIn, whenAllHavePassed, world } from './setting.ts';

const versions = ['12.0.0', '10.11.11', '10.10.7'] as const;

/** The library's own scores. */
const [bad, good] = [-1, 1];

const ticks = (ms: number): number => ms * 10_000;

const seen = new Map<string, readonly string[]>();
whenAllHavePassed(() => {
  for (const version of versions) expect([version, seen.get(version)]).toEqual([version, coverage['@jellyfin/sdk']]);
});

describe.each(versions)('@jellyfin/sdk on Jellyfin %s', (version) => {
  let mock: MockJellyfin;
  let api: Api;
  let admin: Api;

  async function signIn(user: number, device: string): Promise<Api> {
    const signedIn = sdkFor(device).createApi(mock.url);
    const { name: Username = '', password: Pw = '' } = mock.users[user] ?? {};
    const { data } = await groupsOf(signedIn).authentication.authenticateUserByName({
      authenticateUserByName: { Username, Pw },
    });
    expect(data).toMatchObject({ ServerId: mock.serverId, User: { Name: Username, Id: mock.users[user]?.id } });
    expect(data.SessionInfo).toMatchObject({
      DeviceId: device,
      DeviceName: 'Kjøkken tablet',
      Client: 'Outside Client',
    });
    expect(signedIn.accessToken).toBe(data.AccessToken);
    return signedIn;
  }

  beforeAll(async () => {
    mock = await startMockJellyfin({ world, holdings, version });
    api = await signIn(0, 'tablet-1');
    admin = await signIn(1, 'desk-1');
  });
  afterAll(async () => {
    seen.set(version, routesIn(mock.log));
    await mock.close();
  });

  it('scores the address as good: the library is made for a later version', async () => {
    const { discovery } = sdkFor('finder');
    const servers = await discovery.getRecommendedServerCandidates(mock.url);
    const best = discovery.findBestServer(servers);
    expect(best).toMatchObject({
      score: good,
      systemInfo: { Id: mock.serverId, ServerName: mock.name, Version: version, ProductName: 'Jellyfin Server' },
    });
    expect(best?.issues.map((issue) => issue.constructor.name)).toEqual(['VersionOutdatedIssue']);
    expect(new URL(best?.address ?? '').origin).toBe(mock.url);
  });

  it('finds the address without its protocol, and scores a server that is starting as bad', async () => {
    const { discovery } = sdkFor('finder');
    const servers = await discovery.getRecommendedServerCandidates(new URL(mock.url).host);
    expect(servers.map(({ score }) => score).sort((a, b) => a - b)).toEqual([bad, good]);
    expect(discovery.findBestServer(servers)?.systemInfo?.Id).toBe(mock.serverId);
    mock.setStartUp('loading');
    const [starting] = await discovery.getRecommendedServerCandidates(mock.url);
    mock.setStartUp('ready');
    expect(starting?.score).toBe(bad);
  });

  it('asks the system', async () => {
    const system = groupsOf(api).system;
    expect((await system.getPublicSystemInfo()).data.Id).toBe(mock.serverId);
    expect((await system.getSystemInfo()).data).toMatchObject({ Id: mock.serverId, Version: version });
    expect((await system.getPingSystem()).data).toBe('Jellyfin Server');
    expect((await system.postPingSystem()).data).toBe('Jellyfin Server');
    expect((await system.getEndpointInfo()).data).toEqual({ IsLocal: true, IsInNetwork: true });
    expect((await groupsOf(api).branding.getBrandingOptions()).data).toMatchObject({ SplashscreenEnabled: false });
  });

  it('knows the users', async () => {
    const users = groupsOf(api).user;
    const own = mock.users[0]?.id ?? '';
    expect((await users.getPublicUsers()).data).toEqual([]);
    expect((await users.getCurrentUser()).data.Id).toBe(own);
    expect((await users.getUserById({ userId: own })).data.Name).toBe(mock.users[0]?.name);
    expect((await users.getUsers()).data.map(({ Id }) => Id)).toEqual(mock.users.map(({ id }) => id));
    expect((await users.getCurrentUser()).data.Policy?.IsAdministrator).toBe(false);
    expect((await groupsOf(admin).user.getCurrentUser()).data.Policy?.IsAdministrator).toBe(true);
  });

  it('signs in with Quick Connect', async () => {
    const other = sdkFor('phone-1').createApi(mock.url);
    const login = groupsOf(other).authentication;
    expect((await login.getQuickConnectEnabled()).data).toBe(true);
    const { Secret: secret = '', Code: code = '' } = (await login.initiateQuickConnect()).data;
    expect(code).toMatch(/^\d{6}$/);
    expect((await login.getQuickConnectState({ secret })).data.Authenticated).toBe(false);
    expect((await groupsOf(api).authentication.authorizeQuickConnect({ code })).data).toBe(true);
    expect((await login.getQuickConnectState({ secret })).data.Authenticated).toBe(true);
    await login.authenticateWithQuickConnect({ quickConnectDto: { Secret: secret } });
    expect((await groupsOf(other).user.getCurrentUser()).data.Id).toBe(mock.users[0]?.id);
  });

  it('lists the libraries', async () => {
    const { data } = await groupsOf(api).userView.getUserViews();
    expect(data.Items?.map(({ Id, Name, CollectionType }) => [Id, Name, CollectionType])).toEqual(
      mock.libraries.map(({ id, name, collectionType }) => [id, name, collectionType]),
    );
    expect(data.TotalRecordCount).toBe(mock.libraries.length);
  });

  it('pages through the films, each one once', async () => {
    const library = groupsOf(api).library;
    const ids: unknown[] = [];
    for (let startIndex = 0; startIndex < 40; startIndex += 15) {
      const { data } = await library.getItems({
        parentId: first(mock.libraries).id,
        includeItemTypes: ['Movie'],
        recursive: true,
        sortBy: ['SortName', 'DateCreated'],
        sortOrder: ['Ascending'],
        fields: ['ProviderIds', 'Genres'],
        startIndex,
        limit: 15,
      });
      expect([data.TotalRecordCount, data.StartIndex]).toEqual([40, startIndex]);
      ids.push(...(data.Items ?? []).map(({ Id }) => Id));
    }
    expect(ids).toHaveLength(40);
    expect(new Set(ids)).toEqual(new Set(Array.from({ length: 40 }, (_, i) => mock.movieId(i))));
  });

  it('reads an item whole, its place in the tree and the root', async () => {
    const library = groupsOf(api).library;
    const work = world.movie(3);
    const { data } = await library.getItem({ itemId: mock.movieId(3) });
    expect(data).toMatchObject({
      Id: mock.movieId(3),
      Name: work.title,
      Type: 'Movie',
      ProductionYear: work.year,
      Overview: work.overview,
      Genres: work.genres,
      ProviderIds: { Imdb: work.imdb, Tmdb: work.tmdb },
    });
    expect(data.RunTimeTicks).toBe(ticks(work.runtimeMs));
    expect(data.People?.map(({ Name }) => Name)).toEqual(work.people.map(({ name }) => name));
    const source = first(data.MediaSources);
    expect([source.Container, source.Size]).toEqual([work.file.container, work.file.sizeBytes]);
    const audio = source.MediaStreams?.filter(({ Type }) => Type === 'Audio');
    expect(audio?.map(({ Language }) => Language)).toEqual(work.file.audioLanguages);
    const episode = mock.episodeId(2, 1, 1);
    const above = (await library.getAncestors({ itemId: episode })).data;
    expect(above.map(({ Type }) => Type)).toEqual(
      ['Season', 'Series', 'CollectionFolder', 'UserRootFolder'].slice(0, above.length),
    );
    expect(above[1]?.Id).toBe(mock.showId(2));
    expect((await library.getRootFolder()).data.Id).toBe(above.at(-1)?.Id);
    await expect(library.getItem({ itemId: 'f'.repeat(32) })).rejects.toMatchObject({ response: { status: 404 } });
  });

  it('counts', async () => {
    const episodes = Array.from({ length: 9 }, (_, i) => world.show(i).seasons)
      .flat()
      .reduce((sum, season) => sum + season.episodes, 0);
    const { data } = await groupsOf(api).library.getItemCounts();
    expect([data.MovieCount, data.SeriesCount]).toEqual([40, 9]);
    // Episodes without a file are rows of the library, too.
    expect(data.EpisodeCount).toBeGreaterThanOrEqual(episodes);
  });

  it('goes from a series to its seasons and episodes', async () => {
    const shows = groupsOf(api).show;
    const work = world.show(2);
    const seasons = (await shows.getSeasons({ seriesId: mock.showId(2) })).data;
    expect(seasons.Items?.map(({ IndexNumber }) => IndexNumber)).toEqual(work.seasons.map(({ number }) => number));
    const season = seasons.Items?.find(({ IndexNumber }) => IndexNumber === 1);
    const { data } = await shows.getEpisodes({ seriesId: mock.showId(2), seasonId: season?.Id ?? '' });
    expect(data.Items?.[0]).toMatchObject({
      Id: mock.episodeId(2, 1, 1),
      Name: world.episode(2, 1, 1).title,
      SeriesName: work.title,
      SeriesId: mock.showId(2),
      ParentIndexNumber: 1,
      IndexNumber: 1,
    });
    expect(data.TotalRecordCount).toBe(data.Items?.length);
  });

  it('lists what is newest, and searches', async () => {
    const newest = (await groupsOf(api).library.getLatestMedia({ includeItemTypes: ['Movie'], limit: 5 })).data;
    const truth = Array.from({ length: 40 }, (_, i) => i).sort(
      (a, b) => world.movie(b).addedAt - world.movie(a).addedAt,
    );
    expect(newest.map(({ Id }) => Id)).toEqual(truth.slice(0, 5).map((index) => mock.movieId(index)));
    const { title } = world.movie(6);
    const hints = (await groupsOf(api).search.getSearchHints({ searchTerm: title })).data;
    expect(hints.SearchHints?.map(({ Id }) => Id)).toContain(mock.movieId(6));
    expect(hints.TotalRecordCount).toBe(hints.SearchHints?.length);
    const found = (await groupsOf(api).library.getItems({ searchTerm: title, recursive: true })).data;
    expect(found.Items?.map(({ Id }) => Id)).toContain(mock.movieId(6));
  });

  it('marks, favours and rates', async () => {
    const userData = groupsOf(api).userData;
    const itemId = mock.movieId(7);
    const state = (): ReturnType<MockJellyfin['watchStateOf']> => mock.watchStateOf('marit', itemId);
    expect((await userData.markPlayedItem({ itemId, datePlayed: '2025-03-04T05:06:07Z' })).data).toMatchObject({
      Played: true,
      PlayCount: 1,
      LastPlayedDate: '2025-03-04T05:06:07.0000000Z',
    });
    expect((await userData.markFavoriteItem({ itemId })).data.IsFavorite).toBe(true);
    expect((await userData.updateUserItemRating({ itemId, likes: true })).data.Likes).toBe(true);
    expect(state()).toMatchObject({ played: true, playCount: 1, favourite: true, rating: 10 });
    const films = { includeItemTypes: ['Movie'], recursive: true };
    const played = await groupsOf(api).library.getItems({ ...films, filters: ['IsPlayed'] });
    expect(played.data.Items?.map(({ Id }) => Id)).toEqual([itemId]);
    expect((await userData.deleteUserItemRating({ itemId })).data.Likes ?? null).toBeNull();
    expect((await userData.unmarkFavoriteItem({ itemId })).data.IsFavorite).toBe(false);
    expect((await userData.markUnplayedItem({ itemId })).data).toMatchObject({ Played: false, PlayCount: 0 });
    const written = await userData.updateItemUserData({
      itemId,
      updateUserItemDataDto: { PlaybackPositionTicks: ticks(90_000), Played: false },
    });
    expect(written.data.PlaybackPositionTicks).toBe(ticks(90_000));
    expect((await userData.getItemUserData({ itemId })).data.PlaybackPositionTicks).toBe(ticks(90_000));
    expect(state()).toMatchObject({ played: false, positionMs: 90_000 });
    const resumable = (await groupsOf(api).library.getResumeItems()).data;
    expect(resumable.Items?.map(({ Id }) => Id)).toEqual([itemId]);
  });

  it('reports a playback, and shows it among the sessions', async () => {
    const sessions = groupsOf(api).session;
    const ItemId = mock.episodeId(4, 1, 1);
    const { runtimeMs } = world.episode(4, 1, 1);
    const half = Math.round(runtimeMs / 2);
    const playing = { ItemId, MediaSourceId: ItemId, PlaySessionId: 'one', PlayMethod: 'DirectPlay' };
    await sessions.postFullCapabilities({ clientCapabilitiesDto: { SupportsMediaControl: true } });
    await sessions.reportPlaybackStart({ playbackStartInfo: { ...playing, PositionTicks: 0 } });
    await sessions.reportPlaybackProgress({ playbackProgressInfo: { ...playing, PositionTicks: ticks(half) } });
    await sessions.pingPlaybackSession({ playSessionId: 'one' });
    const mine = (await sessions.getSessions({ deviceId: 'tablet-1' })).data;
    expect(mine).toHaveLength(1);
    expect(mine[0]).toMatchObject({
      UserId: mock.users[0]?.id,
      NowPlayingItem: { Id: ItemId },
      PlayState: { PositionTicks: ticks(half), PlayMethod: 'DirectPlay' },
    });
    await sessions.reportPlaybackStopped({ playbackStopInfo: { ...playing, PositionTicks: ticks(half) } });
    expect((await sessions.getSessions({ deviceId: 'tablet-1' })).data[0]?.NowPlayingItem).toBeUndefined();
    expect(mock.watchStateOf('marit', ItemId)).toMatchObject({ positionMs: half, playCount: 1, played: false });
    await groupsOf(api).userData.markPlayedItem({ itemId: ItemId });
    const next = (await groupsOf(api).show.getNextUp({ seriesId: mock.showId(4) })).data;
    expect(next.Items?.map(({ SeriesId }) => SeriesId)).toEqual([mock.showId(4)]);
    expect(next.Items?.[0]?.Id).not.toBe(ItemId);
  });

  it('builds addresses of pictures that are answered', async () => {
    const { data } = await groupsOf(api).library.getItem({ itemId: mock.movieId(9) });
    const images = groupsOf(api).image;
    const urls = [
      images.getItemImageUrl(data, 'Primary', { fillWidth: 200 }),
      ...images.getItemBackdropImageUrls(data),
    ];
    expect(urls.length).toBeGreaterThan(1);
    for (const url of urls) {
      expect(url).toContain('tag=');
      const answer = await fetch(url ?? '');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    }
    expect((await images.headItemImage({ itemId: mock.movieId(9), imageType: 'Primary' })).status).toBe(200);
  });

  it('makes and revokes keys as an administrator only', async () => {
    await expect(groupsOf(api).authentication.getKeys()).rejects.toMatchObject({ response: { status: 403 } });
    const keys = groupsOf(admin).authentication;
    await keys.createKey({ app: 'Shelf scanner' });
    const { data } = await keys.getKeys();
    const key = String(first(data.Items?.filter(({ AppName }) => AppName === 'Shelf scanner')).AccessToken);
    const bare = sdkFor('scanner').createApi(mock.url, key);
    expect((await groupsOf(bare).system.getSystemInfo()).data.Id).toBe(mock.serverId);
    await keys.revokeKey({ key });
    await expect(groupsOf(bare).system.getSystemInfo()).rejects.toMatchObject({ response: { status: 401 } });
  });

  it('signs out', async () => {
    const leaving = await signIn(0, 'guest-room');
    await groupsOf(leaving).session.reportSessionEnded();
    const refused = await groupsOf(leaving)
      .user.getCurrentUser()
      .catch((error: { response: { status: number; data: unknown } }) => error.response);
    expect([refused.status, refused.data]).toEqual([401, '']);
    expect((await groupsOf(api).user.getCurrentUser()).status).toBe(200);
  });
});
