/** What one source's user has done with an item. Unwatched is a value: `{played: false, playCount: 0}`. */
export interface WatchState {
  readonly played: boolean;
  readonly playCount: number;
  /** Where to go on from; absent when there is nothing to resume. */
  readonly positionMs?: number;
  readonly lastPlayedAt?: number;
  /** Absent where the server has no favourites (Plex). */
  readonly favourite?: boolean;
  /** 0 to 10. Absent when the user gave none. */
  readonly rating?: number;
  /** Shows, seasons, albums: how many playable items below are played, and how many there are. */
  readonly playedCount?: number;
  readonly itemCount?: number;
}
