import type { Cursor, Page } from '../../models/page.ts';

/**
 * The pages of a listing, the next one being fetched while the caller works on the one it has. At most one is ahead, so
 * memory does not grow with the listing.
 */
export async function* prefetchedPages<T>(
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<T>>,
  from: Cursor | undefined,
): AsyncGenerator<Page<T>, void, undefined> {
  let coming: Promise<Page<T>> | undefined = fetchPage(from);
  while (coming !== undefined) {
    const page: Page<T> = await coming;
    coming = page.next === undefined ? undefined : fetchPage(page.next);
    // When the caller stops here, nobody will wait for the page ahead: its failure must not go unhandled.
    coming?.catch(() => undefined);
    yield page;
  }
}
