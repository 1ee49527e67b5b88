import type { Logger } from 'mediafold';
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
