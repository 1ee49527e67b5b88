import type { Catalogue } from '../db/open-catalogue.ts';
import type { TitleFilter, TitlePage } from '../db/repositories/titles.ts';
import { isMediafoldError, type MediafoldError } from '../errors.ts';
import type { SourceId } from '../models/ids.ts';
import type { Item, ItemKind } from '../models/item.ts';
import type { Library } from '../models/library.ts';
import type { ItemRef } from '../models/ref.ts';
import type { Title } from '../models/title.ts';
import type { ConnectionService } from './connect/connection-contract.ts';

export interface KindCount {
  readonly kind: ItemKind;
  readonly count: number;
}

export interface LibrarySummary extends Library {
  readonly sourceId: SourceId;
  readonly counts: readonly KindCount[];
}

export interface TitlePageOptions extends TitleFilter {
  /** Default 100. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

export interface OpenedItem {
  readonly item: Item;
  /** `catalogue` when the server could not be asked; `problem` says why. */
  readonly from: 'server' | 'catalogue';
  readonly problem?: MediafoldError;
}

/** The catalogue as an app shows it. Only `open` asks a server. */
export interface LibraryService {
  libraries(sourceId?: SourceId): Promise<readonly LibrarySummary[]>;
  /** Titles in the order of their sort titles: one row per work, however many servers hold it. */
  titles(options?: TitlePageOptions): Promise<TitlePage>;
  countTitles(filter?: TitleFilter): Promise<number>;
  /** Beginnings of words, in any order, accents and case apart. Best first. */
  search(text: string, options?: { readonly limit?: number | undefined }): Promise<readonly Title[]>;
  /** @throws {MediafoldError} `not-found` */
  item(ref: ItemRef): Promise<Item>;
  /** What is directly below an item, in order. */
  children(ref: ItemRef): Promise<readonly Item[]>;
  /** The title that an item belongs to, with all its versions. @throws {MediafoldError} `not-found` */
  titleOf(ref: ItemRef): Promise<Title>;
  /**
   * The item in full, asked from its server and stored. When the server is away or refuses, what the catalogue knows.
   *
   * @throws {MediafoldError} `not-found` when neither has it, `cancelled`
   */
  open(ref: ItemRef, options?: { readonly signal?: AbortSignal | undefined }): Promise<OpenedItem>;
}

export interface LibraryServiceOptions {
  readonly store: Pick<Catalogue, 'libraries' | 'items' | 'titles'>;
  readonly connections: Pick<ConnectionService, 'use'>;
}

export function createLibraryService({ store, connections }: LibraryServiceOptions): LibraryService {
  const { items, titles } = store;
  return {
    async libraries(id) {
      const counts = await store.libraries.counts(id);
      return (await store.libraries.list(id)).map((library) => ({
        ...library,
        counts: counts
          .filter((count) => count.sourceId === library.sourceId && count.libraryId === library.id)
          .map(({ kind, count }) => ({ kind, count })),
      }));
    },
    titles: (options = {}) => titles.titles({ ...options, limit: options.limit ?? 100 }),
    countTitles: (filter) => titles.countTitles(filter),
    search: (text, { limit = 20 } = {}) => titles.search(text, limit),
    item: (ref) => items.item(ref),
    children: (ref) => items.children(ref),
    titleOf: (ref) => titles.titleOf(ref),
    async open(ref, { signal } = {}) {
      try {
        const { sourceId, itemId } = ref;
        const full = await connections.use(sourceId, (backend) => backend.getItem(itemId, { signal }), { signal });
        await items.saveFull(sourceId, full);
        return { item: await items.item(ref), from: 'server' };
      } catch (error) {
        if (!isMediafoldError(error) || error.code === 'cancelled' || error.code === 'storage') throw error;
        return { item: await items.item(ref), from: 'catalogue', problem: error };
      }
    },
  };
}
