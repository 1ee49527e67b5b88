import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the documents and recordings lie that are not part of this repository. */
const folder = process.env.MEDIAFOLD_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));

/** @returns undefined when it is not there: what needs it is skipped, and says so in its name */
export function shared(path: string): string | undefined {
  const full = `${folder}/${path}`;
  return existsSync(full) ? full : undefined;
}

export function skippedWithout(path: string | undefined): string {
  return path === undefined ? ' (skipped: MEDIAFOLD_SHARED has no such folder)' : '';
}
