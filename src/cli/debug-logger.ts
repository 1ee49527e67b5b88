import { inspect } from 'node:util';
import { environment, isMediafoldError, type Logger, type LogMethod } from 'mediafold';
import type { Cli } from './cli.ts';

export const isDebugging = (env: Cli['env']): boolean => env.MEDIAFOLD_DEBUG === '1';

/** One JSON line for each event, to stderr; only when it was asked for. Facts come redacted. */
export function debugLogger({ env, terminal, now }: Cli): Logger | undefined {
  if (!isDebugging(env)) return undefined;
  const at =
    (level: string): Logger['info'] =>
    (facts, message) =>
      terminal.note(JSON.stringify({ at: new Date(now()).toISOString(), level, message, ...facts }));
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** For whoever looks for a fault. Of an error that is not the library's nothing is known: it may quote a request. */
export function debugText(error: unknown): string {
  if (isMediafoldError(error)) return inspect(error);
  let text = '';
  const keep: LogMethod = (facts) => {
    text = inspect(facts.error, { depth: 8 });
  };
  environment({ logger: { trace: keep, debug: keep, info: keep, warn: keep, error: keep } }).logger.debug(
    { error },
    '',
  );
  return text;
}
