export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

export type LogMethod = (facts: Readonly<Record<string, unknown>>, message: string) => void;

/** The part of pino's interface that is used here. Facts and messages are redacted before they get to the logger. */
export interface Logger {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** Absent: every level is written. */
  isLevelEnabled?(level: LogLevel): boolean;
}

const nothing: LogMethod = () => undefined;

export const silentLogger: Logger = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
