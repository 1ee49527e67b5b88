/** Versions that were seen on running servers or whose documents are known. */
export type JellyfinVersion = '10.8.13' | '10.10.7' | '10.11.11' | '12.0.0';

/** In what the versions differ, as seen side by side. What is not listed here is the same in all of them. */
export interface VersionTraits {
  /** `EnableLegacyAuthorization`: `forced` cannot be switched off. */
  readonly legacyAuthorization: 'forced' | 'on' | 'off';
  /** `X-Emby-Authorization` beats `Authorization` unless it is empty, even when its token is bad. */
  readonly embyHeaderWins: boolean;
  readonly initiateMethods: readonly ('GET' | 'POST')[];
  /** `/emby/...` and `/mediabrowser/...` lead to the same routes. */
  readonly embyPrefixes: boolean;
  /** The routes without `/Users/{id}` in front, which came with 10.9. */
  readonly userlessRoutes: boolean;
  /** A login takes the device away from every other user. */
  readonly loginRevokesOtherUsers: boolean;
  /** What `minDateLastSaved` does when it stands alone. */
  readonly minDateLastSaved: 'nothing' | 'fails' | 'works';
  /** `filters=IsPlayed,IsUnplayed`: refused, or the last one named wins. */
  readonly contradictingFilters: 'refused' | 'last-wins';
  /** Filters on watch state from an API key without a user. */
  readonly userFiltersWithoutUser: 'fail' | 'ignored';
  /** The small server that answers in camelCase while the real one is loading. */
  readonly setUpServer: boolean;
  readonly immutableImages: boolean;
  /** `/Items/Counts` fills ItemCount and ArtistCount. */
  readonly countsEverything: boolean;
  /** Next up gives the first episode of every series while nothing has been played. */
  readonly nextUpOfUntouched: boolean;
  readonly negativeLimit: 'everything' | 'nothing';
  readonly recursiveByType: boolean;
  readonly sortedByDefault: boolean;
  /** `UserData.Key` of a movie turns from the provider id to the dashed item id at the first write. */
  readonly movieKeyChangesOnWrite: boolean;
  /** PlayedPercentage of series and seasons: in every answer, or only with RecursiveItemCount. */
  readonly folderPercentageAlways: boolean;
  readonly parentPrimaryOnEpisodes: boolean;
  /** Writes DateLastMediaAdded, SeriesStudio and the like even when they are empty. */
  readonly emptyValuesWritten: boolean;
  readonly originalLanguageOfStreams: boolean;
  readonly childCountInLatest: boolean;
  /** Product name and wizard flag in `/System/Info`, too. */
  readonly productInSystemInfo: boolean;
  /** Properties that later versions have and this one's document does not. */
  readonly lacks: readonly string[];
}

const since12: VersionTraits = {
  legacyAuthorization: 'off',
  embyHeaderWins: false,
  initiateMethods: ['POST'],
  embyPrefixes: false,
  userlessRoutes: true,
  loginRevokesOtherUsers: false,
  minDateLastSaved: 'works',
  contradictingFilters: 'refused',
  userFiltersWithoutUser: 'fail',
  setUpServer: true,
  immutableImages: true,
  countsEverything: true,
  nextUpOfUntouched: false,
  negativeLimit: 'everything',
  recursiveByType: true,
  sortedByDefault: true,
  movieKeyChangesOnWrite: false,
  folderPercentageAlways: true,
  parentPrimaryOnEpisodes: true,
  emptyValuesWritten: true,
  originalLanguageOfStreams: true,
  childCountInLatest: false,
  productInSystemInfo: true,
  lacks: [],
};

const since1011: VersionTraits = {
  ...since12,
  legacyAuthorization: 'on',
  initiateMethods: ['GET', 'POST'],
  embyPrefixes: true,
  contradictingFilters: 'last-wins',
  immutableImages: false,
  countsEverything: false,
  recursiveByType: false,
  movieKeyChangesOnWrite: true,
  folderPercentageAlways: false,
  parentPrimaryOnEpisodes: false,
  originalLanguageOfStreams: false,
  childCountInLatest: true,
};

const since1010: VersionTraits = {
  ...since1011,
  legacyAuthorization: 'forced',
  embyHeaderWins: true,
  minDateLastSaved: 'fails',
  userFiltersWithoutUser: 'ignored',
  setUpServer: false,
  nextUpOfUntouched: true,
  negativeLimit: 'nothing',
  sortedByDefault: false,
  movieKeyChangesOnWrite: false,
  emptyValuesWritten: false,
  productInSystemInfo: false,
};

const since108: VersionTraits = {
  ...since1010,
  initiateMethods: ['GET'],
  userlessRoutes: false,
  loginRevokesOtherUsers: true,
  minDateLastSaved: 'nothing',
  lacks: [
    ...['CastReceiverApplications', 'CastReceiverId', 'EnableCollectionManagement', 'EnableSubtitleManagement'],
    ...['EnableLyricManagement', 'AllowedTags', 'PlaybackOrder', 'Trickplay', 'UseMostCompatibleTranscodingProfile'],
    ...['HasSegments', 'AudioSpatialFormat', 'IsHearingImpaired', 'LocalizedHearingImpaired', 'ReferenceFrameRate'],
  ],
};

export const versionTraits: Readonly<Record<JellyfinVersion, VersionTraits>> = {
  '10.8.13': since108,
  '10.10.7': since1010,
  '10.11.11': since1011,
  '12.0.0': since12,
};
