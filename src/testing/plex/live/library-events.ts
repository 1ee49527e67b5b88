import { inBackground } from '../../http/in-background.ts';
import { subjectOf } from '../rating-keys.ts';
import { typeNumbers } from '../server/plex-section.ts';
import { type ServerState, sectionOfKey } from '../server/server-state.ts';
import type { ShelfChange } from '../shelf-edit.ts';
import { seconds, type WireObject } from '../wire.ts';
import type { Note } from './notifications.ts';

/** How far an item is: `done` says that it can be fetched again, `deleted` that it is gone. */
const timelineStates = {
  created: 0,
  processing: 1,
  matching: 2,
  downloading: 3,
  applying: 4,
  done: 5,
  deleted: 9,
} as const;

export type TimelineState = keyof typeof timelineStates;

/** What a new item goes through, one step a second; the true times hang on the agents. */
const stepsOfNew: readonly TimelineState[] = ['created', 'processing', 'matching', 'downloading', 'applying', 'done'];
const stepMs = 1000;

export function timelineNote(state: ServerState, key: number, at: TimelineState): Note {
  const { title, number } = described(state, key);
  const entry: WireObject = {
    identifier: 'com.plexapp.plugins.library',
    sectionID: String(sectionOfKey(state, key)?.id ?? 0),
    itemID: String(key),
    type: number,
    title,
    state: timelineStates[at],
    metadataState: at === 'created' || at === 'deleted' ? at : undefined,
    updatedAt: seconds(state.clock.now()),
  };
  return { type: 'timeline', list: 'TimelineEntry', entry, audience: 'everybody' };
}

/** Tells of what happens to the library, as long as somebody listens. */
export function tellChange(state: ServerState, what: ShelfChange, key: number, closing: AbortSignal): void {
  const { notifications, clock } = state;
  if (notifications.listening === 0) return;
  if (what !== 'added') {
    notifications.publish(timelineNote(state, key, what === 'removed' ? 'deleted' : 'done'));
    return;
  }
  const tell = async (): Promise<void> => {
    for (const [at, step] of stepsOfNew.entries()) {
      if (at > 0) await clock.sleep(stepMs, closing);
      if (!state.shelf.has(key)) return;
      notifications.publish(timelineNote(state, key, step));
    }
  };
  inBackground(tell(), closing);
}

/** An item that is gone still has its title: the server tells of it once more. */
function described({ shelf }: ServerState, key: number): { readonly title: string; readonly number: number } {
  const subject = subjectOf(key);
  const number = Number(Object.entries(typeNumbers).find(([, type]) => type === subject?.kind)?.[0] ?? 0);
  switch (subject?.kind) {
    case 'movie':
      return { number, title: shelf.movie(subject.index).title };
    case 'show':
      return { number, title: shelf.show(subject.index).title };
    case 'season':
      return { number, title: subject.season === 0 ? 'Specials' : `Season ${subject.season}` };
    case 'episode':
      return { number, title: shelf.episode(subject.index, subject.season, subject.number).title };
    default:
      return { number, title: '' };
  }
}
