import { ancestorsOf } from './ancestry.ts';
import { addressOf, type Handle, handleOf, type ItemKind, kinds } from './item-ids.ts';
import type { Library } from './library.ts';
import { shelvedHandles } from './shelved-handles.ts';
import { homeOf } from './shelves.ts';

/** Below what a listing looks, and for which kinds. */
export interface Scope {
  readonly parent: Handle;
  readonly recursive: boolean;
  readonly kinds: ReadonlySet<ItemKind>;
  /** Places of the libraries that the caller may see. */
  readonly visible: ReadonlySet<number>;
  /** Artists that are only named on tracks of others are listed with the music (12.0). */
  readonly namedArtists: boolean;
}

export function scopeKey(scope: Scope): string {
  const chosen = kinds.filter((kind) => scope.kinds.has(kind));
  return [scope.parent, scope.recursive, chosen, [...scope.visible], scope.namedArtists].join(';');
}

/** Everything in the scope, in the order in which the server holds it. */
export function handlesIn(library: Library, scope: Scope): Float64Array {
  return Float64Array.from(members(library, scope));
}

function* members(library: Library, scope: Scope): Generator<Handle> {
  const { kind, index, season } = addressOf(scope.parent);
  switch (kind) {
    case 'root':
      for (const at of library.shelves.keys()) {
        if (!scope.visible.has(at)) continue;
        if (scope.recursive) yield* inLibrary(library, scope, at);
        else if (scope.kinds.has('view')) yield handleOf('view', at);
      }
      return;
    case 'view':
    case 'folder':
      yield* inLibrary(library, scope, index);
      return;
    case 'series':
    case 'season':
      yield* inShow(library, scope, index, kind === 'season' ? season : undefined);
      return;
    default:
      for (const handle of shelvedHandles(library, scope, scope.parent)) {
        if (scope.kinds.has(addressOf(handle).kind)) yield handle;
      }
  }
}

function* inLibrary(library: Library, scope: Scope, at: number): Generator<Handle> {
  const shelf = library.shelves[at];
  if (shelf === undefined) return;
  if (shelf.movies !== undefined) {
    if (scope.kinds.has('movie')) for (const index of library.movies(at)) yield handleOf('movie', index);
  } else if (shelf.shows !== undefined) {
    const deeper = scope.recursive && (scope.kinds.has('season') || scope.kinds.has('episode'));
    for (const index of library.shows()) {
      if (scope.kinds.has('series')) yield handleOf('series', index);
      if (deeper) yield* inShow(library, scope, index, undefined);
    }
  } else {
    for (const handle of shelvedHandles(library, scope, handleOf('view', at))) {
      if (scope.kinds.has(addressOf(handle).kind)) yield handle;
    }
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
  const { kind } = addressOf(handle);
  if (!scope.kinds.has(kind) || library.item(handle) === undefined) return false;
  const parent = addressOf(scope.parent);
  if (parent.kind === 'boxset') {
    const collection = library.shelved.collections[parent.index];
    return kind === 'movie' && collection?.movies.includes(addressOf(handle).index) === true;
  }
  const above = ancestorsOf(library, handle);
  if (parent.kind === 'root') return scope.recursive && scope.visible.has(homeOf(library.shelves, handle));
  const place = above.indexOf(parent.kind === 'folder' ? handleOf('view', parent.index) : scope.parent);
  return place >= 0 && (scope.recursive || place === 0);
}
