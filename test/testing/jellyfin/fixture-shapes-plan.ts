import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { type MockJellyfin, startMockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { attic } from '../../../src/testing/jellyfin/scenarios/attic.ts';
import type { JellyfinVersion } from '../../../src/testing/jellyfin/version-traits.ts';
import type { FixtureDifference, FixturePlan } from './fixture-shapes-compare.ts';
import { type Client, login, signedIn, who } from './mock-client.ts';

/** One server of the attic, on which bob has watched a little. */
export interface FixtureStage {
  readonly mock: MockJellyfin;
  readonly bob: Client;
  readonly admin: Client;
}

export async function openStage(version: JellyfinVersion): Promise<FixtureStage> {
  const clock = new FakeClock(Date.UTC(2026, 10, 21, 12));
  const mock = await startMockJellyfin({ ...attic(), version, clock });
  const bob = await signedIn(mock);
  const admin = await signedIn(mock, 1, who.replace('bench-1', 'desk'));
  return { mock, bob, admin };
}

type Ask = (stage: FixtureStage) => Promise<unknown>;

const get =
  (path: string | ((stage: FixtureStage) => string), as: 'bob' | 'admin' = 'bob'): Ask =>
  async (stage) =>
    (await stage[as].get(typeof path === 'string' ? path : path(stage))).json();

/** Rows of one kind, with the fields that detail has. */
const rows =
  (type: string, fields: string): Ask =>
  async ({ bob }) =>
    (await bob.page(`/Items?recursive=true&includeItemTypes=${type}&fields=${fields}`)).Items;

/** Every row is one of the recorded kind: any of them may have what the recorded one has. */
const asRows = (recorded: unknown): unknown => [recorded];

const musicFields = [
  ...['SortName', 'ProviderIds', 'Genres', 'Path', 'MediaSources', 'MediaStreams', 'ChildCount'],
  ...['RecursiveItemCount', 'PrimaryImageAspectRatio', 'CanDownload', 'DateCreated', 'Tags', 'ParentId', 'People'],
].join();

/** Of all films: some have other streams than others. */
const sources: Ask = async ({ bob }) =>
  (await bob.page('/Items?recursive=true&includeItemTypes=Movie&fields=MediaSources,MediaStreams')).Items.flatMap(
    ({ MediaSources }) => MediaSources,
  );

const watching: Ask = async (stage) => {
  const { bob, mock } = stage;
  await bob.send('POST', `/UserPlayedItems/${mock.episodeId(0, 1, 1)}`);
  await bob.send('POST', `/UserItems/${mock.episodeId(0, 1, 2)}/UserData`, { PlaybackPositionTicks: 3_000_000_000 });
  await bob.send('POST', `/UserItems/${mock.movieId(1)}/UserData`, { PlaybackPositionTicks: 3_000_000_000 });
  return undefined;
};

const firstTrack = async ({ bob }: FixtureStage): Promise<string> =>
  String((await bob.page('/Items?recursive=true&includeItemTypes=Audio&limit=1')).Items[0]?.Id);

const unknown = 'f'.repeat(32);
const emby = { notCompared: 'an Emby server of 2016, two years before the first Jellyfin' } as const;
const later = { notCompared: 'the route follows with the playback issue' } as const;
const notServed = { notCompared: 'no route of the mock: nothing in the library calls it' } as const;

/** Every file, by its name in the folder. */
export const plans: Readonly<Record<string, FixturePlan<FixtureStage>>> = {
  'auth/authenticate-by-name-2016.json': emby,
  'auth/authenticate-by-name-shape-12.1.json': {
    ours: async ({ mock }) => (await login(mock, 0, who.replace('bench-1', 'shapes'))).json(),
  },
  'errors/400-validation-empty-body.json': { ours: get('/Items?minDateLastSavedForUser=yesterday') },
  'errors/404-plain-string.json': { ours: get(`/Shows/${unknown}/Episodes`) },
  'errors/404-problem-details.json': { ours: get(`/Items/${unknown}`) },
  'items-boxset/boxset-shape-12.1.json': {
    ours: async ({ bob }) => {
      const [boxSet] = (await bob.page('/Items?recursive=true&includeItemTypes=BoxSet')).Items;
      return (await bob.get(`/Items/${String(boxSet?.Id)}`)).json();
    },
  },
  'items-movie/items-lean-page-12.1.0.json': { ours: get('/Items?recursive=true&includeItemTypes=Movie') },
  'items-movie/movie-full-12.1.0.json': {
    ours: async ({ mock, admin }) => {
      await admin.send('POST', `/UserPlayedItems/${mock.movieId(1)}`);
      return (await admin.get(`/Items/${mock.movieId(1)}`)).json();
    },
  },
  'items-music/album-row-10.11.json': { ours: rows('MusicAlbum', musicFields), part: asRows },
  'items-music/album-this-is-christmas.json': { ours: rows('MusicAlbum', musicFields), part: asRows },
  'items-music/album-yesterday-when-i-was-mad.json': { ours: rows('MusicAlbum', musicFields), part: asRows },
  'items-music/albums-2016.json': emby,
  'items-music/artist-ash.json': { ours: rows('MusicArtist', musicFields), part: asRows },
  'items-music/audio-row-10.11.json': { ours: rows('Audio', musicFields), part: asRows },
  'items-music/track-full-2016.json': emby,
  'items-music/track-thrown-away.json': { ours: rows('Audio', musicFields), part: asRows },
  'items-music/track-where-the-bands-are.json': { ours: rows('Audio', musicFields), part: asRows },
  'items-music/tracks-2016.json': emby,
  'livetv/channels-12.2.json': { notCompared: 'television is not part of the library, and no route of the mock' },
  'mediasegments/empty-12.1.json': later,
  'nextup-resume-latest/nextup-shape-12.1.json': {
    ours: async (stage) => {
      await watching(stage);
      return (await stage.bob.get('/Shows/NextUp?fields=DateCreated')).json();
    },
  },
  'nextup-resume-latest/resume-shape-12.1.json': {
    ours: async (stage) => {
      await watching(stage);
      return (await stage.bob.get('/UserItems/Resume?mediaTypes=Video')).json();
    },
  },
  'playbackinfo/mediasource-ass-fonts-12.1.json': { ours: sources, part: asRows },
  'playbackinfo/mediasource-mkv-dvhe.08-eac3-15200k.json': { ours: sources, part: asRows },
  'playbackinfo/mediasource-mkv-h264-hi10p-aac-5000k-brokenfps.json': { ours: sources, part: asRows },
  'playbackinfo/mediasource-mp4-h264-ac3-aac-srt-2600k.json': { ours: sources, part: asRows },
  'playbackinfo/mediasource-raw.json': { ours: sources, part: asRows },
  'playlists/playlist-items-shape-12.2.json': notServed,
  'quickconnect/initiate-shape-12.2.json': {
    ours: async ({ bob }) => (await bob.send('POST', '/QuickConnect/Initiate')).json(),
  },
  'search/search-hints-artist-2016.json': emby,
  'seasons-episodes/seasons-shape-12.2.json': { ours: get(({ mock }) => `/Shows/${mock.showId(0)}/Seasons`) },
  'sessions/session-now-playing-audio-10.9.11.json': {
    ours: async (stage) => {
      const ItemId = await firstTrack(stage);
      const report = {
        ...{ ItemId, MediaSourceId: ItemId, CanSeek: true, PlayMethod: 'DirectPlay', PositionTicks: 10 },
        ...{ VolumeLevel: 80, PlaylistItemId: 'first', IsPaused: true },
      };
      await stage.bob.send('POST', '/Sessions/Playing', report);
      const sessions = (await stage.bob.get('/Sessions')).json();
      return Array.isArray(sessions) ? sessions.filter((each) => 'NowPlayingItem' in each) : sessions;
    },
    part: asRows,
  },
  'system-info/public-12.1.0.json': { ours: get('/System/Info/Public') },
  'system-info/system-info-12.1.0.json': { ours: get('/System/Info', 'admin') },
  'userdata/played-song-12.1.json': {
    ours: async (stage) => {
      const track = await firstTrack(stage);
      await stage.bob.send('POST', `/UserFavoriteItems/${track}`);
      return (await stage.bob.send('POST', `/UserPlayedItems/${track}`)).json();
    },
  },
  'users/users-12.1.0.json': { ours: get('/Users', 'admin') },
  'userviews/views-2016.json': emby,
  'virtual-folders/virtual-folders.json': { ours: get('/Library/VirtualFolders', 'admin') },
  'webhook-plugin/playback-progress-10.8.10.json': { notCompared: 'sent by a plugin, in a form of its own' },
  'websocket/emby-userdatachanged-2017.json': { notCompared: 'a frame of Emby' },
  'websocket/librarychanged-10.11.json': { notCompared: 'compared by its own test, which needs a socket' },
  'websocket/server-test-forcekeepalive.json': { notCompared: 'compared by its own test, which needs a socket' },
  'websocket/server-test-validpartial.txt': { notCompared: 'a frame cut in two: test data for readers, no answer' },
};

/** Which of our versions answers for the one that was recorded. */
export function versionFor(file: string): JellyfinVersion {
  if (/-12\.\d/.test(file) || file.startsWith('errors/')) return '12.0.0';
  if (/-10\.11/.test(file)) return '10.11.11';
  return /^(?:items-music|sessions|virtual-folders)\//.test(file) ? '10.10.7' : '12.0.0';
}

/** In what the mock differs, with the reason. One that no longer occurs fails the tests. */
export const differences: readonly FixtureDifference[] = [
  {
    file: /movie-full-12/,
    where: /^\.IsHD: absent/,
    reason: 'only from 720 lines on; the small files of the attic have 180',
  },
  {
    file: /^items-music\/|^sessions\//,
    where: /\.ProviderIds\.\*: absent/,
    reason:
      'music of the attic has no ids of other services, like that of the servers whose conversations are replayed',
  },
  {
    file: /^items-music\/|^sessions\//,
    where: /\.(?:Image(?:Tags|BlurHashes)\.\*|Parent(?:Logo|Backdrop)\w+|PrimaryImageAspectRatio): absent/,
    reason:
      'artists and albums of the attic have no pictures, like those of the servers whose conversations are replayed',
  },
  {
    file: /^items-music\/track-where|^sessions\//,
    where: /\.MediaStreams\[\]\.\w+: absent/,
    reason: 'a cover inside the file, which is listed as a video stream; files of the attic have none',
  },
  {
    file: /^items-music\//,
    where: /\.NormalizationGain: absent/,
    reason: 'how loud the file is, as its tags or a scan say; no file of the attic says so',
  },
  {
    file: /^playbackinfo\/mediasource-(?:mp4|raw)/,
    where: /^\[\]\.MediaStreams\[\]\.Type: number recorded/,
    reason: "the server's own test data writes the enum as a number; no answer of a server does",
  },
  {
    file: /^sessions\//,
    where: /\.Capabilities\.Supports(?:ContentUploading|Sync): absent/,
    reason: 'of 10.9; the recorded sessions of 10.10 and later have them no more',
  },
  {
    file: /^sessions\//,
    where: /\.(?:LastPausedDate|PlaylistItemId): absent/,
    reason: 'of players that were paused or play from a queue; the mock keeps neither, and the library reads neither',
  },
  {
    file: /^virtual-folders\//,
    where: /\.(?:PreferredMetadataLanguage|MetadataCountryCode|PrimaryImageItemId): absent/,
    reason: 'an administrator chose them; libraries of the mock are as they were made',
  },
];
