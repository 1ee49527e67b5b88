import { describe, expect, it } from 'vitest';
import type { JellyfinVersion } from '../../../../src/testing/jellyfin/version-traits.ts';
import { differences, shapeOf } from '../recorded-shapes.ts';
import { recording, sharedMissing, sharedNote } from '../shared-folder.ts';
import { type Frame, type Stage, stage } from './socket-client.ts';

interface RecordedEvent {
  readonly at_ms: number;
  readonly socket?: string;
  readonly did?: string;
  readonly frame?: Frame;
}

/** What a person heard after each thing that was done, keep-alives apart. */
type Conversation = readonly { readonly did: string; readonly frames: readonly Frame[] }[];

const folders: readonly (readonly [folder: string, version: JellyfinVersion])[] = [
  ['12', '12.0.0'],
  ['10.11', '10.11.11'],
  ['10.10', '10.10.7'],
];

const told = new Set(['LibraryChanged', 'UserDataChanged']);

function recorded(folder: string): Conversation {
  const conversation: { did: string; frames: Frame[] }[] = [];
  for (const { did, socket, frame } of recording(folder, 'socket') as unknown as readonly RecordedEvent[]) {
    if (did !== undefined) conversation.push({ did, frames: [] });
    const isBob = socket?.startsWith('bob') === true;
    if (isBob && frame !== undefined && told.has(frame.MessageType)) conversation.at(-1)?.frames.push(frame);
  }
  return conversation;
}

/** The same deeds on the mock. "Scan done" is when the recording's person marked the new film as played. */
const deeds: Readonly<Record<string, (set: Stage, send: Awaited<ReturnType<Stage['login']>>['send']) => unknown>> = {
  'bob marks Example played': ({ mock }, send) =>
    send('POST', `/UserPlayedItems/${mock.movieId(1)}?datePlayed=2023-05-06T07:08:09Z`),
  'bob marks it unplayed': ({ mock }, send) => send('DELETE', `/UserPlayedItems/${mock.movieId(1)}`),
  'bob starts and reports progress': async ({ mock }, send) => {
    await send('POST', '/Sessions/Playing', { ItemId: mock.movieId(2), PositionTicks: 0 });
    await send('POST', '/Sessions/Playing/Progress', { ItemId: mock.movieId(2), PositionTicks: 600_000_000 });
  },
  'bob stops at 25 %': ({ mock }, send) =>
    send('POST', '/Sessions/Playing/Stopped', { ItemId: mock.movieId(2), PositionTicks: 12_000_000_000 }),
  'bob marks another one played': ({ mock }, send) => send('POST', `/UserPlayedItems/${mock.movieId(3)}`),
  'admin edits the overview of Example': ({ mock }) => mock.editMovie(1, { overview: 'Other words.' }),
  'a movie is added, scan': ({ mock }) => mock.addMovie(),
  'the folder and file are renamed, scan': ({ mock }) => {
    // What a rename is to the server: one thing goes, another one comes.
    mock.removeMovie(60);
    mock.addMovie();
  },
  'the movie is deleted, scan': ({ mock }) => mock.removeMovie(61),
};

/** The first film is there with a rating, as it was on the recorded server. */
async function replayed(
  version: JellyfinVersion,
  conversation: Conversation,
  refreshMs?: number,
): Promise<Conversation> {
  const socketTimes = { libraryChangedMs: 2000, ...(refreshMs === undefined ? {} : { refreshMs }) };
  const set = await stage({ version, socketTimes });
  const { mock, clock, login, open } = set;
  const client = await login();
  await client.send('POST', `/UserItems/${mock.movieId(1)}/UserData`, { Rating: 7, Likes: true });
  await clock.advance(500);
  const socket = await open(`/socket?ApiKey=${client.token}`);
  const replay: { did: string; frames: Frame[] }[] = [];
  let isFirstScan = true;
  for (const { did } of conversation) {
    const before = (await socket.types()).length;
    await deeds[did]?.(set, client.send);
    if (did === 'scan done' && isFirstScan) {
      isFirstScan = false;
      await client.send('POST', `/UserPlayedItems/${mock.movieId(60)}`);
    }
    await clock.advance(2000);
    await socket.types();
    replay.push({ did, frames: socket.frames.slice(before).filter(({ MessageType }) => told.has(MessageType)) });
    socket.send({ MessageType: 'KeepAlive' });
    await socket.types();
  }
  return replay;
}

const typesOf = (conversation: Conversation): readonly unknown[] =>
  conversation.map(({ did, frames }) => [did, frames.map(({ MessageType }) => MessageType)]);

const lengths = (frame: Frame): unknown =>
  Object.fromEntries(
    Object.entries(frame.Data ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.length > 0 : typeof value,
    ]),
  );

describe.skipIf(sharedMissing)(`a conversation that was recorded${sharedNote}`, () => {
  it.each(folders)('%s: the same frames follow the same deeds', async (folder, version) => {
    const theirs = recorded(folder);
    const ours = await replayed(version, theirs);
    // 12.0 says once more that an item was updated, when the refresh ends: the option `refreshMs`, tested on its own.
    const refreshEnds = (conversation: Conversation): Conversation =>
      conversation.map(({ did, frames }) => ({
        did,
        frames: did === 'scan done' ? frames.filter(({ MessageType }) => MessageType !== 'LibraryChanged') : frames,
      }));
    expect(typesOf(ours)).toEqual(typesOf(refreshEnds(theirs)));
    expect(
      typesOf(ours)
        .flat(2)
        .filter((name) => name === 'UserDataChanged').length,
    ).toBe(6);
    expect(
      typesOf(ours)
        .flat(2)
        .filter((name) => name === 'LibraryChanged').length,
    ).toBe(4);
  });

  it.each(folders)('%s: frames have the same fields and types', async (folder, version) => {
    const theirs = recorded(folder);
    const ours = await replayed(version, theirs);
    for (const [at, { did, frames }] of ours.entries()) {
      for (const [number, frame] of frames.entries()) {
        const same = theirs[at]?.frames.filter(({ MessageType }) => MessageType === frame.MessageType)[number];
        expect([did, differences(shapeOf(frame), shapeOf(same)), differences(shapeOf(same), shapeOf(frame))]).toEqual([
          did,
          [],
          [],
        ]);
        if (frame.MessageType === 'LibraryChanged')
          expect([did, lengths(frame)]).toEqual([did, lengths(same ?? frame)]);
      }
    }
  });
});
