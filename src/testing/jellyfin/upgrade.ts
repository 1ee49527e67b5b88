import type { MockServer } from './server.ts';
import { versionTraits } from './version-table.ts';
import type { JellyfinVersion } from './version-traits.ts';

/** From which versions a server can be brought to this one: 12.0 refuses databases older than 10.10.7 (release notes). */
const comesFrom: Readonly<Record<JellyfinVersion, readonly JellyfinVersion[]>> = {
  '10.8.13': [],
  '10.10.7': ['10.8.13'],
  '10.11.11': ['10.8.13', '10.10.7'],
  '12.0.0': ['10.10.7', '10.11.11'],
};

/**
 * Makes the server another version. Users, tokens, ids and watch state stay. `EnableLegacyAuthorization` becomes what the
 * new version begins with: 12.0 switches it off on servers that had it on, too.
 *
 * @throws {TypeError} when a real server cannot be brought from its version to this one
 */
export function upgradeTo(server: MockServer, version: JellyfinVersion): void {
  if (!comesFrom[version].includes(server.version)) {
    throw new TypeError(`a server cannot be upgraded from ${server.version} to ${version}`);
  }
  server.version = version;
  server.traits = versionTraits[version];
  server.settings.legacyAuthorization = server.traits.legacyAuthorization !== 'off';
}
