import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routesOf } from '../../../src/testing/jellyfin/app.ts';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { versionTraits } from '../../../src/testing/jellyfin/version-table.ts';
import type { JellyfinVersion } from '../../../src/testing/jellyfin/version-traits.ts';
import { type Client, type Json, login, signedIn, startSmall, who } from './mock-client.ts';
import { type AnswerCheck, answerCheck, type OpenApi } from './open-api.ts';
import { sharedJson, sharedMissing, sharedNote } from './shared-folder.ts';

const documents: readonly [JellyfinVersion, string][] = [
  ['10.8.13', 'specs/jellyfin-old/jellyfin-openapi-10.8.json'],
  ['10.10.7', 'specs/jellyfin-old/jellyfin-openapi-10.10.7.json'],
  ['10.11.11', 'specs/jellyfin-old/jellyfin-openapi-10.11.11.json'],
  ['12.0.0', 'specs/jellyfin-openapi.json'],
];

/** Routes that servers have and documents leave out. */
const undocumented = (version: JellyfinVersion, method: string, pattern: string): boolean =>
  ['/', '/health'].includes(pattern) ||
  // Answered 200 on 10.10 and 10.11 (recorded).
  (pattern === '/QuickConnect/Initiate' && method === 'GET') ||
  // Left out of the documents since 10.9, served up to 12.0.
  (version !== '10.8.13' &&
    /^\/Users\/\{\}\/(Views|Items|PlayedItems|FavoriteItems|Suggestions|GroupingOptions)/.test(pattern));

/** Where the document is stricter than the servers are. */
const allowed: readonly { readonly at: string; readonly version: JellyfinVersion; readonly reason: string }[] = [
  {
    at: '/SearchHints/*/ChannelId',
    version: '10.8.13',
    reason: 'every recorded version writes null here; later documents allow it',
  },
];

describe.skipIf(sharedMissing).each(documents)(`%s${sharedNote}`, (version, path) => {
  let check: AnswerCheck;
  let mock: MockJellyfin;
  let user: Client;
  let admin: Client;
  beforeAll(async () => {
    check = answerCheck(sharedJson(path) as OpenApi);
    mock = await startSmall({ version });
    user = await signedIn(mock);
    admin = await signedIn(mock, 1, who.replace('bench-1', 'desk'));
  });
  afterAll(() => mock.close());

  test('has no route that the version does not have', () => {
    const unknown = routesOf(versionTraits[version])
      .map(({ method, pattern }) => ({ method, pattern: pattern.replace(/:[^/]+/g, '{}') }))
      .filter(({ method, pattern }) => !check.knows(method, pattern) && !undocumented(version, method, pattern))
      .map(({ method, pattern }) => `${method} ${pattern}`);
    expect(unknown).toEqual([]);
  });

  test('answers as the document says', async () => {
    const [film, series] = [mock.movieId(1), mock.showId(0)];
    const id = mock.users[0]?.id;
    await user.send('POST', '/Sessions/Playing', { ItemId: film, PositionTicks: 0 });
    const all =
      'fields=Overview,Genres,ProviderIds,DateCreated,SortName,People,MediaSources,MediaStreams,Chapters,Path,Etag,Trickplay,Studios,ChildCount,RecursiveItemCount,Width,Settings';
    const old = version === '10.8.13';
    const requests: readonly (readonly [pattern: string, path: string, as?: Client, method?: string])[] = [
      ['/System/Info/Public', '/System/Info/Public'],
      ['/System/Info', '/System/Info'],
      ['/System/Ping', '/System/Ping'],
      ['/Branding/Configuration', '/Branding/Configuration'],
      ['/Users/Public', '/Users/Public'],
      ['/Users', '/Users'],
      ['/Users/Me', '/Users/Me'],
      ['/Users/{}', `/Users/${id}`],
      ['/QuickConnect/Enabled', '/QuickConnect/Enabled'],
      ['/Auth/Keys', '/Auth/Keys', admin],
      ['/Items', `/Items?userId=${id}&recursive=true&${all}`],
      ['/Items/Counts', '/Items/Counts'],
      ['/Items/{}/Ancestors', `/Items/${mock.episodeId(0, 1, 1)}/Ancestors`],
      ['/Shows/{}/Seasons', `/Shows/${series}/Seasons?${all}`],
      ['/Shows/{}/Episodes', `/Shows/${series}/Episodes?${all}`],
      ['/Shows/NextUp', `/Shows/NextUp?seriesId=${series}`],
      ['/Search/Hints', '/Search/Hints?searchTerm=a'],
      ['/Sessions', '/Sessions'],
      ...(old
        ? ([
            ['/Users/{}/Views', `/Users/${id}/Views`],
            ['/Users/{}/Items/{}', `/Users/${id}/Items/${film}`],
            ['/Users/{}/Items/Latest', `/Users/${id}/Items/Latest`],
            ['/Users/{}/Items/Resume', `/Users/${id}/Items/Resume`],
          ] as const)
        : ([
            ['/UserViews', '/UserViews'],
            ['/Items/{}', `/Items/${film}`],
            ['/Items/{}', `/Items/${series}`],
            ['/Items/Latest', '/Items/Latest'],
            ['/UserItems/Resume', '/UserItems/Resume'],
            ['/UserItems/{}/UserData', `/UserItems/${film}/UserData`],
            ['/UserPlayedItems/{}', `/UserPlayedItems/${film}`, user, 'POST'],
            ['/UserFavoriteItems/{}', `/UserFavoriteItems/${film}`, user, 'POST'],
          ] as const)),
    ];
    const wrong: string[] = [];
    const look = (name: string, validate: ReturnType<AnswerCheck['of']>, body: unknown): void => {
      if (validate === undefined) wrong.push(`${name}: the document has no schema`);
      else if (!validate(body)) {
        const found = (validate.errors ?? [])
          // The other half of what may be null says only that it is not null.
          .filter(({ keyword, params }) => keyword !== 'anyOf' && (params as { type?: string }).type !== 'null')
          .map(({ message, params, instancePath }) => {
            return { at: instancePath.replace(/\/\d+/g, '/*'), text: `${message} ${JSON.stringify(params)}` };
          })
          .filter(({ at }) => !allowed.some((each) => each.version === version && each.at === at));
        wrong.push(...new Set(found.map(({ at, text }) => `${name} ${at}: ${text}`)));
      }
    };
    for (const [pattern, target, as = user, method = 'GET'] of requests) {
      const answer = await as.send(method, target);
      expect([target, answer.status]).toEqual([target, 200]);
      look(`${method} ${pattern}`, check.of(method, pattern), answer.json());
    }
    const result = (await login(mock)).json() as Json;
    look('login', check.of('POST', '/Users/AuthenticateByName'), result);
    expect(wrong).toEqual([]);
  });
});
