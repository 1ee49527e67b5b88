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
  /** Codec tags of streams, and numbers that stand for nothing: a Level and an IsAVC of sound, a Height of texts. */
  readonly emptyStreamValues: boolean;
  /** Subtitles beside the file count when one is chosen, even when they are for no foreign parts. */
  readonly externalSubtitlesChosen: boolean;
  /** Languages in names of subtitle files: the code of ISO 639-2/T, or the older B code. */
  readonly subtitleLanguageCode: 'terminology' | 'bibliographic';
  /** Chapters of whatever has none, albums and libraries included. */
  readonly chaptersEverywhere: boolean;
  readonly linksOfSeasons: boolean;
  /** A season without a folder has the year and day of its series. */
  readonly datesOfVirtualSeasons: boolean;
  /** Genres, studios and dates of a box set follow from its films. */
  readonly boxSetsInherit: boolean;
  /** `ItemId` in user data is the item's, or nothing but zeros. */
  readonly userDataNamesItem: boolean;
  readonly peopleOfMusic: boolean;
  readonly datesOfTrailers: boolean;
  /** Artists that have no folder are items of the music library. */
  readonly namedArtistsListed: boolean;
  /** ItemCounts of an artist: every kind, or only those of music. */
  readonly countsOfArtists: 'all' | 'music';
  /** A film's box set stands in its place when nobody asks as a user. */
  readonly keysSeeBoxSets: boolean;
  /** `GET /Items/{id}/Collections` */
  readonly collectionsOfItems: boolean;
  /** Genres, studios and artists without a limit: how many there are, or 0. */
  readonly totalWithoutLimit: boolean;
  /** People: how many there are, or how many are in this answer. */
  readonly totalOfPeople: 'all' | 'returned';
  readonly similarLimited: boolean;
  /** The total of `/Years` counts the items that have one. */
  readonly yearsCountItems: boolean;
  /** The total of an instant mix holds the track that it begins with twice. */
  readonly mixCountsSeedTwice: boolean;
  /** Libraries may choose where similar items come from. */
  readonly similarProviders: boolean;
  /** Apps for Chromecast: their list, and the one that the user has chosen. */
  readonly castReceivers: boolean;
  /** Episodes without a season folder are children of their series. */
  readonly looseEpisodesAreChildren: boolean;
  /** DateLastMediaAdded of the root. */
  readonly datesOfRoot: boolean;
  /** Artists with a folder are as long as their tracks, or 0. */
  readonly artistsHaveLength: boolean;
  /** The id 0...01 belongs to a row that is no item: asking for it fails. */
  readonly placeholderItem: boolean;
  /** A login's answer counts the wrong passwords before it. */
  readonly loginCountsFailures: boolean;
  /** Wrong passwords in a row disable an account that has a limit. */
  readonly locksAccounts: boolean;
  /** Whoever is made a user may manage live TV. */
  readonly usersManageLiveTv: boolean;
  /** Lyrics are streams of a track. */
  readonly lyrics: boolean;
  /** Languages in `/Items/Filters2` */
  readonly languageFilters: boolean;
  /** Similar items come with their provider ids. */
  readonly providerIdsOfSimilar: boolean;
  /** `Key` in listings of what the user has written to: the dashed item id, or what it was before. */
  readonly listedKeyChangesOnWrite: boolean;
  readonly queueItemsInSessions: boolean;
  readonly childCountInLatest: boolean;
  /** Product name and wizard flag in `/System/Info`, too. */
  readonly productInSystemInfo: boolean;
  /** Properties that later versions have and this one's document does not. */
  readonly lacks: readonly string[];
}
