import type { Account } from '../accounts.ts';
import { addressOf, type Handle, handleOf } from '../item-ids.ts';
import { libraries } from '../items.ts';
import { type MockServer, visibleTo } from '../server.ts';
import type { LibraryChange } from './changes.ts';

export interface CollectedChanges {
  note(what: LibraryChange, handle: Handle): void;
  /** Everything since the last time, and begins anew. */
  take(): ReadonlyMap<LibraryChange, ReadonlySet<Handle>>;
}

export function collectChanges(): CollectedChanges {
  let noted = new Map<LibraryChange, Set<Handle>>();
  return {
    note: (what, handle) => {
      // What was added in the same while is not told as updated as well.
      if (what === 'updated' && noted.get('added')?.has(handle)) return;
      noted.set(what, (noted.get(what) ?? new Set()).add(handle));
    },
    take: () => {
      const taken = noted;
      noted = new Map();
      return taken;
    },
  };
}

/**
 * Data of `LibraryChanged` for one user: what was added and updated as far as the user sees it, what was removed
 * regardless. Undefined when nothing is left to tell.
 */
export function libraryChanged(
  server: MockServer,
  account: Account,
  changes: ReadonlyMap<LibraryChange, ReadonlySet<Handle>>,
): object | undefined {
  const visible = visibleTo(account);
  const seen = (handle: Handle): boolean => {
    const item = server.library.item(handle);
    const type = libraries[libraryOf(handle)]?.collectionType;
    return item !== undefined && type !== undefined && visible.has(type);
  };
  const added = [...(changes.get('added') ?? [])].filter(seen);
  const updated = [...(changes.get('updated') ?? [])].filter(seen);
  const removed = [...(changes.get('removed') ?? [])];
  if (added.length + updated.length + removed.length === 0) return undefined;
  const id = (handle: Handle): string => server.ids.idOf(handle);
  const folders = (handles: readonly Handle[]): readonly string[] => [
    ...new Set(handles.map((handle) => id(folderOf(handle)))),
  ];
  return {
    FoldersAddedTo: folders(added),
    FoldersRemovedFrom: folders(removed),
    ItemsAdded: added.map(id),
    ItemsRemoved: removed.map(id),
    ItemsUpdated: updated.map(id),
    // Every library of the user when something came or went, none after an edit (recorded).
    CollectionFolders:
      added.length + removed.length === 0
        ? []
        : libraries.flatMap(({ collectionType }, at) =>
            visible.has(collectionType) ? [id(handleOf('view', at))] : [],
          ),
    IsEmpty: false,
  };
}

function libraryOf(handle: Handle): number {
  const wanted = addressOf(handle).kind === 'movie' ? 'movies' : 'tvshows';
  return libraries.findIndex(({ collectionType }) => collectionType === wanted);
}

/** The physical folder that something came into or left: that of the library, the series or the season. */
function folderOf(handle: Handle): Handle {
  const { kind, index, season } = addressOf(handle);
  if (kind === 'season') return handleOf('series', index);
  if (kind === 'episode') return handleOf('season', index, season);
  return handleOf('folder', libraryOf(handle));
}
