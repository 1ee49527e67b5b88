/** What the test and its processes say to each other about the rows: JSON, a line for each message. */

import type { Drift } from './drift.ts';

/** A way in, with what a person would type or click. */
export type Way =
  | {
      readonly kind: 'plex-pin';
      readonly strong?: boolean;
      readonly deviceKey?: boolean;
      /** Then goes on as this member of the Plex Home. */
      readonly member?: { readonly name: string; readonly pin?: string };
    }
  | { readonly kind: 'plex-account-token'; readonly token: string }
  | { readonly kind: 'plex-server-token'; readonly url: string; readonly token: string }
  | {
      readonly kind: 'jellyfin-password';
      readonly url: string;
      readonly username: string;
      readonly password: string;
      readonly keep: boolean;
    }
  | { readonly kind: 'quick-connect'; readonly url: string }
  | { readonly kind: 'jellyfin-api-key'; readonly url: string; readonly key: string; readonly userName: string }
  | { readonly kind: 'jellyfin-token'; readonly url: string; readonly token: string; readonly deviceId: string };

/**
 * One process each. `link`: signs in and syncs. `live`: opens, syncs, something happens, syncs. `again`: opens, syncs,
 * what can be put right from outside is put right, and the person signs in again where that is needed.
 */
export type Part = 'link' | 'live' | 'again';

export interface Job {
  readonly row: string;
  readonly path: string;
  readonly plexTvUrl?: string;
  readonly way: Way;
  /** How far the process's clock is off the machine's. */
  readonly clockOffsetMs: number;
  readonly drift?: Drift;
  /** Absent before the first sign-in. */
  readonly sourceId?: string;
  readonly watchedId: string;
}

/** From the process: it waits for a `Reply`. */
export type Question =
  | { readonly row: string; readonly ask: 'approve'; readonly code: string }
  | { readonly row: string; readonly ask: 'happen' }
  | { readonly row: string; readonly ask: 'put right' };

export interface Reply {
  readonly row: string;
  readonly clockOffsetMs: number;
  readonly way: Way;
}

/** How a sync ended, and what the app knows of the source then. */
export interface Met {
  /** `completed`, or the code of the error. */
  readonly sync: string;
  readonly state: string;
  readonly message?: string;
  readonly added?: number;
  readonly changed?: number;
  readonly removed?: number;
  /** What it sent. */
  readonly requests: number;
}

export interface Outcome {
  readonly row: string;
  readonly sourceId: string;
  readonly deviceId: string;
  readonly credential: string;
  /** Of the source, after the part. */
  readonly items: number;
  readonly sources: number;
  /** Whether the catalogue still knows that the item was watched. */
  readonly watched: boolean;
  /** `again`: the state of the source right after opening. */
  readonly opensAs?: string;
  /** The first sync of the part; in `link` the only one. */
  readonly first: Met;
  /** `live`: after it happened. `again`: after all was put right. */
  readonly then?: Met;
  /** `live`: what is stored is another credential than before. */
  readonly renewed?: boolean;
  /** `again`: what signing in again made of the source. */
  readonly signedIn?: { readonly sameSource: boolean; readonly isNew: boolean; readonly credential: string };
  readonly needsSignIn?: string;
}

export type Told =
  | Question
  | { readonly row: string; readonly done: Outcome }
  | { readonly row: string; readonly failed: string };
