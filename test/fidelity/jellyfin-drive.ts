import { routesOf } from '../../src/testing/jellyfin/app.ts';
import { type MockJellyfin, startMockJellyfin } from '../../src/testing/jellyfin/mock-jellyfin.ts';
import { attic } from '../../src/testing/jellyfin/scenarios/attic.ts';
import { versionTraits } from '../../src/testing/jellyfin/version-table.ts';
import type { JellyfinVersion } from '../../src/testing/jellyfin/version-traits.ts';
import { type Client, call, signedIn, who } from '../testing/jellyfin/mock-client.ts';
import { stillClock } from '../testing/jellyfin/still-clock.ts';
import { type Driven, driven } from './driven.ts';

/** `GET /Items/{}` of every route that the version has. */
export function jellyfinRoutes(version: JellyfinVersion): readonly string[] {
  return routesOf(versionTraits[version]).map(({ method, pattern }) => `${method} ${plain(pattern)}`);
}

function plain(pattern: string): string {
  return pattern.replace(/:[^/]+/g, '{}');
}

interface Wish {
  readonly query?: string;
  readonly json?: unknown;
  readonly authorization?: string;
}

const fields = [
  ...['Overview', 'Genres', 'ProviderIds', 'DateCreated', 'SortName', 'Studios', 'Tags', 'People', 'MediaSources'],
  ...['MediaStreams', 'Chapters', 'Path', 'ParentId', 'Etag', 'ChildCount', 'RecursiveItemCount', 'Trickplay'],
].join();

/** Asks every route once, in the order of the route table but for the end of the session, which comes last. */
export async function driveJellyfin(version: JellyfinVersion): Promise<readonly Driven[]> {
  const mock = await startMockJellyfin({ ...attic(), version, clock: stillClock() });
  try {
    const [bob, admin] = [await signedIn(mock), await signedIn(mock, 1, who.replace('bench-1', 'desk'))];
    const route = await describedBy(mock, bob, admin);
    const all = routesOf(versionTraits[version]);
    const isEnd = (pattern: string): boolean => pattern === '/Sessions/Logout';
    const answers: Driven[] = [];
    for (const { method, pattern, access } of [
      ...all.filter((each) => !isEnd(each.pattern)),
      ...all.filter((each) => isEnd(each.pattern)),
    ]) {
      const wish = await route.wish(method, pattern);
      const path = pattern.replace(/:(\w+)/g, (_, name: string) => route.part(name, pattern));
      const token = access === 'administrator' ? admin.token : bob.token;
      const headers = { authorization: wish.authorization ?? `${who}, Token="${token}"` };
      answers.push(
        await driven(`${method} ${plain(pattern)}`, `${mock.url}${path}${wish.query ?? ''}`, {
          method,
          headers: wish.json === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          ...(wish.json === undefined ? {} : { body: JSON.stringify(wish.json) }),
        }),
      );
    }
    return answers;
  } finally {
    await mock.close();
  }
}

interface Described {
  wish(method: string, pattern: string): Promise<Wish>;
  part(name: string, pattern: string): string;
}

/** What each route needs beside its path. */
async function describedBy(mock: MockJellyfin, bob: Client, admin: Client): Promise<Described> {
  const user = mock.users[0];
  const film = mock.movieId(0);
  const tracks = await bob.page('/Items?recursive=true&includeItemTypes=Audio');
  const track = String(tracks.Items.find(({ HasLyrics }) => HasLyrics === true)?.Id ?? tracks.Items[0]?.Id);
  const keys = (await admin.get('/Auth/Keys')).json() as { Items: readonly { AccessToken: string }[] };
  await bob.send('POST', '/Sessions/Playing', { ItemId: film, PositionTicks: 0 });
  await bob.send('POST', '/Sessions/Playing/Stopped', { ItemId: film, PositionTicks: 6_000_000_000 });
  const method = versionTraits[mock.version].initiateMethods[0] ?? 'POST';
  // Another device than bob's: who signs in again ends the token that the device had.
  const television = who.replace('bench-1', 'television');
  const asked = async (): Promise<Record<'Secret' | 'Code', string>> => {
    const answer = await call(`${mock.url}/QuickConnect/Initiate`, { method, headers: { authorization: television } });
    return answer.json() as Record<'Secret' | 'Code', string>;
  };
  const report = { ItemId: film, PositionTicks: 10_000_000 };
  const table: Readonly<Record<string, () => Promise<Wish> | Wish>> = {
    'GET /Items': () => ({ query: `?recursive=true&fields=${fields}` }),
    'GET /Users/:userId/Items': () => ({ query: `?recursive=true&fields=${fields}` }),
    'GET /Shows/:seriesId/Episodes': () => ({ query: `?fields=${fields}` }),
    'GET /Shows/:seriesId/Seasons': () => ({ query: `?fields=${fields}` }),
    'GET /Shows/NextUp': () => ({ query: `?seriesId=${mock.showId(0)}` }),
    'GET /Search/Hints': () => ({ query: '?searchTerm=a' }),
    'GET /DisplayPreferences/:displayPreferencesId': () => ({ query: '?client=emby' }),
    'POST /Auth/Keys': () => ({ query: '?app=Bench' }),
    'POST /Users/AuthenticateByName': () => ({
      json: { Username: user?.name, Pw: user?.password },
      authorization: who.replace('bench-1', 'bench-2'),
    }),
    'GET /QuickConnect/Connect': async () => ({ query: `?secret=${(await asked()).Secret}` }),
    'POST /QuickConnect/Authorize': async () => ({ query: `?code=${(await asked()).Code}` }),
    'POST /Users/AuthenticateWithQuickConnect': async () => {
      const { Secret, Code } = await asked();
      mock.approveQuickConnect(Code);
      return { json: { Secret }, authorization: television };
    },
    'POST /UserItems/:itemId/UserData': () => ({ json: { PlayCount: 1 } }),
    'POST /Users/:userId/Items/:itemId/UserData': () => ({ json: { PlayCount: 1 } }),
    'POST /UserItems/:itemId/Rating': () => ({ query: '?likes=true' }),
    'POST /Users/:userId/Items/:itemId/Rating': () => ({ query: '?likes=true' }),
    'POST /Items/:itemId': async () => ({ json: (await admin.get(`/Users/${user?.id}/Items/${film}`)).json() }),
    'POST /Sessions/Playing': () => ({ json: report }),
    'POST /Sessions/Playing/Progress': () => ({ json: report }),
    'POST /Sessions/Playing/Stopped': () => ({ json: report }),
    'POST /Sessions/Capabilities/Full': () => ({ json: { PlayableMediaTypes: ['Video'] } }),
  };
  const parts: Readonly<Record<string, string>> = {
    itemId: film,
    seriesId: mock.showId(0),
    userId: user?.id ?? '',
    id: user?.id ?? '',
    key: keys.Items[0]?.AccessToken ?? '',
    displayPreferencesId: 'usersettings',
    type: 'Primary',
    index: '0',
  };
  const aboutTracks = ['/Audio/:itemId/Lyrics', '/Items/:itemId/InstantMix'];
  return {
    wish: async (verb, pattern) => (await table[`${verb} ${pattern}`]?.()) ?? {},
    part: (name, pattern) => (name === 'itemId' && aboutTracks.includes(pattern) ? track : (parts[name] ?? '')),
  };
}
