import type { MockPlex } from '../../../src/testing/plex/mock-plex.ts';
import type { FixturePlan } from '../jellyfin/fixture-shapes-compare.ts';
import { ask, type CallOptions, call, only } from './harness.ts';

type Plan = FixturePlan<MockPlex>;

/** From the account's own server. */
const server =
  (path: string | ((plex: MockPlex) => string), options: CallOptions = {}): ((plex: MockPlex) => Promise<unknown>) =>
  async (plex) =>
    (await ask(only(plex.servers), typeof path === 'string' ? path : path(plex), options)).json.value;

/** From plex.tv, by the account. */
const cloud =
  (path: string): ((plex: MockPlex) => Promise<unknown>) =>
  async ({ plexTv, account }) =>
    (await call(`${plexTv.url}${path}`, { token: account.token, clientId: 'shelf' })).json.value;

const item = (kind: 'movie' | 'show' | 'season' | 'episode', rest: string = ''): Plan => ({
  ours: server((plex) => {
    const { ratingKeys } = only(plex.servers);
    const keys = {
      movie: Array.from({ length: 30 }, (_, index) => ratingKeys.movie(index)).join(),
      show: ratingKeys.show(0),
      season: ratingKeys.season(0, 1),
      episode: ratingKeys.episode(0, 1, 1),
    };
    return `/library/metadata/${keys[kind]}${rest}`;
  }),
});

const newPin = async ({
  plexTv,
}: MockPlex): Promise<{ readonly id: unknown; readonly code: unknown; all: unknown }> => {
  const headers = { 'X-Plex-Product': 'Shelf' };
  const { json } = await call(`${plexTv.url}/api/v2/pins`, { method: 'POST', clientId: 'shelf', headers });
  return { id: json.at('id').value, code: json.at('code').value, all: json.value };
};

const decision =
  (more: string): ((plex: MockPlex) => Promise<unknown>) =>
  async (plex) => {
    const path = encodeURIComponent(`/library/metadata/${only(plex.servers).ratingKeys.movie(1)}`);
    const headers = {
      'X-Plex-Client-Profile-Name': 'Generic',
      'X-Plex-Client-Profile-Extra':
        'add-transcode-target(type=videoProfile&context=streaming&protocol=hls&container=mpegts&videoCodec=h264&audioCodec=aac)' +
        '+add-transcode-target(type=videoProfile&context=streaming&protocol=dash&container=mp4&videoCodec=h264&audioCodec=aac)' +
        '+add-direct-play-profile(type=videoProfile&container=mkv,mp4&videoCodec=*&audioCodec=*)',
    };
    const query = `path=${path}&session=one&${more}`;
    return server(`/video/:/transcode/universal/decision?${query}`, { clientId: 'shelf', headers })(plex);
  };

const noMusic: Plan = { notCompared: 'the mock of Plex holds films and shows only' };
const dialect: Plan = { notCompared: 'the dialect of 0.9, with `_children`, which no server of today writes' };
const handMade: Plan = { notCompared: 'XML that was edited by hand: it has no types, and presence proves nothing' };
const notServed: Plan = { notCompared: 'no route of the mock: nothing in the library calls it' };
const player: Plan = { notCompared: 'answered by a player, not by a server' };

const films: Plan = { ours: server('/library/sections/1/all') };
const users: Plan = { ours: cloud('/api/v2/user') };
const resources: Plan = { ours: cloud('/api/v2/resources?includeHttps=1') };

/** Every file, by its name in the folder. */
export const plans: Readonly<Record<string, Plan>> = {
  'errors/plextv-422-invalid-token.json': {
    notCompared: 'quoted in a comment, without the call that it answers',
  },
  'plextv-home-users/home-users.json': { ours: cloud('/api/v2/home/users') },
  'plextv-home-users/shared-users.xml': handMade,
  'plextv-pins/claim-token.json': notServed,
  'plextv-pins/pin-linked.json': {
    ours: async (plex) => {
      const { id, code } = await newPin(plex);
      plex.approvePin(String(code));
      return (await call(`${plex.plexTv.url}/api/v2/pins/${String(id)}`, { clientId: 'shelf' })).json.value;
    },
  },
  'plextv-pins/pin-new.json': { ours: async (plex) => (await newPin(plex)).all },
  'plextv-providers/epg-provider.json': notServed,
  'plextv-providers/media-providers.json': notServed,
  'plextv-resources/devices-v1.xml': { notCompared: 'XML: its attributes are compared by a test of their own' },
  'plextv-resources/resources-4servers-http.json': resources,
  'plextv-resources/resources-4servers-https.json': resources,
  'plextv-resources/resources-two-servers.xml': handMade,
  'plextv-resources/resources-v1.xml': {
    notCompared: 'the first version of the route, which no client of today calls',
  },
  'plextv-resources/resources.json': resources,
  'plextv-sharing/friends-accepted-restricted.json': notServed,
  'plextv-sharing/friends-invite-create.json': notServed,
  'plextv-sharing/friends-pending-received.json': notServed,
  'plextv-sharing/shared-server-create.json': notServed,
  'plextv-user/account.xml': handMade,
  'plextv-user/features.json': notServed,
  'plextv-user/privacy.json': notServed,
  'plextv-user/signin-201-1.json': users,
  'plextv-user/user-info-free-guest.json': users,
  'plextv-user/user-info-free.json': users,
  'plextv-user/user-info-plexpass.json': users,
  'plextv-watchlist/watchlist-sonarr.json': notServed,
  'pms-children/photo-album-children.json': noMusic,
  'pms-children/season-episodes.json': item('season', '/children'),
  'pms-children/show-seasons.json': item('show', '/children'),
  'pms-clients/client-resources.xml': player,
  'pms-clients/clients-legacy-0.9.json': dialect,
  'pms-clients/sonos-resources.xml': player,
  'pms-collections/collection-metadata-2.json': { ours: (plex) => playlist(plex) },
  'pms-collections/collection-metadata.json': { ours: (plex) => collection(plex) },
  'pms-collections/collections.xml': handMade,
  'pms-hubs/hubs-section.xml': handMade,
  'pms-hubs/hubs.xml': handMade,
  'pms-hubs/recently-added.json': { ours: server('/hubs/home/recentlyAdded?type=2') },
  'pms-identity/identity-1.43.4.json': { ours: server('/identity') },
  'pms-markers/episode-includeMarkers.json': item('episode', '?includeMarkers=1'),
  'pms-metadata/album-audiobook.json': noMusic,
  'pms-metadata/arts.json': notServed,
  'pms-metadata/documentary-unmatched-ish.json': item('movie'),
  'pms-metadata/episode-1036.json': item('movie', '?includeChapters=1'),
  'pms-metadata/episode.json': item('episode'),
  'pms-metadata/movie-159637.json': item('movie', '?includeChapters=1'),
  'pms-metadata/movie-includeAll-182.json': item('movie', '?includeChapters=1&includeMarkers=1&includeGuids=1'),
  'pms-metadata/movie-legacy-agent.json': item('movie'),
  'pms-metadata/movie.json': item('movie'),
  'pms-metadata/posters.json': notServed,
  'pms-metadata/show.json': item('show'),
  'pms-metadata/track-157786.json': noMusic,
  'pms-playlists/playlists.xml': handMade,
  'pms-playqueue/playqueue.xml': handMade,
  'pms-root/media-providers-3.40.json': { ours: server('/media/providers') },
  'pms-root/media-providers-plexpass.json': { ours: server('/media/providers') },
  'pms-root/media-providers-unclaimed.json': { ours: server('/media/providers') },
  'pms-root/prefs.json': notServed,
  'pms-root/root.xml': handMade,
  'pms-search/artist-albums-search.json': noMusic,
  'pms-search/hubs-search.json': { ours: server('/hubs/search?query=the') },
  'pms-search/library-search-small.json': { ours: server('/library/search?query=the') },
  'pms-search/library-search.json': { ours: server('/library/search?query=the') },
  'pms-section-items/albums.json': noMusic,
  'pms-section-items/artists.json': noMusic,
  'pms-section-items/episodes-includeGuids.json': { ours: server('/library/sections/2/all?type=4&includeGuids=1') },
  'pms-section-items/episodes-watchstate.json': { ours: server('/library/sections/2/all?type=4') },
  'pms-section-items/movies-includeGuids-includeMeta.json': {
    ours: server(
      '/library/sections/1/all?includeGuids=1&includeMeta=1&X-Plex-Container-Start=0&X-Plex-Container-Size=50',
    ),
  },
  'pms-section-items/movies-plain-2024.json': films,
  'pms-section-items/movies-type1-includeMeta-2025.json': {
    ours: server('/library/sections/1/all?type=1&includeMeta=1'),
  },
  'pms-section-items/movies-watchstate.json': films,
  'pms-section-items/movies.json': films,
  'pms-section-items/photos.json': noMusic,
  'pms-section-items/shows-includeGuids-includeMeta.json': {
    ours: server('/library/sections/2/all?includeGuids=1&includeMeta=1'),
  },
  'pms-section-items/shows-watchstate.json': { ours: server('/library/sections/2/all') },
  'pms-section-items/shows.json': { ours: server('/library/sections/2/all') },
  'pms-sections/section-countries.json': { notCompared: 'works of the catalogue have no countries' },
  'pms-sections/section-details-includeDetails.json': { ours: server('/library/sections/1?includeDetails=1') },
  'pms-sections/section-genres-empty.json': { ours: server('/library/sections/1/genre') },
  'pms-sections/section-genres.json': { ours: server('/library/sections/1/genre') },
  'pms-sections/sections-1.json': { ours: server('/library/sections') },
  'pms-sections/sections-legacy-0.9.json': dialect,
  'pms-sections/sections-watchstate.json': { ours: server('/library/sections') },
  'pms-sections/sections.xml': handMade,
  'pms-sessions/livetv-sessions.xml': handMade,
  'pms-sessions/session-movie.xml': handMade,
  'pms-sessions/session-music-camelcased.json': { notCompared: 'went through a client, which changed every name' },
  'pms-sessions/session-photo.xml': handMade,
  'pms-sessions/session-transient.xml': handMade,
  'pms-timeline/timeline-progress.json': {
    ours: (plex) => {
      const key = only(plex.servers).ratingKeys.movie(1);
      const query = `ratingKey=${key}&key=/library/metadata/${key}&state=playing&time=90000&duration=6000000`;
      return server(`/:/timeline?${query}`, { clientId: 'shelf' })(plex);
    },
  },
  'pms-transcode/decision-dash-h264.json': { ours: decision('protocol=dash&directPlay=0') },
  'pms-transcode/decision-directplay.json': { ours: decision('protocol=hls&directPlay=1') },
  'pms-transcode/decision-hls-vp9.json': { ours: decision('protocol=hls&directPlay=0') },
  'pms-transcode/decision-music-mp3.json': noMusic,
  'pms-transcode/decision-offline.json': { notCompared: 'a download, which the mock does not prepare' },
  'pms-transcode/transcode-sessions-empty.json': { ours: server('/transcode/sessions') },
  'pms-transcode/transcode-sessions-video.json': {
    ours: async (plex) => {
      await decision('protocol=hls&directPlay=0')(plex);
      await ask(only(plex.servers), '/video/:/transcode/universal/start.m3u8?session=one', { clientId: 'shelf' });
      return server('/transcode/sessions')(plex);
    },
  },
  'websocket/timeline-created-1.43.json': { notCompared: 'a frame: compared by a test of its own' },
};

/** The number of the recorded row is that of a playlist. */
async function playlist(plex: MockPlex): Promise<unknown> {
  const own = only(plex.servers);
  const uri = `server://${own.machineIdentifier}/com.plexapp.plugins.library/library/metadata/${own.ratingKeys.movie(1)}`;
  const query = `type=video&title=Evening&smart=0&uri=${encodeURIComponent(uri)}`;
  const made = await ask(own, `/playlists?${query}`, { method: 'POST' });
  return server(`/playlists/${String(made.json.at('MediaContainer', 'Metadata', 0, 'ratingKey').value)}`)(plex);
}

async function collection(plex: MockPlex): Promise<unknown> {
  const own = only(plex.servers);
  const uri = `server://${own.machineIdentifier}/com.plexapp.plugins.library/library/metadata/${own.ratingKeys.movie(1)}`;
  const query = `type=1&title=Harbour&sectionId=1&uri=${encodeURIComponent(uri)}`;
  const made = await ask(own, `/library/collections?${query}`, { method: 'POST' });
  return server(`/library/collections/${String(made.json.at('MediaContainer', 'Metadata', 0, 'ratingKey').value)}`)(
    plex,
  );
}
