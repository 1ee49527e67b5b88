import type { ValidateFunction } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MockJellyfin, startMockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { attic } from '../../../src/testing/jellyfin/scenarios/attic.ts';
import type { JellyfinVersion } from '../../../src/testing/jellyfin/version-traits.ts';
import { type Client, signedIn, who } from './mock-client.ts';
import { type AnswerCheck, answerCheck, type OpenApi } from './open-api.ts';
import { sharedJson, sharedMissing, sharedNote } from './shared-folder.ts';

const documents: readonly [JellyfinVersion, string][] = [
  ['10.8.13', 'specs/jellyfin-old/jellyfin-openapi-10.8.json'],
  ['10.10.7', 'specs/jellyfin-old/jellyfin-openapi-10.10.7.json'],
  ['10.11.11', 'specs/jellyfin-old/jellyfin-openapi-10.11.11.json'],
  ['12.0.0', 'specs/jellyfin-openapi.json'],
];

const fields = [
  ...['Overview', 'Genres', 'ProviderIds', 'DateCreated', 'SortName', 'Studios', 'Tags', 'Taglines', 'People'],
  ...['MediaSources', 'MediaStreams', 'Chapters', 'Path', 'ParentId', 'Etag', 'ExternalUrls', 'ItemCounts'],
  ...['ChildCount', 'RecursiveItemCount', 'MediaSourceCount', 'DateLastMediaAdded', 'Trickplay', 'PlayAccess'],
].join();

describe.skipIf(sharedMissing).each(documents)(`the attic against the document of %s${sharedNote}`, (version, path) => {
  let check: AnswerCheck;
  let mock: MockJellyfin;
  let bob: Client;
  let admin: Client;
  beforeAll(async () => {
    check = answerCheck(sharedJson(path) as OpenApi);
    mock = await startMockJellyfin({ ...attic(), version });
    bob = await signedIn(mock);
    admin = await signedIn(mock, 1, who.replace('bench-1', 'desk'));
  });
  afterAll(() => mock.close());

  test('answers as the document says', async () => {
    const film = mock.movieId(0);
    const track = String((await bob.page('/Items?recursive=true&includeItemTypes=Audio')).Items[0]?.Id);
    const types = ['Movie', 'BoxSet', 'MusicArtist', 'MusicAlbum', 'Audio', 'PhotoAlbum', 'Photo', 'Video', 'Season'];
    const requests: readonly (readonly [pattern: string, path: string, as?: Client])[] = [
      ...types.map((type) => ['/Items', `/Items?recursive=true&includeItemTypes=${type}&fields=${fields}`] as const),
      ['/Genres', '/Genres'],
      ['/Studios', '/Studios'],
      ['/Persons', '/Persons'],
      ['/Years', '/Years'],
      ['/Artists', '/Artists'],
      ['/Artists/AlbumArtists', '/Artists/AlbumArtists'],
      ['/Items/Filters', '/Items/Filters'],
      ['/Items/Filters2', '/Items/Filters2'],
      ['/Items/{}/Similar', `/Items/${film}/Similar`],
      ['/Items/{}/ThemeMedia', `/Items/${film}/ThemeMedia`],
      ['/Videos/{}/AdditionalParts', `/Videos/${film}/AdditionalParts`],
      ['/Items/{}/InstantMix', `/Items/${track}/InstantMix`],
      ['/Shows/Upcoming', '/Shows/Upcoming'],
      ['/Movies/Recommendations', '/Movies/Recommendations'],
      ['/DisplayPreferences/{}', '/DisplayPreferences/usersettings?client=emby'],
      ['/System/Configuration', '/System/Configuration'],
      ['/Library/VirtualFolders', '/Library/VirtualFolders', admin],
      ['/Library/MediaFolders', '/Library/MediaFolders', admin],
      ...(version === '10.8.13' ? below(`/Users/${mock.users[0]?.id}`, film, track) : since109(film, track)),
      ...(version === '12.0.0' ? ([['/Items/{}/Collections', `/Items/${mock.movieId(5)}/Collections`]] as const) : []),
    ];
    const wrong: string[] = [];
    for (const [pattern, target, as = bob] of requests) {
      const answer = await as.get(target);
      expect([target, answer.status]).toEqual([target, 200]);
      const validate = check.of('GET', pattern);
      if (validate === undefined) wrong.push(`${pattern}: the document has no schema`);
      else wrong.push(...problemsOf(validate, answer.json()).map((problem) => `${target} ${problem}`));
    }
    expect(wrong).toEqual([]);
  });
});

type Asked = readonly (readonly [pattern: string, path: string])[];

/** Routes that have stood below the user up to 10.8. */
function below(user: string, film: string, track: string): Asked {
  return [
    ...[film, track].map((id) => ['/Users/{}/Items/{}', `${user}/Items/${id}`] as const),
    ...['SpecialFeatures', 'LocalTrailers', 'Intros'].map(
      (name) => [`/Users/{}/Items/{}/${name}`, `${user}/Items/${film}/${name}`] as const,
    ),
    ['/Users/{}/Suggestions', `${user}/Suggestions`],
    ['/Users/{}/GroupingOptions', `${user}/GroupingOptions`],
  ];
}

function since109(film: string, track: string): Asked {
  return [
    ...[film, track].map((id) => ['/Items/{}', `/Items/${id}`] as const),
    ...['SpecialFeatures', 'LocalTrailers', 'Intros'].map(
      (name) => [`/Items/{}/${name}`, `/Items/${film}/${name}`] as const,
    ),
    ['/Items/Suggestions', '/Items/Suggestions'],
    ['/UserViews/GroupingOptions', '/UserViews/GroupingOptions'],
    ['/MediaSegments/{}', `/MediaSegments/${film}`],
    ['/Audio/{}/Lyrics', `/Audio/${track}/Lyrics`],
  ];
}

/** Each kind of mistake once, with its place. */
function problemsOf(validate: ValidateFunction, body: unknown): readonly string[] {
  validate(body);
  const found = (validate.errors ?? [])
    // The other half of what may be null says only that it is not null.
    .filter(({ keyword, params }) => keyword !== 'anyOf' && (params as { type?: string }).type !== 'null')
    .map(({ message, params, instancePath }) => {
      return `${instancePath.replace(/\/\d+/g, '/*')}: ${message} ${JSON.stringify(params)}`;
    });
  return [...new Set(found)];
}
