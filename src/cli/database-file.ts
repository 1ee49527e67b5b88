import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { CliFailure } from './failure.ts';

/** `read`: looking is enough, also at what the demo left. `look`: that too, but only at one's own. `change`: must be there. `create`: made when it is missing. */
export type DatabasePurpose = 'read' | 'look' | 'change' | 'create';

export interface DatabaseQuestion {
  readonly given: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly purpose: DatabasePurpose;
}

export interface DatabaseChoice {
  readonly path: string;
  /** What a person should know about the choice. */
  readonly remark?: string;
}

const fileName = 'catalogue.db';
const demoFile = join('mediafold-demo', fileName);

/** Where programs keep a person's data on this platform. */
export function defaultDatabase(env: DatabaseQuestion['env'], platform: NodeJS.Platform, home: string): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = env;
  if (XDG_DATA_HOME !== undefined && isAbsolute(XDG_DATA_HOME)) return join(XDG_DATA_HOME, 'mediafold', fileName);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'mediafold', fileName);
  if (platform === 'win32') return join(LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'mediafold', fileName);
  return join(home, '.local', 'share', 'mediafold', fileName);
}

/** @throws {CliFailure} when there is nothing to read */
export function chooseDatabase({ given, env, cwd, purpose }: DatabaseQuestion): DatabaseChoice {
  const named = given ?? (env.MEDIAFOLD_DATABASE === '' ? undefined : env.MEDIAFOLD_DATABASE);
  const path = named === undefined ? defaultDatabase(env, process.platform, homedir()) : resolve(cwd, named);
  if (purpose === 'create' || existsSync(path)) return { path };
  const demo = join(cwd, demoFile);
  if (purpose === 'read' && named === undefined && existsSync(demo)) {
    return { path: demo, remark: `Reading the demo's catalogue, ${demoFile}: there is none at ${path} yet.` };
  }
  throw new CliFailure(
    `there is no catalogue at ${path}. Link a server first ("mediafold link plex", "mediafold link jellyfin <url>"), ` +
      'or name the file with --database.',
  );
}
