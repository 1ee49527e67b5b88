import type { MediaBackend } from '../../backends/media-backend.ts';
import type { Library } from '../../models/library.ts';
import type { SyncStore } from './sync-store.ts';

export interface ShownLibraries {
  readonly libraries: readonly Library[];
  /** How many items went with libraries that the server shows no more. */
  readonly removed: number;
  /** Why the stored libraries were left as they are. */
  readonly message?: string;
}

/**
 * The libraries that the server shows now, stored as such. A library that is missing takes all its items with it, so the
 * server is asked again before that is believed; and a server that shows none at all, after it had some, is not believed.
 */
export async function shownLibraries(
  backend: MediaBackend,
  store: Pick<SyncStore, 'libraries'>,
  signal: AbortSignal,
): Promise<ShownLibraries> {
  const sourceId = backend.source.id;
  const known = await store.libraries.list(sourceId);
  const isMissing = (shown: readonly Library[]): boolean =>
    known.some((library) => !shown.some(({ id }) => id === library.id));
  const first = await backend.libraries({ signal });
  const libraries = isMissing(first) ? await backend.libraries({ signal }) : first;
  if (libraries.length === 0 && known.length > 0) {
    const message = `the server shows no library, and had ${known.length}: nothing was removed. If that is meant, unlink the source`;
    return { libraries, removed: 0, message };
  }
  return { libraries, removed: await store.libraries.replace(sourceId, libraries) };
}
