/** Who gave the id. `plex` is the id of Plex's own metadata service, the same on every Plex server. */
export type ExternalIdProvider =
  | 'imdb'
  | 'tmdb'
  | 'tvdb'
  | 'plex'
  | 'anidb'
  | 'musicbrainz-artist'
  | 'musicbrainz-album'
  | 'musicbrainz-release-group'
  | 'musicbrainz-track'
  | 'musicbrainz-recording'
  | 'tmdb-collection';

/** An id of the same work in a public database. Servers may give empty or wrong ones: empty ones are dropped. */
export interface ExternalId {
  readonly provider: ExternalIdProvider;
  readonly value: string;
}
