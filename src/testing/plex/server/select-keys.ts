import { BadFilter, filtersOf } from '../listing/filters.ts';
import { sorted } from '../listing/sorting.ts';
import { seconds } from '../wire.ts';
import { type ItemType, type PlexSection, typeNumbers } from './plex-section.ts';
import { keysOf, type ServerState } from './server-state.ts';
import type { Viewer } from './viewer.ts';

export interface Selection {
  readonly state: ServerState;
  readonly viewer: Viewer;
  readonly query: URLSearchParams;
  readonly section: PlexSection;
  readonly type: ItemType;
}

/** What a listing's query chooses, in its order. @returns undefined when a filter cannot be read */
export function selectKeys({ state, viewer, query, section, type }: Selection): readonly number[] | undefined {
  try {
    const tests = filtersOf(query, seconds(state.clock.now()));
    const keys = keysOf(state, section, type);
    const fitting = tests.length === 0 ? keys : keys.filter((key) => tests.every((test) => test(viewer, key)));
    return sorted(fitting, query.get('sort'), viewer);
  } catch (error) {
    if (error instanceof BadFilter) return undefined;
    throw error;
  }
}

/** @returns undefined for a number that this server has no items of */
export function itemTypeOf(text: string | null, section: PlexSection): ItemType | undefined {
  if (text === null) return section.type;
  return Object.entries(typeNumbers).find(([number]) => number === text)?.[1];
}
