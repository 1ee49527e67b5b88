import { subjectOf } from '../rating-keys.ts';
import { hexOf, numberOf } from '../rows/tags.ts';
import type { PlexSection } from '../server/plex-section.ts';
import type { ServerState } from '../server/server-state.ts';
import type { Viewer } from '../server/viewer.ts';
import { seconds, type WireObject } from '../wire.ts';
import { counter } from './entries.ts';
import { keysOfUri } from './source-uri.ts';

export interface Collection {
  readonly id: number;
  readonly section: PlexSection;
  title: string;
  /** What a smart collection is computed from, each time. */
  readonly uri: string | undefined;
  keys: readonly number[];
  /** Epoch seconds. */
  readonly addedAt: number;
  updatedAt: number;
}

/** The collections of one server. All users see them, the owner makes them. */
export class Collections {
  readonly #state: ServerState;
  readonly #all = new Map<number, Collection>();
  readonly #next = counter(6001);

  constructor(state: ServerState) {
    this.#state = state;
  }

  of(section: PlexSection): readonly Collection[] {
    return [...this.#all.values()]
      .filter((each) => each.section === section)
      .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : a.id - b.id));
  }

  find(id: string | undefined): Collection | undefined {
    return this.#all.get(Number(id));
  }

  create(wanted: Pick<Collection, 'section' | 'title' | 'uri' | 'keys'>): Collection {
    const now = seconds(this.#state.clock.now());
    const collection: Collection = { ...wanted, id: this.#next(), addedAt: now, updatedAt: now };
    this.#all.set(collection.id, collection);
    return collection;
  }

  change(collection: Collection, keys: readonly number[]): void {
    collection.keys = [...new Set(keys)];
    collection.updatedAt = seconds(this.#state.clock.now());
  }

  remove(collection: Collection): void {
    this.#all.delete(collection.id);
  }

  keysOf({ uri, keys }: Collection, viewer: Viewer): readonly number[] {
    if (uri !== undefined) return keysOfUri(this.#state, viewer, uri) ?? [];
    return keys.filter((key) => this.#state.shelf.has(key));
  }

  row(collection: Collection, viewer: Viewer): WireObject {
    const { id, section, title, uri, addedAt, updatedAt } = collection;
    const keys = this.keysOf(collection, viewer);
    const years = keys.map((key) => this.#yearOf(key)).sort((a, b) => a - b);
    return {
      ratingKey: String(id),
      key: `/library/collections/${id}/children`,
      guid: `collection://${hexOf(`collection ${this.#state.machineIdentifier} ${id}`, 32)}`,
      type: 'collection',
      title,
      librarySectionTitle: section.title,
      librarySectionID: section.id,
      librarySectionKey: `/library/sections/${section.id}`,
      subtype: section.type,
      summary: '',
      // The number of the tag, and not of the item.
      index: numberOf(`collection ${title}`),
      smart: uri === undefined ? undefined : true,
      content: uri,
      ratingCount: 1,
      thumb: `/library/collections/${id}/composite/${updatedAt}?width=400&height=600`,
      addedAt,
      updatedAt,
      // Text, also in JSON (recorded).
      childCount: String(keys.length),
      maxYear: years.length === 0 ? undefined : String(years.at(-1)),
      minYear: years.length === 0 ? undefined : String(years[0]),
    };
  }

  #yearOf(key: number): number {
    const subject = subjectOf(key);
    if (subject === undefined) return 0;
    const { shelf } = this.#state;
    return subject.kind === 'movie' ? shelf.movie(subject.index).year : shelf.show(subject.index).year;
  }
}
