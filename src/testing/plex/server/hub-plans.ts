import { sorted } from '../listing/sorting.ts';
import { onDeck } from './on-deck.ts';
import type { PlexSection } from './plex-section.ts';
import { onDeckOf, recentlyAdded } from './recent.ts';
import { keysOf, type ServerState } from './server-state.ts';
import type { Viewer } from './viewer.ts';

/** One hub, before its items are looked up. */
export interface HubPlan {
  /** In a section it ends with the section's number, as seen. */
  readonly hubIdentifier: string;
  readonly title: string;
  readonly type: string;
  readonly style: 'hero' | 'shelf';
  /** Where all of it can be fetched. */
  readonly key: string;
  readonly isPromoted: boolean;
  readonly isContinue: boolean;
  keys(viewer: Viewer): readonly number[];
}

export function homeHubs(state: ServerState): readonly HubPlan[] {
  const recent = state.sections.map((section): HubPlan => {
    const isMovies = section.type === 'movie';
    return {
      hubIdentifier: isMovies ? 'home.movies.recent' : 'home.television.recent',
      title: isMovies ? 'Recently Added Movies' : 'Recently Added TV',
      type: isMovies ? 'movie' : 'mixed',
      style: 'shelf',
      key: `/hubs/home/recentlyAdded?type=${isMovies ? 1 : 2}`,
      isPromoted: true,
      isContinue: false,
      keys: (viewer) => recentlyAdded(state, viewer, section),
    };
  });
  return [
    {
      hubIdentifier: 'home.continue',
      title: 'Continue Watching',
      type: 'mixed',
      style: 'hero',
      key: '/hubs/home/continueWatching',
      isPromoted: true,
      isContinue: true,
      keys: (viewer) => onDeck(state, viewer),
    },
    ...recent,
  ];
}

export function sectionHubs(state: ServerState, section: PlexSection): readonly HubPlan[] {
  const isMovies = section.type === 'movie';
  const prefix = isMovies ? 'movie' : 'tv';
  const plan = (name: string, title: string, key: string, keys: HubPlan['keys']): HubPlan => ({
    hubIdentifier: `${prefix}.${name}.${section.id}`,
    title,
    type: isMovies ? 'movie' : 'mixed',
    style: 'shelf',
    key: `/library/sections/${section.id}/${key}`,
    isPromoted: name === 'recentlyadded',
    isContinue: name === 'inprogress',
    keys,
  });
  const watched = (viewer: Viewer): readonly number[] =>
    sorted(keysOf(state, section, isMovies ? 'movie' : 'episode'), 'lastViewedAt:desc', viewer).filter(
      (key) => viewer.watch(key).viewCount > 0,
    );
  const released = (viewer: Viewer): readonly number[] =>
    sorted(keysOf(state, section, section.type), 'originallyAvailableAt:desc', viewer);
  return [
    plan('inprogress', 'Continue Watching', 'onDeck', (viewer) => onDeckOf(state, viewer, section)),
    plan('recentlyadded', 'Recently Added', 'recentlyAdded', (viewer) => recentlyAdded(state, viewer, section)),
    plan('recentlyreleased', 'Recently Released', 'newest', released),
    plan('recentlyviewed', 'Recently Played', 'all?sort=lastViewedAt:desc&viewCount>>=0', watched),
  ];
}
