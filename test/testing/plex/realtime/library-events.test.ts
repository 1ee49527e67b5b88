import { describe, expect, it } from 'vitest';
import { loose } from '../harness.ts';
import { type Heard, listenBySocket, stage } from './stage.ts';

const typesOf = ({ notes }: Heard): readonly unknown[] => notes.map((note) => note.at('type').value);

const entriesOf = ({ notes }: Heard): readonly unknown[] =>
  notes.map((note) => note.at('TimelineEntry', 0)).map((entry) => [entry.at('itemID').value, entry.at('state').value]);

describe('what the library tells', () => {
  it('a new item goes from created to done, a second for each step', async () => {
    const { server, clock } = await stage();
    const heard = await listenBySocket(server);
    server.addMovie(50);
    await heard.count(1);
    const key = server.ratingKeys.movie(50);
    expect(heard.notes[0]?.at('TimelineEntry', 0).value).toEqual({
      identifier: 'com.plexapp.plugins.library',
      sectionID: '1',
      itemID: key,
      type: 1,
      title: expect.any(String),
      state: 0,
      metadataState: 'created',
      updatedAt: clock.now() / 1000,
    });
    await clock.advance(4999);
    await heard.count(5);
    expect(entriesOf(heard)).toEqual([0, 1, 2, 3, 4].map((state) => [key, state]));
    await clock.advance(1);
    await heard.count(6);
    expect(entriesOf(heard).at(-1)).toEqual([key, 5]);
  });

  it('an edit is done at once, a removal ends what was going on', async () => {
    const { server, clock } = await stage();
    const heard = await listenBySocket(server);
    server.editShow(2, { title: 'Changed' });
    server.addMovie(50);
    await clock.advance(1000);
    server.removeMovie(50);
    await clock.advance(10_000);
    await heard.count(4);
    const movie = server.ratingKeys.movie(50);
    expect(entriesOf(heard)).toEqual([
      [server.ratingKeys.show(2), 5],
      [movie, 0],
      [movie, 1],
      [movie, 9],
    ]);
  });

  it('types have their numbers, and items their own library', async () => {
    const { server } = await stage();
    const heard = await listenBySocket(server);
    server.editEpisode(0, 1, 1, { title: 'Changed' });
    server.editShow(0, { title: 'Changed' });
    await heard.count(2);
    const facts = heard.notes.map((note) => note.at('TimelineEntry', 0).value);
    expect(facts).toMatchObject([
      { type: 4, sectionID: '2', title: 'Changed' },
      { type: 2, sectionID: '2', title: 'Changed' },
    ]);
  });

  it('a scan is an activity, and a status at its end', async () => {
    const { server, clock, ask } = await stage();
    const heard = await listenBySocket(server);
    expect((await ask('/library/sections/1/refresh')).status).toBe(200);
    const running = (await ask('/activities')).json.at('MediaContainer');
    expect(running.value).toMatchObject({ size: 1, Activity: [{ type: 'library.update.section', progress: 0 }] });
    expect((await ask('/library/sections')).json.at('MediaContainer', 'Directory', 0, 'refreshing').value).toBe(true);
    await clock.advance(2000);
    await heard.count(4);
    expect(typesOf(heard)).toEqual(['activity', 'activity', 'activity', 'status']);
    expect(heard.notes.slice(0, 3).map((note) => note.at('ActivityNotification', 0, 'event').value)).toEqual([
      'started',
      'updated',
      'ended',
    ]);
    expect(heard.notes[3]?.at('StatusNotification', 0, 'notificationName').value).toBe('LIBRARY_UPDATE');
    const uuids = heard.notes.slice(0, 3).map((note) => note.at('ActivityNotification', 0, 'uuid').value);
    expect(new Set(uuids)).toEqual(new Set([running.at('Activity', 0, 'uuid').value]));
    expect((await ask('/activities')).json.at('MediaContainer').value).toEqual({ size: 0 });
  });

  it('a scan may be started by the owner alone', async () => {
    const { ask, guestToken } = await stage();
    expect((await ask('/library/sections/1/refresh', { token: guestToken })).status).toBe(403);
    expect((await ask('/library/sections/9/refresh')).status).toBe(404);
  });

  it('a storm is thousands of entries at once', async () => {
    const { server, ask } = await stage();
    const heard = await listenBySocket(server);
    const before = (await ask('/library/sections')).json.at('MediaContainer', 'Directory', 0, 'contentChangedAt').value;
    server.scanStorm(5000);
    await heard.count(5003);
    const entries = entriesOf({ ...heard, notes: heard.notes.slice(1, -2) });
    expect(entries.length).toBe(5000);
    expect(new Set(entries.map((entry) => loose(entry).at(1).value))).toEqual(new Set([1, 3, 4, 5]));
    expect(new Set(entries.map((entry) => loose(entry).at(0).value)).size).toBe(30);
    const after = (await ask('/library/sections')).json.at('MediaContainer', 'Directory', 0, 'contentChangedAt').value;
    expect(after).toBe(before);
  });
});
