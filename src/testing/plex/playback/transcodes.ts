import type { Clock } from '../../../models/clock.ts';

/** One conversion, from the decision on. */
export interface Transcode {
  /** The client's name for it. */
  readonly id: string;
  readonly key: number;
  readonly durationMs: number;
  readonly sourceVideoCodec: string;
  readonly sourceAudioCodec: string;
  readonly protocol: string;
  /** False between the decision and the start. */
  readonly running: boolean;
  /** Epoch milliseconds. */
  readonly heardAt: number;
}

export interface Transcodes {
  /** A decision on a session that runs ends its encoder. */
  decide(transcode: Omit<Transcode, 'running' | 'heardAt'>): void;
  /** Undefined without a decision before. */
  start(id: string): Transcode | undefined;
  /** Undefined for a session that is unknown or was forgotten. */
  find(id: string): Transcode | undefined;
  /** Says that somebody is still there. Undefined as in `find`. */
  touch(id: string): Transcode | undefined;
  stop(id: string): Transcode | undefined;
  running(): readonly Transcode[];
}

/** Without a ping or a segment for so long, an encoder is stopped: seen as "a minute or so". */
const forgottenAfterMs = 60_000;

/** @param ended hears of every encoder that stops, whyever */
export function createTranscodes(clock: Clock, ended: (transcode: Transcode) => void = () => {}): Transcodes {
  const transcodes = new Map<string, Transcode>();
  const drop = (transcode: Transcode): void => {
    transcodes.delete(transcode.id);
    if (transcode.running) ended(transcode);
  };
  const forgetSilent = (): void => {
    for (const transcode of transcodes.values()) {
      if (clock.now() - transcode.heardAt >= forgottenAfterMs) drop(transcode);
    }
  };
  const find = (id: string): Transcode | undefined => {
    forgetSilent();
    return transcodes.get(id);
  };
  const keep = (transcode: Omit<Transcode, 'heardAt'>): Transcode => {
    const kept = { ...transcode, heardAt: clock.now() };
    transcodes.set(transcode.id, kept);
    return kept;
  };
  return {
    find,
    decide: (transcode) => {
      const known = find(transcode.id);
      if (known !== undefined) drop(known);
      keep({ ...transcode, running: false });
    },
    start: (id) => {
      const known = find(id);
      return known === undefined ? undefined : keep({ ...known, running: true });
    },
    touch: (id) => {
      const known = find(id);
      return known === undefined ? undefined : keep(known);
    },
    stop: (id) => {
      const known = find(id);
      if (known !== undefined) drop(known);
      return known;
    },
    running: () => {
      forgetSilent();
      return [...transcodes.values()].filter(({ running }) => running);
    },
  };
}
