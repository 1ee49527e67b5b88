import type { MockPlexUser } from '../accounts.ts';
import type { FieldContext } from '../listing/fields.ts';
import { rowOf } from '../rows/row.ts';
import type { RowContext } from '../rows/row-context.ts';
import type { WireObject } from '../wire.ts';
import type { PlexSection } from './plex-section.ts';
import { type ServerState, sectionOfKey } from './server-state.ts';

/** A server as one user sees it. */
export interface Viewer extends FieldContext {
  readonly user: MockPlexUser;
}

export function viewerOf(state: ServerState, user: MockPlexUser): Viewer {
  const records = state.records.of(user.id);
  const untouched = { viewCount: 0, viewOffset: 0 };
  return { shelf: state.shelf, user, watch: (key) => records.get(key) ?? untouched };
}

export interface RowRequest {
  readonly section: PlexSection;
  readonly detail: boolean;
  readonly namesSection: boolean;
  readonly guids: boolean;
  readonly chapters: boolean;
  readonly markers: boolean;
}

export function rowRequest(section: PlexSection, query: URLSearchParams, detail: boolean): RowRequest {
  const asked = (name: string): boolean => query.get(name) === '1';
  return {
    section,
    detail,
    namesSection: detail,
    guids: asked('includeGuids'),
    chapters: asked('includeChapters'),
    markers: asked('includeMarkers'),
  };
}

export function rowsFor(viewer: Viewer, wanted: RowRequest, keys: readonly number[]): readonly WireObject[] {
  const context: RowContext = { ...wanted, shelf: viewer.shelf, watch: viewer.watch };
  return keys.map((key) => rowOf(context, key));
}

/** Rows of keys that may lie in several sections. */
export function mixedRows(
  state: ServerState,
  viewer: Viewer,
  query: URLSearchParams,
  keys: readonly number[],
  detail: boolean,
): readonly WireObject[] {
  return keys.flatMap((key) => {
    const section = sectionOfKey(state, key);
    if (section === undefined) return [];
    return rowsFor(viewer, { ...rowRequest(section, query, detail), namesSection: true }, [key]);
  });
}
