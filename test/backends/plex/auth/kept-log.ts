import { inspect } from 'node:util';
import type { Logger, LogLevel, LogMethod } from '../../../../src/models/logger.ts';

export interface KeptLog {
  readonly logger: Logger;
  /** Everything that was logged, as it was given. */
  text(): string;
  warnings(): readonly string[];
}

/** Keeps what is logged. Put into an environment as it is, it stands before the redaction: what it lacks was never said. */
export function keptLog(): KeptLog {
  const lines: { readonly level: LogLevel; readonly text: string }[] = [];
  const at =
    (level: LogLevel): LogMethod =>
    (facts, message) => {
      lines.push({ level, text: `${message} ${inspect(facts, { depth: 9, showHidden: true })}` });
    };
  return {
    logger: { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    text: () => lines.map(({ text }) => text).join('\n'),
    warnings: () => lines.filter(({ level }) => level === 'warn').map(({ text }) => text),
  };
}
