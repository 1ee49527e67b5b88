import { Hono } from 'hono';
import { container, htmlError, maintenance } from '../answers.ts';
import { Collections } from '../lists/collections.ts';
import { PlayQueues } from '../lists/play-queues.ts';
import { Playlists } from '../lists/playlists.ts';
import { addEventStream } from '../live/event-stream.ts';
import { addScanRoutes } from '../live/scan-routes.ts';
import { addHistoryRoutes } from '../playback/history-routes.ts';
import { addSessionRoutes } from '../playback/session-routes.ts';
import { addTranscodeRoutes } from '../playback/transcode-routes.ts';
import type { WireObject } from '../wire.ts';
import { addCollectionRoutes } from './collection-routes.ts';
import { addFilterRoutes } from './filter-routes.ts';
import { addHubRoutes } from './hub-routes.ts';
import { addImageRoutes } from './image-routes.ts';
import { addMetadataRoutes } from './metadata-routes.ts';
import { addOnDeckRoutes } from './on-deck.ts';
import { addPartRoutes } from './part-routes.ts';
import { addPlayQueueRoutes } from './play-queue-routes.ts';
import { addPlaylistRoutes } from './playlist-routes.ts';
import { addProviderRoutes } from './provider-routes.ts';
import { addRecentRoutes } from './recent-routes.ts';
import { addSearchRoutes } from './search-routes.ts';
import { addSectionRoutes } from './section-routes.ts';
import type { ServerApp, ServerEnv } from './server-env.ts';
import type { ServerState } from './server-state.ts';
import { addStateRoutes } from './state-routes.ts';
import { viewerOf } from './viewer.ts';

/** A media server, without its socket. */
export function createServerApp(state: ServerState): ServerApp {
  const app: ServerApp = new Hono<ServerEnv>();
  app.use(async (_context, next) => (state.startUp === 'maintenance' ? maintenance() : await next()));

  app.get('/identity', (context) =>
    container(context.req.raw, {
      size: 0,
      apiVersion: '1.2.2',
      claimed: state.claimed,
      machineIdentifier: state.machineIdentifier,
      version: state.version,
    }),
  );

  app.use(async (context, next) => {
    const token = context.req.header('X-Plex-Token') ?? context.req.query('X-Plex-Token');
    const user = state.userOf(token);
    if (user === undefined) return htmlError(401);
    context.set('viewer', viewerOf(state, user));
    return await next();
  });

  app.get('/', (context) => container(context.req.raw, capabilities(state)));
  addProviderRoutes(app, state, capabilities(state));
  addCollectionRoutes(app, state, new Collections(state));
  addSectionRoutes(app, state);
  addRecentRoutes(app, state);
  addFilterRoutes(app, state);
  addHubRoutes(app, state);
  const lists = { playlists: new Playlists(state), queues: new PlayQueues() };
  addPlaylistRoutes(app, state, lists);
  addPlayQueueRoutes(app, state, lists);
  addMetadataRoutes(app, state);
  addOnDeckRoutes(app, state);
  addSearchRoutes(app, state);
  addStateRoutes(app, state);
  addEventStream(app, state);
  addScanRoutes(app, state);
  addSessionRoutes(app, state);
  addTranscodeRoutes(app, state);
  addHistoryRoutes(app, state);
  addImageRoutes(app, state);
  addPartRoutes(app, state);
  app.notFound(() => htmlError(404));
  app.onError(() => htmlError(500));
  return app;
}

const features = ['activities', 'hubs', 'identity', 'library', 'media', 'playlists', 'playQueues', 'status'];

function capabilities(state: ServerState): WireObject {
  const directories = features.map((key) => ({ count: 1, key, title: key }));
  return {
    size: directories.length,
    allowCameraUpload: false,
    allowChannelAccess: true,
    allowMediaDeletion: false,
    allowSharing: true,
    allowSync: true,
    allowTuners: false,
    backgroundProcessing: true,
    certificate: true,
    claimed: state.claimed,
    companionProxy: true,
    countryCode: 'usa',
    diagnostics: 'logs,databases,streaminglogs',
    eventStream: true,
    friendlyName: state.name,
    hubSearch: true,
    livetv: 7,
    machineIdentifier: state.machineIdentifier,
    mediaProviders: true,
    multiuser: true,
    myPlex: state.claimed,
    myPlexSigninState: state.claimed ? 'ok' : 'none',
    myPlexSubscription: false,
    ownerFeatures: state.claimed ? 'collections,home,pass' : '',
    platform: 'Linux',
    platformVersion: '6.8',
    pluginHost: false,
    sync: true,
    transcoderAudio: true,
    transcoderSubtitles: true,
    transcoderVideo: true,
    transcoderVideoBitrates: '64,96,208,320,720,1500,2000,3000,4000,8000,10000,12000,20000',
    transcoderVideoQualities: '0,1,2,3,4,5,6,7,8,9,10,11,12',
    transcoderVideoResolutions: '128,128,160,240,320,480,768,720,720,1080,1080,1080,1080',
    // Seen as -1 while nobody has claimed the server.
    updatedAt: state.claimed ? 1_780_000_000 : -1,
    version: state.version,
    Directory: directories,
  };
}
