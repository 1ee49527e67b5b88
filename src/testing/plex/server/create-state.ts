import type { Clock } from '../../../models/clock.ts';
import type { Holdings, World } from '../../catalogue/works.ts';
import { tellChange } from '../live/library-events.ts';
import { createNotifications } from '../live/notifications.ts';
import { createScans } from '../live/scans.ts';
import { createHistory } from '../playback/history.ts';
import { createPlaySessions } from '../playback/play-sessions.ts';
import { tellTranscode } from '../playback/transcode-routes.ts';
import { transcodeRow } from '../playback/transcode-row.ts';
import { createTranscodes } from '../playback/transcodes.ts';
import { hexOf } from '../rows/tags.ts';
import { Shelf } from '../shelf.ts';
import { WatchRecords } from '../watch-records.ts';
import type { ServerState } from './server-state.ts';
import type { ServerTokens } from './server-tokens.ts';

export interface StateFacts
  extends Pick<ServerState, 'name' | 'machineIdentifier' | 'version' | 'claimed' | 'startUp'> {
  readonly world: World;
  readonly holdings: Holdings;
  readonly clock: Clock;
  readonly tokens: ServerTokens;
  readonly ownerId: number;
  /** Aborted when the server is closed: ends what it does by itself. */
  readonly closing: AbortSignal;
}

export function createServerState(facts: StateFacts): ServerState {
  const { world, holdings, clock, tokens, closing, ...told } = facts;
  const { machineIdentifier } = facts;
  const state: ServerState = {
    ...told,
    clock,
    shelf: new Shelf(world, holdings, clock, (what, key) => tellChange(state, what, key, closing)),
    records: new WatchRecords(),
    notifications: createNotifications(),
    scans: createScans(() => state, closing),
    sessions: createPlaySessions(clock),
    transcodes: createTranscodes(clock, (transcode) => tellTranscode(state, 'end', transcodeRow(transcode))),
    history: createHistory(),
    sections: [
      { id: 1, type: 'movie', title: 'Films', uuid: uuid(`${machineIdentifier} 1`) },
      { id: 2, type: 'show', title: 'Series', uuid: uuid(`${machineIdentifier} 2`) },
    ],
    totals: new Map(),
    userOf: (token) => tokens.userOf(token),
    termination: undefined,
  };
  return state;
}

function uuid(text: string): string {
  const hex = hexOf(text, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
