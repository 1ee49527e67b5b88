import { hexOf } from '../rows/tags.ts';
import type { ServerState } from '../server/server-state.ts';
import type { Viewer } from '../server/viewer.ts';
import { seconds, type WireObject } from '../wire.ts';
import { counter, type Entry } from './entries.ts';
import { lengthOf, playableKeysOfUri } from './source-uri.ts';

export interface Playlist {
  readonly id: number;
  readonly userId: number;
  title: string;
  summary: string;
  readonly type: string;
  /** What a smart playlist is computed from, each time. */
  uri: string | undefined;
  entries: readonly Entry[];
  /** Epoch seconds. */
  readonly addedAt: number;
  updatedAt: number;
}

export type NewPlaylist = Pick<Playlist, 'userId' | 'title' | 'type' | 'uri'>;

/** The playlists of all users of one server. Nobody sees those of another. */
export class Playlists {
  readonly #state: ServerState;
  readonly #lists = new Map<number, Playlist>();
  // Below the rating keys of the shelf, with which they share `/library/metadata`.
  readonly #nextList = counter(4001);
  readonly #nextEntry = counter(70_001);

  constructor(state: ServerState) {
    this.#state = state;
  }

  of(userId: number): readonly Playlist[] {
    return [...this.#lists.values()].filter((list) => list.userId === userId);
  }

  find(id: string | undefined, userId: number): Playlist | undefined {
    const list = this.#lists.get(Number(id));
    return list?.userId === userId ? list : undefined;
  }

  create(wanted: NewPlaylist, keys: readonly number[]): Playlist {
    const addedAt = this.#now();
    const list = { ...wanted, id: this.#nextList(), summary: '', entries: [], addedAt, updatedAt: addedAt };
    this.#lists.set(list.id, list);
    this.append(list, keys);
    return list;
  }

  append(list: Playlist, keys: readonly number[]): void {
    this.change(list, { entries: [...list.entries, ...keys.map((key) => ({ id: this.#nextEntry(), key }))] });
  }

  change(list: Playlist, changes: Partial<Pick<Playlist, 'title' | 'summary' | 'uri' | 'entries'>>): void {
    Object.assign(list, changes, { updatedAt: this.#now() });
  }

  remove(list: Playlist): void {
    this.#lists.delete(list.id);
  }

  /** What is left of it: items that the server no longer holds are gone. Places of a smart list are made up. */
  entriesOf(list: Playlist, viewer: Viewer): readonly Entry[] {
    const { shelf } = this.#state;
    if (list.uri === undefined) return list.entries.filter(({ key }) => shelf.has(key));
    return (playableKeysOfUri(this.#state, viewer, list.uri) ?? []).map((key, id) => ({ id: id + 1, key }));
  }

  row(list: Playlist, viewer: Viewer): WireObject {
    const entries = this.entriesOf(list, viewer);
    const { id, title, summary, type, uri, addedAt, updatedAt } = list;
    return {
      ratingKey: String(id),
      key: `/playlists/${id}/items`,
      guid: `com.plexapp.agents.none://${hexOf(`playlist ${this.#state.machineIdentifier} ${id}`, 32)}`,
      type: 'playlist',
      title,
      summary,
      smart: uri !== undefined,
      playlistType: type,
      // Not a thumb, as other items have.
      composite: `/playlists/${id}/composite/${updatedAt}`,
      icon: uri === undefined ? undefined : 'playlist://image.smart',
      duration: entries.reduce((sum, { key }) => sum + lengthOf(this.#state, key), 0),
      leafCount: entries.length,
      addedAt,
      updatedAt,
    };
  }

  #now(): number {
    return seconds(this.#state.clock.now());
  }
}
