import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Catalogue, type CatalogueOptions, openCatalogue } from '../../src/db/open-catalogue.ts';
import type { ListingPosition } from '../../src/db/repositories/listing.ts';
import { itemId, type LibraryId, libraryId, type SourceId, serverId, sourceId, userId } from '../../src/models/ids.ts';
import type { Item, ItemKind, Movie } from '../../src/models/item.ts';
import { cursor, type RejectedRow } from '../../src/models/page.ts';
import { secret } from '../../src/models/secret.ts';
import type { Source } from '../../src/models/source.ts';

export const home: SourceId = sourceId('home');
export const films: LibraryId = libraryId('1');

/** A folder of this test alone. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open catalogue that is closed when the test ends; in memory if no path is given. */
export async function open(options: Partial<CatalogueOptions> = {}): Promise<Catalogue> {
  const catalogue = await openCatalogue({ path: ':memory:', ...options });
  onTestFinished(() => catalogue.close().catch(() => undefined));
  return catalogue;
}

export function makeSource(id: SourceId = home, facts: Partial<Source> = {}): Source {
  return {
    id,
    type: 'jellyfin',
    name: `Server ${id}`,
    serverId: serverId(`server-${id}`),
    userId: userId('u1'),
    deviceId: `device-${id}`,
    ...facts,
  };
}

export async function openWithSource(
  options: Partial<CatalogueOptions> = {},
  ids: readonly SourceId[] = [home],
): Promise<Catalogue> {
  const catalogue = await open(options);
  for (const id of ids) await catalogue.sources.put(makeSource(id), { type: 'jellyfin-token', token: secret('t') }, []);
  return catalogue;
}

export function movie(id: string, facts: Partial<Movie> = {}): Movie {
  return { kind: 'movie', id: itemId(id), completeness: 'brief', title: id, externalIds: [], images: {}, ...facts };
}

export interface Listed {
  readonly source?: SourceId;
  readonly library?: LibraryId;
  readonly kind?: ItemKind;
  readonly rejected?: readonly RejectedRow[];
}

/** One complete listing of one page, in a run of its own; gives its end, for `completeListing`. */
export async function list(
  { runs, listings, pages }: Catalogue,
  items: readonly Item[],
  { source = home, library = films, kind = 'movie', rejected = [] }: Listed = {},
): Promise<{ position: ListingPosition; runId: number; written: Awaited<ReturnType<typeof pages.writePage>> }> {
  const { runId } = await runs.beginRun(source);
  const position = await listings.beginListing(runId, { sourceId: source, libraryId: library, kind }, { again: false });
  const total = items.length + rejected.length;
  const written = await pages.writePage(runId, position, { items, rejected, total });
  await runs.finishRun(runId, 'completed');
  return { position, runId, written };
}

/** Lists and removes what did not come. */
export async function sync(
  catalogue: Catalogue,
  items: readonly Item[],
  listed: Listed = {},
): Promise<{ added: number; changed: number; unchanged: number; removed: number; heldBack: number }> {
  const { position, runId, written } = await list(catalogue, items, listed);
  return { ...written, ...(await catalogue.listings.completeListing(runId, position)) };
}

export const nextPage: ReturnType<typeof cursor> = cursor('page 2');

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
