import { formatRef, type ItemKind, type Mediafold, type Source, type Title } from 'mediafold';
import type { MockFacts } from './mock-process.ts';
import { promised, promisedCount } from './promise.ts';
import { say, sayTable } from './screen.ts';

/** What the two libraries are together, counted against what the mock servers were told to hold. */
export async function showUnified(fold: Mediafold, sources: readonly Source[], facts: MockFacts): Promise<void> {
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  const libraries = await fold.library.libraries();
  sayTable([
    ['library', 'on', 'items'],
    ...libraries.map(({ sourceId, title, counts }) => [
      title,
      names.get(sourceId) ?? sourceId,
      counts.map(({ kind, count }) => `${count} ${kind}`).join(', '),
    ]),
  ]);
  promised('every library has a part in the catalogue', libraries.length === 4);

  say();
  const movies = await count(fold, 'movie', facts.movies, facts.overlap, sources.length);
  await count(fold, 'show', facts.shows, facts.overlap, sources.length);

  say();
  const both = movies.filter((title) => isOnAll(title, sources.length)).slice(0, 4);
  const one = movies.filter((title) => !isOnAll(title, sources.length)).slice(0, 3);
  sayTable([
    ['title', 'year', 'copies'],
    ...[...both, ...one].map(({ title, year, versions }) => [
      title,
      String(year ?? ''),
      versions.map((version) => `${names.get(version.sourceId) ?? '?'} ${formatRef(version)}`).join(' | '),
    ]),
  ]);
}

const isOnAll = ({ versions }: Title, servers: number): boolean =>
  new Set(versions.map(({ sourceId }) => sourceId)).size === servers;

async function count(
  fold: Mediafold,
  kind: ItemKind,
  perServer: number,
  overlap: number,
  servers: number,
): Promise<readonly Title[]> {
  const titles: Title[] = [];
  let after: string | undefined;
  do {
    const page = await fold.library.titles({ kind, limit: 500, after });
    titles.push(...page.titles);
    after = page.next;
  } while (after !== undefined);
  const shared = titles.filter((title) => isOnAll(title, servers)).length;
  say(`  ${perServer * servers} ${kind}s on ${servers} servers are ${titles.length} titles; ${shared} are on both`);
  const expected = Math.round(perServer * overlap);
  promisedCount(`${kind}s on both servers`, expected, shared);
  promisedCount(`${kind} titles`, perServer * servers - expected, titles.length);
  promisedCount(`${kind} titles, counted`, titles.length, await fold.library.countTitles({ kind }));
  return titles;
}
