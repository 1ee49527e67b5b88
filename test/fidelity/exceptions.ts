import type { JellyfinVersion } from '../../src/testing/jellyfin/version-traits.ts';

export interface SchemaException {
  /** The end of a complaint of the validator. */
  readonly complaint: string;
  /** Absent: on every route. */
  readonly route?: string;
  readonly version?: JellyfinVersion;
  readonly reason: string;
}

const decision = 'GET /video/:/transcode/universal/decision';

/** Where the official documents are wrong, each with what says so. One that no longer occurs fails the tests. */
export const schemaExceptions: Readonly<Record<'plex' | 'jellyfin', readonly SchemaException[]>> = {
  plex: [
    { complaint: 'hidden must be boolean', reason: 'a section is hidden 0, 1 or 2 (recorded)' },
    {
      complaint: 'optimizedForStreaming must be boolean',
      reason: 'a number on Media and a boolean on Part (recorded)',
    },
    { complaint: 'Guid/*/id must be integer', reason: 'an external id is a URI such as `imdb://tt1` (recorded)' },
    {
      complaint: '/id must be integer',
      route: decision,
      reason: "ids are texts in a decision (recorded, and in the document's own example)",
    },
    {
      complaint: '/MediaContainer/Directory/*/size must be integer',
      route: 'GET /library/sections/{}/firstCharacter',
      reason: 'a text, in JSON too (recorded)',
    },
  ],
  jellyfin: [
    {
      complaint: '/SearchHints/*/ChannelId must be string',
      version: '10.8.13',
      reason: 'every recorded version writes null here; later documents allow it',
    },
  ],
};

/** Why a route is in no document. */
export const undocumented: Readonly<Record<'plex' | 'plex.tv' | 'jellyfin', string>> = {
  plex: 'older clients use it, and real servers answer it; document 1.2.2 leaves it out',
  'plex.tv': 'document 1.2.2 describes media servers only',
  jellyfin: 'left out of the documents since 10.9, or of all of them; recorded servers answer it',
};

/** Routes that say the same as one of the document. */
export const heirs: Readonly<Record<string, string>> = {
  'GET /:/timeline': 'POST /:/timeline',
  'GET /library/sections': 'GET /library/sections/all',
  'GET /hubs/home/continueWatching': 'GET /hubs/items',
  'GET /hubs/home/recentlyAdded': 'GET /hubs/items',
  'GET /library/recentlyAdded': 'GET /hubs/items',
  'GET /library/onDeck': 'GET /hubs/items',
  'GET /library/sections/{}/recentlyAdded': 'GET /library/sections/{}/all',
  'GET /library/sections/{}/onDeck': 'GET /library/sections/{}/all',
  'GET /library/sections/{}/newest': 'GET /library/sections/{}/all',
  'GET /library/sections/{}/unwatched': 'GET /library/sections/{}/all',
  'GET /library/sections/{}/firstCharacter': 'GET /library/sections/{}/firstCharacters',
  'GET /library/metadata/{}/children': 'GET /library/metadata/{}/allLeaves',
  'GET /library/metadata/{}/grandchildren': 'GET /library/metadata/{}/allLeaves',
  'GET /library/collections/{}': 'POST /library/collections',
  'GET /library/collections/{}/children': 'GET /library/collections/{}/items',
  'DELETE /library/collections/{}/items/{}': 'PUT /library/collections/{}/items/{}',
  'GET /playlists/all': 'GET /playlists',
  'GET /:/rate': 'PUT /:/rate',
  'GET /:/scrobble': 'PUT /:/scrobble',
  'GET /:/unscrobble': 'PUT /:/unscrobble',
};

/** Routes of Jellyfin below a user are those without the user, mostly under a name that begins with `User`. */
export function heirsOf(route: string): readonly string[] {
  const own = heirs[route];
  const [, method, rest] = /^(\S+) \/Users\/\{\}(\/.+)$/.exec(route) ?? [];
  const below = rest === undefined ? [] : [rest, `/User${rest.slice(1)}`, `/UserViews${rest}`, `/Items${rest}`];
  return [...(own === undefined ? [] : [own]), ...below.map((path) => `${method} ${path}`)];
}
