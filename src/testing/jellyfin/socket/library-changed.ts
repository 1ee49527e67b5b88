import type { Account } from '../accounts.ts';
import { type Handle, handleOf } from '../item-ids.ts';
import { type MockServer, visibleShelves } from '../server.ts';
import { homeOf } from '../shelves.ts';
import type { LibraryChange } from './changes.ts';
import { folderAbove } from './folder-above.ts';

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
  const visible = visibleShelves(server, account);
  const { library } = server;
  const seen = (handle: Handle): boolean =>
    library.item(handle) !== undefined && visible.has(homeOf(library.shelves, handle));
  const added = [...(changes.get('added') ?? [])].filter(seen);
  const updated = [...(changes.get('updated') ?? [])].filter(seen);
  const removed = [...(changes.get('removed') ?? [])];
  if (added.length + updated.length + removed.length === 0) return undefined;
  const ids = (handles: readonly Handle[]): readonly string[] => handles.map((handle) => server.ids.idOf(handle));
  const folders = (handles: readonly Handle[]): readonly string[] => [
    ...new Set(ids(handles.flatMap((handle) => folderAbove(server, handle) ?? []))),
  ];
  const cameOrWent = added.length + removed.length > 0;
  return {
    FoldersAddedTo: folders(added),
    FoldersRemovedFrom: folders(removed),
    ItemsAdded: ids(added),
    ItemsRemoved: ids(removed),
    ItemsUpdated: ids(updated),
    // Every library of the user when something came or went, none after an edit (recorded).
    CollectionFolders: cameOrWent ? ids([...visible].map((at) => handleOf('view', at))) : [],
    IsEmpty: false,
  };
}
