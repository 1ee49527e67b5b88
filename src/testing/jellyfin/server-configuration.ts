import type { MockServer } from './server.ts';

export const castReceiverApplications = [
  { Id: 'MOCK0001', Name: 'Stable' },
  { Id: 'MOCK0002', Name: 'Unstable' },
] as const;

const none = { DisabledMetadataSavers: [], LocalMetadataReaderOrder: [], MetadataFetcherOrder: [] } as const;

const itemTypes = [
  ...['Book', 'Movie', 'MusicVideo', 'Series', 'MusicAlbum', 'MusicArtist', 'BoxSet', 'Season', 'Episode'],
] as const;

/** Providers that are off for a kind of item, as the server comes. */
const disabled: Readonly<Record<string, { readonly metadata: readonly string[]; readonly images: readonly string[] }>> =
  {
    MusicVideo: { metadata: ['The Open Movie Database'], images: ['The Open Movie Database'] },
    MusicAlbum: { metadata: ['TheAudioDB'], images: [] },
    MusicArtist: { metadata: ['TheAudioDB'], images: [] },
  };

const metadataOptions = itemTypes.map((ItemType) => ({
  ItemType,
  ...none,
  DisabledMetadataFetchers: disabled[ItemType]?.metadata ?? [],
  DisabledImageFetchers: disabled[ItemType]?.images ?? [],
  ImageFetcherOrder: [],
}));

const defaults = {
  EnableMetrics: false,
  EnableNormalizedItemByNameIds: true,
  IsPortAuthorized: true,
  EnableCaseSensitiveItemIds: true,
  DisableLiveTvChannelUserDataName: true,
  MetadataPath: '',
  PreferredMetadataLanguage: 'en',
  MetadataCountryCode: 'US',
  SortReplaceCharacters: ['.', '+', '%'],
  SortRemoveCharacters: [',', '&', '-', '{', '}', "'"],
  SortRemoveWords: ['the', 'a', 'an'],
  MinResumePct: 5,
  MaxResumePct: 90,
  MinResumeDurationSeconds: 300,
  MinAudiobookResume: 5,
  MaxAudiobookResume: 5,
  InactiveSessionThreshold: 0,
  LibraryMonitorDelay: 60,
  LibraryUpdateDuration: 30,
  ImageSavingConvention: 'Legacy',
  MetadataOptions: metadataOptions,
  SkipDeserializationForBasicTypes: true,
  UICulture: 'en-US',
  SaveMetadataHidden: false,
  ContentTypes: [],
  RemoteClientBitrateLimit: 0,
  EnableFolderView: false,
  DisplaySpecialsWithinSeasons: true,
  CodecsUsed: [],
  PluginRepositories: [],
  EnableExternalContentInSuggestions: true,
  ImageExtractionTimeoutMs: 0,
  PathSubstitutions: [],
  EnableSlowResponseWarning: true,
  SlowResponseThresholdMs: 500,
  CorsHosts: ['*'],
  ActivityLogRetentionDays: 30,
  LibraryScanFanoutConcurrency: 0,
  LibraryMetadataRefreshConcurrency: 0,
  AllowClientLogUpload: true,
  DummyChapterDuration: 0,
  ChapterImageResolution: 'MatchSource',
  ParallelImageEncodingLimit: 0,
  TrickplayOptions: {
    EnableHwAcceleration: false,
    EnableHwEncoding: false,
    EnableKeyFrameOnlyExtraction: false,
    ScanBehavior: 'NonBlocking',
    ProcessPriority: 'BelowNormal',
    Interval: 10_000,
    WidthResolutions: [320],
    TileWidth: 10,
    TileHeight: 10,
    Qscale: 4,
    JpegQuality: 90,
    ProcessThreads: 1,
  },
  LogFileRetentionDays: 3,
  IsStartupWizardCompleted: true,
} as const;

/** ServerConfiguration, as it was installed but for what the mock can be told. */
export function serverConfiguration({ name, traits, settings, quickConnect }: MockServer): Record<string, unknown> {
  return {
    ...defaults,
    QuickConnectAvailable: quickConnect.enabled,
    ServerName: traits.castReceivers ? name : '',
    CastReceiverApplications: traits.castReceivers ? castReceiverApplications : [],
    // What 10.11 changed in its settings (recorded).
    ...(traits.castReceivers
      ? {
          CacheSize: 200,
          EnableGroupingMoviesIntoCollections: false,
          EnableGroupingShowsIntoCollections: false,
          EnableLegacyAuthorization: settings.legacyAuthorization,
        }
      : { EnableGroupingIntoCollections: false, RemoveOldPlugins: true }),
  };
}
