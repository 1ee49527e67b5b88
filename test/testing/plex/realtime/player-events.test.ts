import { describe, expect, it } from 'vitest';
import { until } from '../../http/harness.ts';
import { type Heard, listenBySocket, stage, timeline } from './stage.ts';

const typesOf = ({ notes }: Heard): readonly unknown[] => notes.map((note) => note.at('type').value);

describe('what players tell', () => {
  it('is told on: where they are, and no more than that', async () => {
    const set = await stage();
    const heard = await listenBySocket(set.server);
    await timeline(set, 'playing', 120_000);
    await timeline(set, 'stopped', 130_000);
    await heard.count(2);
    const key = set.server.ratingKeys.movie(1);
    expect(heard.notes[0]?.value).toEqual({
      type: 'playing',
      size: 1,
      PlaySessionStateNotification: [
        {
          sessionKey: '1',
          clientIdentifier: 'tv',
          guid: '',
          ratingKey: key,
          url: '',
          key: `/library/metadata/${key}`,
          viewOffset: 120_000,
          playQueueItemID: 0,
          state: 'playing',
        },
      ],
    });
    expect(heard.notes[1]?.at('PlaySessionStateNotification', 0, 'state').value).toBe('stopped');
  });

  it('is not told when watch state changes without a player', async () => {
    const set = await stage();
    const heard = await listenBySocket(set.server);
    const key = set.server.ratingKeys.movie(1);
    await set.ask(`/:/scrobble?key=${key}&identifier=com.plexapp.plugins.library`);
    await timeline(set, 'playing', 120_000);
    await heard.count(1);
    expect(typesOf(heard)).toEqual(['playing']);
  });

  it('reaches the owner and the user who plays; others hear of the library alone', async () => {
    const set = await stage();
    const { server, guestToken, clock } = set;
    const owner = await listenBySocket(server);
    const guest = await listenBySocket(server, '', guestToken);
    await timeline(set, 'playing', 1000);
    await timeline(set, 'playing', 1000, { token: guestToken, session: 'play-2', clientId: 'phone' });
    server.scan('movie');
    await clock.advance(2000);
    server.removeMovie(9);
    await Promise.all([owner.count(7), guest.count(2)]);
    expect(typesOf(owner)).toEqual(['playing', 'playing', 'activity', 'activity', 'activity', 'status', 'timeline']);
    expect(typesOf(guest)).toEqual(['playing', 'timeline']);
    expect(guest.notes[0]?.at('PlaySessionStateNotification', 0, 'clientIdentifier').value).toBe('phone');
  });
});

describe('a socket that dies without a close', () => {
  it('stays open and says nothing', async () => {
    const { server } = await stage();
    const dead = await listenBySocket(server);
    server.notifications.sockets.goSilent();
    const alive = await listenBySocket(server);
    server.removeMovie(1);
    await alive.count(1);
    expect([dead.notes.length, dead.events]).toEqual([0, ['open']]);
    server.notifications.sockets.cut();
    await until(() => alive.events.length === 2);
    expect(alive.events).toEqual(['open', 'closed 1006']);
  });
});
