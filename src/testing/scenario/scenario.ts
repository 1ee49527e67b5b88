import type { Fault } from '../http/faults.ts';
import type { Pace } from '../http/pace.ts';
import type { UserOptions } from '../jellyfin/accounts.ts';
import type { JellyfinVersion } from '../jellyfin/version-traits.ts';
import type { MockPlexUserOptions } from '../plex/accounts.ts';

/** A household and what happens in it. All of it can be written as JSON; times are milliseconds after the start. */
export interface Scenario {
  /** Any whole number; the same one gives the same libraries. Default 1. */
  readonly seed?: number;
  /** On each of the two servers. Default 600. */
  readonly movies?: number;
  /** On each of the two servers. Default 60. */
  readonly shows?: number;
  /** Which part of each server's works the other has too, 0 to 1. Default 0.4. */
  readonly overlap?: number;
  /** Default `instant`. */
  readonly pace?: Pace;
  readonly jellyfin?: {
    readonly version?: JellyfinVersion;
    /** `attic`: movies, shows, music, home videos and a box set that stay as they are, with the users bob and admin. */
    readonly library?: 'generated' | 'attic';
    readonly users?: readonly UserOptions[];
    readonly enableLegacyAuthorization?: boolean;
    readonly quickConnect?: boolean;
  };
  readonly plex?: {
    readonly version?: string;
    /** The others in the account's Plex Home. */
    readonly users?: readonly MockPlexUserOptions[];
  };
  readonly faults?: readonly ScenarioFault[];
  readonly events?: readonly ScenarioEvent[];
}

/** `after` and `between` are milliseconds after the start. */
export type ScenarioFault = Omit<Fault, 'path'> & {
  readonly on: 'plexTv' | 'plex' | 'jellyfin';
  /** Which requests, by path without query: this one. */
  readonly path?: string;
  /** Or those that match this regular expression. */
  readonly pattern?: string;
};

interface When {
  /** Milliseconds after the start. */
  readonly at: number;
  /** Default: both servers. */
  readonly on?: 'plex' | 'jellyfin';
}

/** Movies go by their number in the world. Users go by name; default: the first one of each server. */
export type ScenarioEvent =
  /** The next movies of the world. Default: one. */
  | (When & { readonly do: 'addMovie'; readonly count?: number })
  | (When & { readonly do: 'removeMovie'; readonly movie: number })
  | (When & {
      readonly do: 'editMovie';
      readonly movie: number;
      readonly title?: string;
      readonly overview?: string;
      readonly year?: number;
      readonly genres?: readonly string[];
    })
  | (When & { readonly do: 'watch' | 'unwatch'; readonly movie: number; readonly user?: string })
  /** So many items are looked at again. */
  | (When & { readonly do: 'scanStorm'; readonly entries: number })
  | (When & { readonly do: 'restart' })
  /** Nothing that was given out opens the server any more: of one Jellyfin user, or of everybody. */
  | (When & { readonly do: 'revokeTokens'; readonly user?: string })
  /** The Jellyfin server's. */
  | (When & { readonly do: 'upgrade'; readonly version: JellyfinVersion });
