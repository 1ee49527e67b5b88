import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Answers of real servers, kept outside this repository. */
const shared = process.env.MEDIAFOLD_SHARED ?? resolve(import.meta.dirname, '../../../../shared');
const folder = join(shared, 'fixtures', 'plex');

export const fixturesThere: boolean = existsSync(folder);

export interface Fixture {
  readonly path: string;
  read(): unknown;
}

export function plexFixtures(): readonly Fixture[] {
  if (!fixturesThere) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(folder, file), read: () => JSON.parse(readFileSync(file, 'utf8')) as unknown }))
    .sort((a, b) => a.path.localeCompare(b.path));
}
