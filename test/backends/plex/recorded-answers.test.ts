import { describe, expect, it } from 'vitest';
import {
  accountAnswer,
  homeAnswer,
  homeUserRow,
  pinAnswer,
  resourceRow,
  resourcesAnswer,
  switchAnswer,
} from '../../../src/backends/plex/auth/plex-tv-wire.ts';
import { accountCandidates } from '../../../src/backends/plex/plex-connections.ts';
import { librariesOf } from '../../../src/backends/plex/plex-map-libraries.ts';
import { type RowSetting, readHubs, readItem, readRows } from '../../../src/backends/plex/plex-read.ts';
import {
  hubsAnswer,
  identityAnswer,
  rootAnswer,
  rowsAnswer,
  sectionsAnswer,
} from '../../../src/backends/plex/plex-wire.ts';
import { fixturesThere, plexFixtures } from './fixtures.ts';

const setting: RowSetting = { isHomeVideos: () => false };

interface WireRow {
  readonly ratingKey: string;
  readonly type: string;
  readonly title: string;
  readonly [name: string]: unknown;
}

const seconds = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value) * 1000);
const list = (value: unknown): readonly Record<string, unknown>[] =>
  value === undefined ? [] : ([value].flat() as Record<string, unknown>[]);

/** A listing, or one item: every row becomes an item, brief and in full, and says what the row says. */
function readsItems(body: unknown): void {
  const { MediaContainer: content } = rowsAnswer.parse(body);
  const rows = (content.Metadata ?? []) as readonly WireRow[];
  expect(rows.length).toBeGreaterThan(0);
  const { items, rejected } = readRows(rows, setting);
  expect(rejected).toEqual([]);
  expect(items.map(({ id }) => id)).toEqual(rows.map(({ ratingKey }) => ratingKey));
  for (const [index, row] of rows.entries()) {
    const full = readItem({ ...content, Metadata: [row] }, row.ratingKey, 'read', setting);
    const brief = items[index];
    expect(full).toMatchObject({ kind: brief?.kind, title: row.title, completeness: 'full' });
    expect(full.addedAt).toBe(seconds(row.addedAt));
    expect(full.watch?.lastPlayedAt).toBe(full.watch === undefined ? undefined : seconds(row.lastViewedAt));
    expect(full.runtimeMs).toBe(row.duration === undefined ? undefined : Number(row.duration));
    expect(full.versions?.map(({ id }) => id)).toEqual(list(row.Media).map(({ id }) => String(id)));
    expect(full.versions?.flatMap(({ parts }) => parts.map(({ path }) => path))).toEqual(
      list(row.Media).flatMap(({ Part }) => list(Part).map(({ key }) => key)),
    );
    const actors = full.people?.filter(({ role }) => role === 'actor').map(({ name }) => name);
    expect(actors).toEqual(list(row.Role).map(({ tag }) => tag));
    expect(full.chapters).toHaveLength(list(row.Chapter).length);
    for (const { id } of list(row.Guid)) {
      expect(full.externalIds.some(({ value }) => String(id).endsWith(`//${value}`))).toBe(true);
    }
  }
}

const readers: readonly (readonly [RegExp, (body: unknown) => void])[] = [
  [/^plextv-pins\/pin-/, (body) => expect(pinAnswer.parse(body)).toMatchObject({ code: 'CODE', expiresIn: 900 })],
  [
    /^plextv-resources\/.*\.json$/,
    (body) => {
      const rows = resourcesAnswer.parse(body);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        const resource = resourceRow.parse(row);
        expect(accountCandidates(resource).length).toBeGreaterThanOrEqual(resource.connections?.length ?? 1);
        expect(resource.accessToken).toBeTypeOf('string');
      }
    },
  ],
  [
    /^plextv-user\/(user-info|signin)/,
    (body) => {
      expect(accountAnswer.parse(body)).toMatchObject({ uuid: expect.any(String), title: expect.any(String) });
      // A switch answers with the same user.
      expect(switchAnswer.parse(body).authToken).toMatch(/./);
    },
  ],
  [
    /^plextv-home-users\/home-users/,
    (body) => {
      const home = homeAnswer.safeParse(body);
      const members = home.success ? home.data.map((row) => homeUserRow.parse(row)) : [];
      expect(members.map(({ admin, protected: isProtected }) => [admin, isProtected])).toEqual([
        [true, true],
        [false, false],
      ]);
    },
  ],
  [
    /^pms-sections\/sections-(1|watchstate)\.json$/,
    (body) => {
      const rows = sectionsAnswer.parse(body).MediaContainer.Directory ?? [];
      const libraries = librariesOf(rows);
      expect(libraries).toHaveLength(rows.length);
      expect(libraries.map(({ kind }) => kind)).not.toContain('other');
    },
  ],
  [/^pms-identity\//, (body) => expect(identityAnswer.parse(body).MediaContainer.version).toMatch(/^1\./)],
  // The same fields as `GET /` has.
  [
    /^pms-root\/media-providers-/,
    (body) => expect(rootAnswer.parse(body).MediaContainer.friendlyName).toBeTypeOf('string'),
  ],
  [
    /^pms-search\/hubs-search\.json$/,
    (body) => {
      const found = readHubs(hubsAnswer.parse(body).MediaContainer.Hub ?? [], setting);
      expect(found.rejected).toEqual([]);
      expect(found.items.map(({ kind }) => kind).sort()).toEqual(['episode', 'movie']);
    },
  ],
  [/^pms-(section-items|children|collections|markers)\/.*\.json$/, readsItems],
  [/^pms-metadata\/(?!arts|posters)/, readsItems],
  [/^pms-search\/artist-albums/, readsItems],
  [/^pms-hubs\/.*\.json$/, readsItems],
  // Converted from XML by the server: ids and numbers are texts, which is why they are read here.
  [/^pms-transcode\/decision-.*\.json$/, readsItems],
];

/** What is never asked for, with the reason. XML is not listed: every request asks for JSON. */
const unread: Readonly<Record<string, string>> = {
  'errors/plextv-422-invalid-token.json': 'an error: its status counts',
  'plextv-pins/claim-token.json': 'claims a server',
  'plextv-providers/epg-provider.json': 'a television guide',
  'plextv-providers/media-providers.json': 'providers of plex.tv',
  'plextv-sharing/friends-accepted-restricted.json': 'friends are not managed',
  'plextv-sharing/friends-invite-create.json': 'friends are not managed',
  'plextv-sharing/friends-pending-received.json': 'friends are not managed',
  'plextv-sharing/shared-server-create.json': 'sharing is not managed',
  'plextv-user/features.json': 'features of a subscription',
  'plextv-user/privacy.json': 'privacy settings',
  'plextv-watchlist/watchlist-sonarr.json': 'a list of the metadata service, cut by its origin: rows without an id',
  'pms-clients/clients-legacy-0.9.json': 'players of a server of 2014',
  'pms-metadata/arts.json': 'pictures to choose from: rows without a type',
  'pms-metadata/posters.json': 'pictures to choose from: rows without a type',
  'pms-root/prefs.json': 'settings of the server',
  'pms-search/library-search.json': 'the other search, with one limit for all kinds',
  'pms-search/library-search-small.json': 'the other search, with one limit for all kinds',
  'pms-sections/section-countries.json': 'values of a filter',
  'pms-sections/section-details-includeDetails.json': 'filters and sorts of a library',
  'pms-sections/section-genres-empty.json': 'values of a filter',
  'pms-sections/section-genres.json': 'values of a filter',
  'pms-sections/sections-legacy-0.9.json': 'a dialect of 2014, without MediaContainer',
  'pms-sessions/session-music-camelcased.json': 'rewritten by another library',
  'pms-timeline/timeline-progress.json': 'positions are not reported yet',
  'pms-transcode/transcode-sessions-empty.json': 'sessions are not watched',
  'pms-transcode/transcode-sessions-video.json': 'sessions are not watched',
  'websocket/timeline-created-1.43.json': 'a message of the socket',
};

describe.skipIf(!fixturesThere)('answers recorded from real servers', () => {
  const json = plexFixtures().filter(({ path }) => path.endsWith('.json'));

  it.each(json.filter(({ path }) => unread[path] === undefined))('$path', ({ path, read }) => {
    const reader = readers.find(([pattern]) => pattern.test(path))?.[1];
    if (reader === undefined) throw new Error('nobody reads it, and no reason is given');
    reader(read());
  });

  it('are all read, or named with a reason', () => {
    expect(json.length).toBeGreaterThan(50);
    const paths = new Set(json.map(({ path }) => path));
    expect(Object.keys(unread).filter((path) => !paths.has(path))).toEqual([]);
  });
});

if (!fixturesThere) {
  console.info('skipped: the recorded Plex answers are not on this machine (set MEDIAFOLD_SHARED to their folder)');
}
