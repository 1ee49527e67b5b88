import type { Clock } from '../../../models/clock.ts';
import type { MockPlexUser } from '../accounts.ts';
import type { Notifications } from '../live/notifications.ts';
import type { Scans } from '../live/scan-controls.ts';
import type { PlayHistory } from '../playback/history.ts';
import type { PlaySessions } from '../playback/play-sessions.ts';
import type { Transcodes } from '../playback/transcodes.ts';
import { subjectOf } from '../rating-keys.ts';
import type { Shelf } from '../shelf.ts';
import type { WatchRecords } from '../watch-records.ts';
import type { ItemType, PlexSection } from './plex-section.ts';

/** Everything that the routes of one media server share. */
export interface ServerState {
  readonly clock: Clock;
  readonly name: string;
  /** Another one stands here while the server pretends to be another. */
  machineIdentifier: string;
  readonly version: string;
  readonly claimed: boolean;
  readonly shelf: Shelf;
  readonly records: WatchRecords;
  readonly notifications: Notifications;
  readonly scans: Scans;
  readonly sessions: PlaySessions;
  readonly transcodes: Transcodes;
  readonly history: PlayHistory;
  /** On plex.tv. */
  readonly ownerId: number;
  readonly sections: readonly PlexSection[];
  /** Totals that are told instead of the true ones, by item type. */
  readonly totals: Map<ItemType, (total: number) => number>;
  /** The user behind a token of this server, or undefined. */
  userOf(token: string | undefined): MockPlexUser | undefined;
  startUp: 'ready' | 'maintenance';
  /** What the next timeline answers tell a player to stop for. */
  termination: { readonly code: number; readonly text: string } | undefined;
}

export function sectionOf(state: ServerState, id: string | undefined): PlexSection | undefined {
  return state.sections.find((section) => String(section.id) === id);
}

export function sectionOfKey(state: ServerState, key: number): PlexSection | undefined {
  const type = subjectOf(key)?.kind === 'movie' ? 'movie' : 'show';
  return state.sections.find((section) => section.type === type);
}

/** All keys of one type, in their natural order. */
export function keysOf(state: ServerState, section: PlexSection, type: ItemType): readonly number[] {
  const { shelf } = state;
  if (section.type === 'movie') return type === 'movie' ? shelf.movieKeys() : [];
  if (type === 'show') return shelf.showKeys();
  if (type === 'season') return shelf.seasonKeys();
  return type === 'episode' ? shelf.episodeKeys() : [];
}
