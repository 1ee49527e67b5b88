import { sorted } from '../listing/sorting.ts';
import { subjectOf } from '../rating-keys.ts';
import { onDeck } from './on-deck.ts';
import type { PlexSection } from './plex-section.ts';
import { keysOf, type ServerState } from './server-state.ts';
import type { Viewer } from './viewer.ts';

/** Newest first: films, and of series the episodes. */
export function recentlyAdded(state: ServerState, viewer: Viewer, section: PlexSection): readonly number[] {
  const type = section.type === 'movie' ? 'movie' : 'episode';
  return sorted(keysOf(state, section, type), 'addedAt:desc', viewer);
}

/** Of all sections; what was added last comes first, whatever it is. */
export function recentlyAddedAnywhere(state: ServerState, viewer: Viewer): readonly number[] {
  const keys = state.sections.flatMap((section) => recentlyAdded(state, viewer, section));
  return keys.sort((a, b) => state.shelf.addedAt(b) - state.shelf.addedAt(a) || a - b);
}

/** What the section's viewers go on with. */
export function onDeckOf(state: ServerState, viewer: Viewer, section: PlexSection): readonly number[] {
  const isMovies = section.type === 'movie';
  return onDeck(state, viewer).filter((key) => (subjectOf(key)?.kind === 'movie') === isMovies);
}
