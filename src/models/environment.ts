import { type Clock, systemClock } from './clock.ts';
import { type Logger, silentLogger } from './logger.ts';
import { redactedLogger } from './redacted-logger.ts';

/** What the world supplies. Everything that is not given is the platform's own; the logger is silent. */
export interface Environment {
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  /** 0 (included) to 1 (not included): jitter of retries, nothing secret. */
  readonly random: () => number;
  /** Made by {@link environment}, it shows no secret to the app's own logger. */
  readonly logger: Logger;
}

export function environment(given: Partial<Environment> = {}): Environment {
  return {
    // Looked up at each call, so that a page or a test that replaces the global is honoured.
    fetch: given.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock: given.clock ?? systemClock,
    random: given.random ?? Math.random,
    logger: given.logger === undefined || given.logger === silentLogger ? silentLogger : redactedLogger(given.logger),
  };
}
