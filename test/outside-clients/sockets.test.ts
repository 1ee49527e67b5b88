import { AlertListener, PlexServer } from '@ctrl/plex';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/testing/fake-clock.ts';
import { type MockJellyfin, startMockJellyfin } from '../../src/testing/jellyfin/mock-jellyfin.ts';
import { type MockPlex, startMockPlex } from '../../src/testing/plex/mock-plex.ts';
import { untilPasses } from '../until.ts';
import { groupsOf, sdkFor } from './jellyfin-sdk.ts';
import { first, holdings, world } from './setting.ts';

const running: (MockJellyfin | MockPlex)[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((mock) => mock.close()));
});

describe.each(['12.0.0', '10.11.11', '10.10.7'] as const)('the socket of @jellyfin/sdk on Jellyfin %s', (version) => {
  it('tells of a mark that another device made, and of a new film', async () => {
    const clock = new FakeClock();
    const mock = await startMockJellyfin({ world, holdings, version, clock });
    running.push(mock);
    const { name: Username = '', password: Pw = '' } = first(mock.users);
    const signIn = async (device: string): Promise<ReturnType<ReturnType<typeof sdkFor>['createApi']>> => {
      const api = sdkFor(device).createApi(mock.url);
      await groupsOf(api).authentication.authenticateUserByName({ authenticateUserByName: { Username, Pw } });
      return api;
    };
    const [listening, other] = [await signIn('sofa'), await signIn('train')];
    const heard: unknown[] = [];
    listening.subscribe(['UserDataChanged', 'LibraryChanged'], ({ Data }) => heard.push(Data));
    await untilPasses(() => expect(mock.sockets.open).toBe(1));

    await groupsOf(other).userData.markPlayedItem({ itemId: mock.movieId(3) });
    await clock.advance(1_000);
    await untilPasses(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({ UserId: mock.users[0]?.id });
    expect(JSON.stringify(heard[0])).toContain(mock.movieId(3));

    const added = mock.addMovie();
    await clock.advance(61_000);
    await untilPasses(() => expect(heard).toHaveLength(2));
    expect(heard[1]).toMatchObject({ ItemsAdded: [mock.movieId(added)] });
    // Without a token the library closes the socket, and does not come back.
    listening.update({ accessToken: '' });
    await untilPasses(() => expect(mock.sockets.open).toBe(0));
  });
});

describe('the socket of @ctrl/plex', () => {
  it('tells of a playback', async () => {
    const plex = await startMockPlex({ world, servers: [{ holdings }] });
    running.push(plex);
    const mock = first(plex.servers);
    const server = new PlexServer(mock.url, mock.accessToken);
    await server.connect();
    const heard: { readonly type?: string }[] = [];
    const listener = new AlertListener(server, (alert) => heard.push(alert));
    await listener.run();
    const ratingKey = mock.ratingKeys.movie(2);
    const query = new URLSearchParams({
      ratingKey,
      key: `/library/metadata/${ratingKey}`,
      state: 'playing',
      time: '90000',
      duration: String(world.movie(2).runtimeMs),
    });
    await server.query(`/:/timeline?${query}`);
    await untilPasses(() => expect(heard.map(({ type }) => type)).toContain('playing'));
    const playing = heard.find(({ type }) => type === 'playing');
    expect(playing).toMatchObject({
      size: 1,
      PlaySessionStateNotification: [{ ratingKey, state: 'playing', viewOffset: 90_000 }],
    });
    listener.stop();
  });
});
