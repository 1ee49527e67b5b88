import { addressOf, type Handle, handleOf, type ItemKind, kinds } from './item-ids.ts';
import { libraries } from './items.ts';
import type { Library } from './library.ts';

/** Below what a listing looks, and for which kinds. */
export interface Scope {
  readonly parent: Handle;
  readonly recursive: boolean;
  readonly kinds: ReadonlySet<ItemKind>;
  /** Collection types that the caller may see. */
  readonly visible: ReadonlySet<string>;
}

export function scopeKey(scope: Scope): string {
  const chosen = kinds.filter((kind) => scope.kinds.has(kind));
  const seen = libraries.filter(({ collectionType }) => scope.visible.has(collectionType));
  return [scope.parent, scope.recursive, chosen, seen.map(({ name }) => name)].join(';');
}

const belowRoot: Readonly<Record<'movies' | 'tvshows', readonly ItemKind[]>> = {
  movies: ['movie'],
  tvshows: ['series', 'season', 'episode'],
};

/** Everything in the scope, in the order in which the server holds it. */
export function handlesIn(library: Library, scope: Scope): Float64Array {
  return Float64Array.from(members(library, scope));
}

function* members(library: Library, scope: Scope): Generator<Handle> {
  const { kind, index, season } = addressOf(scope.parent);
  if (kind === 'root') {
    for (const [at, { collectionType }] of libraries.entries()) {
      if (!scope.visible.has(collectionType)) continue;
      if (scope.recursive) yield* inLibrary(library, scope, at);
      else if (scope.kinds.has('view')) yield handleOf('view', at);
    }
  }
  if (kind === 'view' || kind === 'folder') yield* inLibrary(library, scope, index);
  if (kind === 'series' || kind === 'season') {
    yield* inShow(library, scope, index, kind === 'season' ? season : undefined);
  }
}

function* inLibrary(library: Library, scope: Scope, at: number): Generator<Handle> {
  if (libraries[at]?.collectionType === 'movies') {
    if (scope.kinds.has('movie')) for (const index of library.movies()) yield handleOf('movie', index);
    return;
  }
  const deeper = scope.recursive && (scope.kinds.has('season') || scope.kinds.has('episode'));
  for (const index of library.shows()) {
    if (scope.kinds.has('series')) yield handleOf('series', index);
    if (deeper) yield* inShow(library, scope, index, undefined);
  }
}

function* inShow(library: Library, scope: Scope, show: number, season: number | undefined): Generator<Handle> {
  if (season === undefined && scope.kinds.has('season')) {
    for (const each of library.seasons(show)) yield each.handle;
  }
  if (scope.kinds.has('episode') && (season !== undefined || scope.recursive)) {
    for (const each of library.episodes(show, season)) yield each.handle;
  }
}

/** Whether one item is in the scope, without listing it. */
export function isIn(library: Library, scope: Scope, handle: Handle): boolean {
  const item = addressOf(handle);
  const parent = addressOf(scope.parent);
  if (!scope.kinds.has(item.kind) || library.item(handle) === undefined) return false;
  const home = libraries.findIndex(({ collectionType }) => belowRoot[collectionType].includes(item.kind));
  switch (parent.kind) {
    case 'root':
      return scope.recursive && scope.visible.has(libraries[home]?.collectionType ?? '');
    case 'view':
    case 'folder':
      return home === parent.index && (scope.recursive || item.kind === 'movie' || item.kind === 'series');
    case 'series':
      return item.index === parent.index && (item.kind === 'season' || (item.kind === 'episode' && scope.recursive));
    case 'season':
      return item.kind === 'episode' && item.index === parent.index && item.season === parent.season;
    default:
      return false;
  }
}
