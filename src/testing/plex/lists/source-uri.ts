import { subjectOf } from '../rating-keys.ts';
import { itemTypeOf, selectKeys } from '../server/select-keys.ts';
import { type ServerState, sectionOf } from '../server/server-state.ts';
import type { Viewer } from '../server/viewer.ts';
import { leavesOf } from '../server/watch-actions.ts';

/**
 * The path inside of a content uri. `server://{machine}/{provider}{path}` names the server, `library://{section}/item/` and
 * `.../directory/` a section whose uuid may be left empty; their path may be percent-encoded.
 *
 * @returns undefined for anything else: a bare path is refused
 */
function pathOf(state: ServerState, uri: string): string | undefined {
  const [, machine, path] = /^server:\/\/([^/]+)\/com\.plexapp\.plugins\.library(\/.*)$/.exec(uri) ?? [];
  if (path !== undefined) return machine === state.machineIdentifier ? path : undefined;
  const [, uuid = '', rest] = /^library:\/\/([^/]*)\/(?:item|directory)\/(.+)$/.exec(uri) ?? [];
  if (rest === undefined || (uuid !== '' && !state.sections.some((section) => section.uuid === uuid))) return undefined;
  const decoded = decodeURIComponent(rest);
  return decoded.startsWith('/') ? decoded : `/${decoded}`;
}

/** The rating keys that a content uri stands for now. @returns undefined when it cannot be read */
export function keysOfUri(state: ServerState, viewer: Viewer, uri: string): readonly number[] | undefined {
  const path = pathOf(state, uri);
  if (path === undefined) return undefined;
  const { pathname, searchParams } = new URL(path, 'http://mock');
  const ids = /^\/library\/metadata\/([\d,]+)(?:\/(?:children|grandchildren|allLeaves))?$/.exec(pathname)?.[1];
  if (ids !== undefined) return ids.split(',').map(Number).filter(state.shelf.has, state.shelf);
  const section = sectionOf(state, /^\/library\/sections\/(\d+)\/all$/.exec(pathname)?.[1]);
  const type = section === undefined ? undefined : itemTypeOf(searchParams.get('type'), section);
  if (section === undefined || type === undefined) return undefined;
  const limit = searchParams.get('limit');
  const found = selectKeys({ state, viewer, query: searchParams, section, type });
  return limit === null || !/^\d+$/.test(limit) ? found : found?.slice(0, Number(limit));
}

/** The same as things to play: shows and seasons become their episodes. */
export function playableKeysOfUri(state: ServerState, viewer: Viewer, uri: string): readonly number[] | undefined {
  return keysOfUri(state, viewer, uri)?.flatMap((key) => leavesOf(state, key));
}

/** Milliseconds; 0 for what has no length of its own. */
export function lengthOf(state: ServerState, key: number): number {
  const subject = subjectOf(key);
  if (subject?.kind === 'movie') return state.shelf.movie(subject.index).runtimeMs;
  if (subject?.kind !== 'episode') return 0;
  return state.shelf.episode(subject.index, subject.season, subject.number).runtimeMs;
}
