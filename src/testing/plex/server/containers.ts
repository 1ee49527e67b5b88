import type { WireObject } from '../wire.ts';
import type { PlexSection } from './plex-section.ts';
import type { ServerState } from './server-state.ts';

const bundle: WireObject = {
  identifier: 'com.plexapp.plugins.library',
  mediaTagPrefix: '/system/bundle/media/flags/',
  mediaTagVersion: 1_700_000_123,
};

export function libraryFields(section: PlexSection | undefined): WireObject {
  if (section === undefined) return { allowSync: true, ...bundle };
  return {
    allowSync: true,
    ...bundle,
    librarySectionID: section.id,
    librarySectionTitle: section.title,
    librarySectionUUID: section.uuid,
  };
}

/** What stands above a listing of a section. */
export function listFields(section: PlexSection, viewGroup: string, title2: string): WireObject {
  return {
    ...libraryFields(section),
    art: `/:/resources/${section.type}-fanart.jpg`,
    content: 'secondary',
    thumb: `/:/resources/${section.type}.png`,
    title1: section.title,
    title2,
    viewGroup,
  };
}

/** One row of `/library/sections`. */
export function sectionRow(state: ServerState, section: PlexSection): WireObject {
  const isMovie = section.type === 'movie';
  const changed = state.shelf.changed[section.type];
  const scannedAt = 1_780_000_000 + changed;
  return {
    allowSync: true,
    art: `/:/resources/${section.type}-fanart.jpg`,
    composite: `/library/sections/${section.id}/composite/${scannedAt}`,
    filters: true,
    refreshing: state.scans.isScanning(section),
    thumb: `/:/resources/${section.type}.png`,
    key: String(section.id),
    type: section.type,
    title: section.title,
    agent: isMovie ? 'tv.plex.agents.movie' : 'tv.plex.agents.series',
    scanner: isMovie ? 'Plex Movie' : 'Plex TV Series',
    language: 'en-US',
    uuid: section.uuid,
    updatedAt: 1_700_000_000,
    createdAt: 1_546_300_800,
    scannedAt,
    content: true,
    directory: true,
    contentChangedAt: changed * 17,
    hidden: 0,
    Location: [{ id: section.id, path: isMovie ? '/srv/films' : '/srv/series' }],
  };
}
