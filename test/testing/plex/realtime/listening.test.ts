import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { until } from '../../http/harness.ts';
import { loose } from '../harness.ts';
import { shared, skippedWithout } from '../shared.ts';
import { listenByEvents, listenBySocket, stage } from './stage.ts';

/** Both ways, so that what holds for one is not forgotten for the other. */
const ways = [
  ['websocket', listenBySocket],
  ['event stream', listenByEvents],
] as const;

describe.each(ways)('notifications by %s', (_name, listen) => {
  it('are for those who have a token of this server', async () => {
    const { server } = await stage();
    expect((await listen(server, '', 'wrong')).events).toEqual(['status 401']);
    expect((await listen(server)).events).toEqual(['open']);
  });

  it('are not there while the database is migrated', async () => {
    const { server } = await stage({ startUp: 'maintenance' });
    expect((await listen(server)).events).toEqual(['status 503']);
  });

  it('end when the server says so, and nothing is said again to those who come back', async () => {
    const { server } = await stage();
    const first = await listen(server);
    server.removeMovie(1);
    await first.count(1);
    server.notifications.disconnect();
    await until(() => first.events.length === 2);
    expect(first.events[1]).toMatch(/^closed/);
    await until(() => server.notifications.listening === 0);
    const second = await listen(server);
    server.removeMovie(2);
    await second.count(1);
    expect([first.notes.length, second.notes.length]).toEqual([1, 1]);
  });

  it('come only of the types that were asked for', async () => {
    const { server, clock } = await stage();
    const timelineOnly = await listen(server, '&filters=timeline,playing');
    const noActivity = await listen(server, '&filters=-activity,-timeline');
    server.scan('movie');
    server.removeMovie(1);
    await clock.advance(2000);
    await Promise.all([timelineOnly.count(1), noActivity.count(1)]);
    const names = [timelineOnly, noActivity].map(({ notes }) =>
      notes.map((note) => note.at('type').value ?? note.at('event').value).filter((name) => name !== 'ping'),
    );
    expect(names).toEqual([['timeline'], ['status']]);
  });
});

describe('frames', () => {
  it('of a websocket have a container with a list, those of an event stream one bare object', async () => {
    const { server } = await stage();
    const socket = await listenBySocket(server);
    const stream = await listenByEvents(server);
    server.removeMovie(1);
    await Promise.all([socket.count(1), stream.count(1)]);
    const [frame] = socket.notes;
    const [event] = stream.notes;
    expect(frame?.value).toMatchObject({ type: 'timeline', size: 1, TimelineEntry: [{ state: 9 }] });
    expect(event?.value).toMatchObject({ event: 'timeline', data: { TimelineEntry: { state: 9 } } });
    expect(frame?.at('TimelineEntry', 0).value).toEqual(event?.at('data', 'TimelineEntry').value);
  });

  it('of an event stream are pings every ten seconds, if there is nothing else', async () => {
    const { server, clock } = await stage();
    const { notes, count } = await listenByEvents(server);
    await until(() => clock.sleeping === 1);
    await clock.advance(9999);
    expect(notes.length).toBe(0);
    await clock.advance(1);
    await count(1);
    await clock.advance(20_000);
    await count(3);
    expect(notes.map((note) => note.value)).toEqual(Array(3).fill({ event: 'ping', data: {} }));
  });

  it('are at the plural address alone', async () => {
    const { server } = await stage();
    const { events } = await listenBySocket(server, '', server.accessToken, '/:/websocket/notifications');
    expect(events).toEqual(['status 404']);
  });

  const recorded = shared('fixtures/plex/websocket/timeline-created-1.43.json');
  it.skipIf(recorded === undefined)(`look like a recorded one${skippedWithout(recorded)}`, async () => {
    const { server } = await stage();
    const socket = await listenBySocket(server);
    server.addMovie(50);
    await socket.count(1);
    const theirs = loose(JSON.parse(readFileSync(recorded ?? '', 'utf8'))).at('NotificationContainer');
    const shape = (entry: unknown): unknown =>
      Object.fromEntries(Object.entries(entry ?? {}).map(([name, value]) => [name, typeof value]));
    const [ours] = socket.notes;
    expect(shape(ours?.value)).toEqual(shape(theirs.value));
    expect(shape(ours?.at('TimelineEntry', 0).value)).toEqual(shape(theirs.at('TimelineEntry', 0).value));
    expect(ours?.at('TimelineEntry', 0, 'state').value).toBe(theirs.at('TimelineEntry', 0, 'state').value);
  });
});
