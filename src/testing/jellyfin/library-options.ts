import type { ShelfPlan } from './shelves.ts';
import type { VersionTraits } from './version-traits.ts';

const itemTypes = [
  ...['Movie', 'Series', 'Season', 'Episode', 'BoxSet', 'MusicArtist', 'MusicAlbum', 'Audio', 'MusicVideo', 'Person'],
  ...['Video', 'Photo', 'PhotoAlbum'],
] as const;

/** LibraryOptions: the defaults, without any provider from the net. Box sets have less to set (recorded). */
export function libraryOptions(traits: VersionTraits, shelf: ShelfPlan, path: string): Record<string, unknown> {
  const made = shelf.collectionType === 'boxsets';
  const similar = traits.similarProviders ? { SimilarItemProviders: [], SimilarItemProviderOrder: [] } : {};
  return {
    ...switches,
    PathInfos: [{ Path: path }],
    SaveLocalMetadata: made,
    ...(made ? {} : { MetadataSavers: [], LocalMetadataReaderOrder: ['Nfo'], SubtitleDownloadLanguages: [] }),
    // A slip of the pen that 10.11 mended.
    [traits.emptyValuesWritten ? 'MediaSegmentProviderOrder' : 'MediaSegmentProvideOrder']: [],
    AutomaticallyAddToCollection: shelf.collectionType === 'movies' && shelf.name === 'Movies',
    TypeOptions: made
      ? []
      : itemTypes.map((Type) => ({
          Type,
          MetadataFetchers: [],
          MetadataFetcherOrder: [],
          ImageFetchers: [],
          ImageFetcherOrder: [],
          ImageOptions: [],
          ...similar,
        })),
  };
}

const switches = {
  Enabled: true,
  EnablePhotos: true,
  EnableRealtimeMonitor: false,
  EnableLUFSScan: false,
  EnableChapterImageExtraction: false,
  ExtractChapterImagesDuringLibraryScan: false,
  EnableTrickplayImageExtraction: false,
  ExtractTrickplayImagesDuringLibraryScan: false,
  EnableInternetProviders: false,
  EnableAutomaticSeriesGrouping: true,
  EnableEmbeddedTitles: false,
  EnableEmbeddedExtrasTitles: false,
  EnableEmbeddedEpisodeInfos: false,
  AutomaticRefreshIntervalDays: 0,
  SeasonZeroDisplayName: 'Specials',
  DisabledLocalMetadataReaders: [],
  DisabledSubtitleFetchers: [],
  SubtitleFetcherOrder: [],
  DisabledMediaSegmentProviders: [],
  SkipSubtitlesIfEmbeddedSubtitlesPresent: false,
  SkipSubtitlesIfAudioTrackMatches: true,
  RequirePerfectSubtitleMatch: true,
  SaveSubtitlesWithMedia: true,
  SaveLyricsWithMedia: false,
  SaveTrickplayWithMedia: false,
  DisabledLyricFetchers: [],
  LyricFetcherOrder: [],
  PreferNonstandardArtistsTag: false,
  UseCustomTagDelimiters: false,
  CustomTagDelimiters: ['/', '|', ';', '\\'],
  DelimiterWhitelist: [],
  AllowEmbeddedSubtitles: 'AllowAll',
} as const;
