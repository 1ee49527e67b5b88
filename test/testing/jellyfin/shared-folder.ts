import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Specifications and recordings that tests read in place and that are no part of this repository. */
const shared = process.env.MEDIAFOLD_SHARED ?? resolve(import.meta.dirname, '../../../../shared');

export const sharedMissing: boolean = !existsSync(join(shared, 'recordings'));
export const sharedNote: string = sharedMissing
  ? ' (skipped: set MEDIAFOLD_SHARED to the folder with the recordings)'
  : '';

export function sharedJson(path: string): unknown {
  return JSON.parse(readFileSync(join(shared, path), 'utf8')) as unknown;
}

export interface RecordedStep {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly json?: unknown;
  };
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown };
}

export function recording(folder: string, name: string): readonly RecordedStep[] {
  return sharedJson(`recordings/jellyfin-${folder}/${name}.json`) as RecordedStep[];
}

/** Groups of one recorded server. */
export function recordingNames(folder: string): readonly string[] {
  return readdirSync(join(shared, `recordings/jellyfin-${folder}`))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
}
