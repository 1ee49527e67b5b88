import type { Clock } from '../../../models/clock.ts';
import type { MockPlexUser } from '../accounts.ts';

export type PlayState = 'playing' | 'paused' | 'buffering' | 'stopped';

/** What a player said about itself, from its headers. */
export interface Player {
  readonly machineIdentifier: string;
  readonly title: string;
  readonly product: string;
  readonly platform: string;
  readonly version: string;
  readonly device: string;
}

export interface PlayReport {
  /** The player's own name for this playback, or its client identifier. */
  readonly id: string;
  readonly user: MockPlexUser;
  readonly player: Player;
  readonly key: number;
  readonly viewOffset: number;
  readonly state: PlayState;
}

export interface PlaySession extends PlayReport {
  /** The server's number for it. */
  readonly sessionKey: string;
  /** Epoch milliseconds. */
  readonly heardAt: number;
}

export interface PlaySessions {
  /** Begins, goes on or ends. @returns the session as it is after the report */
  report(report: PlayReport): PlaySession;
  /** Those that were heard of within the last minute; the others are forgotten. */
  all(): readonly PlaySession[];
  /** Every further report of this session is answered with the text. False: there is no such session. */
  terminate(id: string, text: string): boolean;
  /** What a player that reports this session has to be told. */
  terminationOf(id: string): string | undefined;
}

/** Also while it is paused, a player has to be heard of; seen as "a minute or so". */
const forgottenAfterMs = 60_000;

/** Who plays what. Needs no timer: the silent are left out when somebody looks. */
export function createPlaySessions(clock: Clock): PlaySessions {
  const sessions = new Map<string, PlaySession>();
  const terminated = new Map<string, string>();
  let begun = 0;

  const forgetSilent = (): void => {
    for (const [id, { heardAt }] of sessions) if (clock.now() - heardAt >= forgottenAfterMs) sessions.delete(id);
  };
  return {
    report: (report) => {
      forgetSilent();
      const known = sessions.get(report.id);
      if (known === undefined) begun += 1;
      const session = { ...report, sessionKey: known?.sessionKey ?? String(begun), heardAt: clock.now() };
      if (report.state === 'stopped') sessions.delete(report.id);
      else sessions.set(report.id, session);
      return session;
    },
    all: () => {
      forgetSilent();
      return [...sessions.values()];
    },
    terminate: (id, text) => {
      forgetSilent();
      if (!sessions.delete(id)) return false;
      terminated.set(id, text);
      return true;
    },
    terminationOf: (id) => terminated.get(id),
  };
}
