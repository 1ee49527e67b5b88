import type { Handle } from '../item-ids.ts';

export type LibraryChange = 'added' | 'removed' | 'updated';

/** What happens in a server while it runs, for those who want to be told. */
export interface Changes {
  library(what: LibraryChange, handle: Handle): void;
  userData(userId: string, handle: Handle): void;
  /** There is one listener: the sockets. Before it comes, changes go unheard. */
  listen(listener: ChangeListener): void;
}

export type ChangeListener = Pick<Changes, 'library' | 'userData'>;

export function createChanges(): Changes {
  let heard: ChangeListener | undefined;
  return {
    library: (what, handle) => heard?.library(what, handle),
    userData: (userId, handle) => heard?.userData(userId, handle),
    listen: (listener) => {
      heard = listener;
    },
  };
}
