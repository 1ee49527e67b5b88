import type { Logger, LogLevel, LogMethod } from './logger.ts';
import { redacted, redactedText } from './redacted.ts';

/**
 * The app's logger behind a filter: nothing gets to it as it is, whatever a caller put into the facts. A level that the
 * logger says is off costs nothing.
 */
export function redactedLogger(logger: Logger): Logger {
  const at =
    (level: LogLevel): LogMethod =>
    (facts, message) => {
      if (logger.isLevelEnabled?.(level) === false) return;
      logger[level](redacted(facts), redactedText(message));
    };
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
