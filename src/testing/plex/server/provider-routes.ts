import { container } from '../answers.ts';
import type { WireObject } from '../wire.ts';
import type { PlexSection } from './plex-section.ts';
import type { ServerApp } from './server-env.ts';
import type { ServerState } from './server-state.ts';

/** `/library`, and the list of what official clients build their addresses from. */
export function addProviderRoutes(app: ServerApp, state: ServerState, capabilities: WireObject): void {
  app.get('/library', (context) => {
    const rows = [
      { key: 'sections', title: 'Library Sections' },
      { key: 'recentlyAdded', title: 'Recently Added Content' },
      { key: 'onDeck', title: 'On Deck Content' },
    ];
    return container(context.req.raw, {
      size: rows.length,
      allowSync: false,
      art: '/:/resources/library-art.png',
      content: '',
      identifier: 'com.plexapp.plugins.library',
      mediaTagPrefix: '/system/bundle/media/flags/',
      mediaTagVersion: 1_700_000_123,
      title1: 'Plex Library',
      title2: '',
      Directory: rows,
    });
  });

  app.get('/media/providers', (context) =>
    container(context.req.raw, {
      ...capabilities,
      size: 1,
      Directory: undefined,
      MediaProvider: [
        {
          identifier: 'com.plexapp.plugins.library',
          title: 'Library',
          types: 'video,audio,photo',
          protocols: 'stream,download',
          Feature: featuresOf(state),
        },
      ],
    }),
  );
}

function featuresOf(state: ServerState): readonly WireObject[] {
  return [
    {
      key: '/library/sections',
      type: 'content',
      Directory: [{ hubKey: '/hubs', title: 'Home' }, ...state.sections.map(contentOf)],
    },
    { key: '/hubs/search', type: 'search' },
    { key: '/library/search', type: 'universalsearch' },
    { key: '/library/metadata', type: 'metadata' },
    { key: '/:/rate', type: 'rate' },
    { key: '/photo/:/transcode', type: 'imagetranscoder' },
    { key: '/hubs/promoted', type: 'promoted' },
    { key: '/hubs/continueWatching', type: 'continuewatching' },
    { flavor: 'universal', key: '/playlists', type: 'playlist' },
    { flavor: 'universal', key: '/playQueues', type: 'playqueue' },
    { key: '/library/collections', type: 'collection' },
    { scrobbleKey: '/:/scrobble', unscrobbleKey: '/:/unscrobble', key: '/:/timeline', type: 'timeline' },
    { type: 'manage' },
    { type: 'queryParser' },
  ];
}

function contentOf(section: PlexSection): WireObject {
  const isMovies = section.type === 'movie';
  const own = `/library/sections/${section.id}`;
  const pivot = (id: string, key: string, type: string, title: string, symbol: string): WireObject => ({
    id,
    key,
    type,
    title,
    context: `content.${id}`,
    symbol,
  });
  return {
    agent: isMovies ? 'tv.plex.agents.movie' : 'tv.plex.agents.series',
    language: 'en-US',
    refreshing: false,
    scanner: isMovies ? 'Plex Movie' : 'Plex TV Series',
    uuid: section.uuid,
    id: String(section.id),
    key: own,
    hubKey: `/hubs/sections/${section.id}`,
    type: section.type,
    title: section.title,
    updatedAt: 1_700_000_000,
    scannedAt: 1_780_000_000,
    Pivot: [
      pivot('recommended', `/hubs/sections/${section.id}`, 'hub', 'Recommended', 'star'),
      pivot('library', `${own}/all?type=${isMovies ? 1 : 2}`, 'list', 'Library', 'library'),
      pivot('collections', `${own}/collections`, 'list', 'Collections', 'stack'),
    ],
  };
}
