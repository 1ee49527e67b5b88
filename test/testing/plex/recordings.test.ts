import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { call, containerOf, type Loose, loose, only, plexWith, serverWith } from './harness.ts';
import { shared, skippedWithout } from './shared.ts';

const folder = shared('fixtures/plex');

type Shape = Map<string, Set<string>>;

/** Every path of a document with the types found there; list positions count as one. */
function shapeOf(value: unknown, path = '', shape: Shape = new Map()): Shape {
  const type = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  shape.set(path, (shape.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) for (const entry of value) shapeOf(entry, `${path}[]`, shape);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) shapeOf(inner, `${path}.${name}`, shape);
  }
  return shape;
}

function recorded(name: string): Loose {
  return loose(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));
}

/** Fields that both have, with types that no recording shows. */
function differences(ours: unknown, theirs: readonly unknown[]): readonly string[] {
  const known: Shape = new Map();
  for (const one of theirs) shapeOf(one, '', known);
  return [...shapeOf(ours)].flatMap(([path, types]) =>
    [...types].filter((type) => known.get(path)?.has(type) === false).map((type) => `${path}: ${type}`),
  );
}

/** Every row of every recording of a media server, at whatever depth. */
function recordedRows(): readonly unknown[] {
  const rows: unknown[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'Metadata') rows.push(...(Array.isArray(inner) ? inner : [inner]));
      collect(inner);
    }
  };
  for (const kind of readdirSync(`${folder}`).filter((name) => name.startsWith('pms-'))) {
    for (const name of readdirSync(`${folder}/${kind}`)) {
      if (name.endsWith('.json')) collect(recorded(`${kind}/${name}`).value);
    }
  }
  return rows;
}

/** Our path, and the recordings of the same call. */
const comparisons: readonly (readonly [path: string, recordings: readonly string[]])[] = [
  ['/identity', ['pms-identity/identity-1.43.4.json']],
  ['/library/sections', ['pms-sections/sections-1.json']],
  ['/library/sections/1/all?includeGuids=1', ['pms-section-items/movies-includeGuids-includeMeta.json']],
  ['/library/sections/1/all', ['pms-section-items/movies-type1-includeMeta-2025.json']],
  ['/library/sections/2/all?type=2', ['pms-section-items/shows-includeGuids-includeMeta.json']],
  ['/library/sections/2/all?type=4&includeGuids=1', ['pms-section-items/episodes-includeGuids.json']],
  ['/library/metadata/10000001?includeChapters=1', ['pms-metadata/movie.json', 'pms-metadata/movie-159637.json']],
  ['/library/metadata/30000001', ['pms-metadata/show.json']],
  ['/library/metadata/2000000001101', ['pms-metadata/episode.json', 'pms-metadata/episode-1036.json']],
  ['/library/metadata/2000000001101?includeMarkers=1', ['pms-markers/episode-includeMarkers.json']],
  ['/library/metadata/30000001/children', ['pms-children/show-seasons.json']],
  ['/library/metadata/1000000011/children', ['pms-children/season-episodes.json']],
  ['/hubs/search?query=the', ['pms-search/hubs-search.json']],
  ['/library/search?query=the', ['pms-search/library-search.json']],
];

/** In the protocol notes, and in no recording at hand. */
const documentedOnly = ['.Chapter[].tag', '.Media[].Part[].Stream[].external'];

/** plex.tv changed these from lists to comma lists in July 2026, after the recordings were made. */
const driftedSince = ['.profile.defaultAudioLanguages: string', '.profile.defaultSubtitleLanguages: string'];

describe.skipIf(folder === undefined)(`recorded answers${skippedWithout(folder)}`, () => {
  it.each(comparisons)('have the types of the mock: %s', async (path, recordings) => {
    const server = await serverWith();
    const ours = (await containerOf(server, path)).value;
    const theirs = recordings.map((name) => recorded(name).at('MediaContainer').value);
    expect(differences(ours, theirs)).toEqual([]);
  });

  it('have every field that rows of the mock have', async () => {
    const server = await serverWith();
    const { movie, show, season, episode } = server.ratingKeys;
    const ids = [...Array.from({ length: 30 }, (_, i) => movie(i)), show(0), season(0, 1), episode(0, 1, 1)];
    const path = `/library/metadata/${ids.join(',')}?includeChapters=1&includeMarkers=1`;
    const known: Shape = new Map();
    for (const row of recordedRows()) shapeOf(row, '', known);
    const ours = (await containerOf(server, path)).at('Metadata').list();
    const invented = new Set(ours.flatMap(({ value }) => [...shapeOf(value).keys()].filter((key) => !known.has(key))));
    expect(invented).toEqual(new Set(documentedOnly));
  });

  it('of plex.tv have them too', async () => {
    const plex = await plexWith();
    const { url } = plex.plexTv;
    const { token } = plex.account;
    const made = await call(`${url}/api/v2/pins`, {
      method: 'POST',
      clientId: 'tv',
      headers: { 'X-Plex-Product': 'Shelf' },
    });
    expect(differences(made.json.value, [recorded('plextv-pins/pin-new.json').value])).toEqual([]);
    plex.approvePin(String(made.json.at('code').value));
    const claimed = await call(`${url}/api/v2/pins/${String(made.json.at('id').value)}`, { clientId: 'tv' });
    expect(differences(claimed.json.value, [recorded('plextv-pins/pin-linked.json').value])).toEqual([]);
    const user = await call(`${url}/api/v2/user`, { token });
    const users = ['user-info-free.json', 'user-info-plexpass.json', 'user-info-free-guest.json', 'signin-201-1.json'];
    const recordedUsers = users.map((name) => recorded(`plextv-user/${name}`).value);
    expect(differences(user.json.value, recordedUsers)).toEqual(driftedSince);
    const resources = await call(`${url}/api/v2/resources?includeHttps=1`, { token });
    expect(differences(resources.json.value, [recorded('plextv-resources/resources.json').value])).toEqual([]);
    const home = await call(`${url}/api/v2/home/users`, { token });
    expect(differences(home.json.value, [recorded('plextv-home-users/home-users.json').value])).toEqual([]);
    expect(only(plex.users).admin).toBe(true);
  });
});
