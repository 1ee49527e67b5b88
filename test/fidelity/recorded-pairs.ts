import { routesOf } from '../../src/testing/jellyfin/app.ts';
import { startMockJellyfin } from '../../src/testing/jellyfin/mock-jellyfin.ts';
import { finder } from '../../src/testing/jellyfin/router.ts';
import { attic } from '../../src/testing/jellyfin/scenarios/attic.ts';
import { versionTraits } from '../../src/testing/jellyfin/version-table.ts';
import { differencesOf } from '../testing/jellyfin/replay/compare.ts';
import { leftOutSteps } from '../testing/jellyfin/replay/differences.ts';
import { groups, rowsOf, servers, tokenNames } from '../testing/jellyfin/replay/plan.ts';
import { type Sent, send } from '../testing/jellyfin/replay/send.ts';
import { createTranslation, type Translation } from '../testing/jellyfin/replay/translation.ts';
import { recording, recordingNames } from '../testing/jellyfin/shared-folder.ts';
import { stillClock } from '../testing/jellyfin/still-clock.ts';

/** A recorded answer and the mock's own to the same request. */
export interface RecordedPair {
  readonly route: string;
  readonly ours: Sent;
  readonly recorded: unknown;
  /** In what an answer in the place of ours would differ from the recorded one. */
  differences(answer: Sent): readonly string[];
}

type RecordedServer = (typeof servers)[number];

function routeFinder({ version }: RecordedServer): (method: string, path: string) => string | undefined {
  const find = finder(routesOf(versionTraits[version]));
  return (method, path) => {
    const { pathname } = new URL(path, 'http://recorded');
    const match = find(method, pathname.replace(/^\/(?:emby|jelly)(?=\/)/i, ''));
    return typeof match === 'object' ? `${method} ${match.route.pattern.replace(/:[^/]+/g, '{}')}` : undefined;
  };
}

/** How many recorded steps of all versions the replay compares, by route. */
export function replayedSteps(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const server of servers) {
    const routeOf = routeFinder(server);
    const names = recordingNames(server.folder);
    for (const { name } of groups.filter((group) => names.includes(group.name))) {
      for (const { name: step, request } of recording(server.folder, name)) {
        const route = `${name}/${step}` in leftOutSteps ? undefined : routeOf(request.method, request.path);
        if (route !== undefined) counts.set(route, (counts.get(route) ?? 0) + 1);
      }
    }
  }
  return counts;
}

const who = 'MediaBrowser Client="seed", Device="seed", DeviceId="seed-1", Version="1"';

/**
 * Sends the requests of the recorded 12.0 server to a mock, in their order. Unlike the replay it does not repeat what
 * happened between the groups: the pairs serve to find what a planted mistake adds to the differences.
 */
export async function recordedPairs(): Promise<readonly RecordedPair[]> {
  const server = servers.find(({ folder }) => folder === '12');
  if (server === undefined) return [];
  const { folder, version, bulk } = server;
  const routeOf = routeFinder(server);
  const names = recordingNames(folder);
  const mock = await startMockJellyfin({ ...attic({ bulk }), version, clock: stillClock() });
  const pairs: RecordedPair[] = [];
  try {
    const translation = createTranslation();
    translation.set('API_KEY', mock.apiKey);
    translation.name('BOB_ID', mock.users[0]?.id ?? '');
    translation.name('EXAMPLE_ID', mock.movieId(0));
    const { name: Username, password: Pw } = mock.users[1] ?? {};
    const login = { method: 'POST', path: '/Users/AuthenticateByName', json: { Username, Pw } };
    translation.set('TOKEN_ADMIN', tokenIn(await send(mock.url, { ...login, headers: { Authorization: who } })));
    for (const group of groups.filter(({ name, setUp }) => setUp === undefined && names.includes(name))) {
      for (const step of recording(folder, group.name)) {
        if (`${group.name}/${step.name}` in leftOutSteps) continue;
        const { method, path, headers, json } = step.request;
        const ours = await send(mock.url, {
          ...{ method, path: translation.text(path) },
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, translation.text(value)])),
          ...(json === undefined ? {} : { json: translation.value(json) }),
        });
        const recorded = { ...step.response, body: step.response.body ?? null };
        const rows = rowsOf(`${folder}/${group.name}/${step.name}`, path);
        const before = translation.copy();
        differencesOf(recorded, ours, { translation, rows });
        remember(translation, `${group.name}/${step.name}`, ours);
        const route = routeOf(method, path);
        if (route === undefined || recorded.status >= 400 || ours.status !== recorded.status) continue;
        const differences = (answer: Sent): readonly string[] =>
          differencesOf(recorded, answer, { translation: before.copy(), rows });
        pairs.push({ route, ours, recorded: recorded.body, differences });
      }
      if (group.name === 'auth-password') translation.alias('TOKEN_BOB', 'TOKEN_BOB_2');
    }
    return pairs;
  } finally {
    await mock.close();
  }
}

function tokenIn({ body }: Sent): string {
  return typeof body === 'object' && body !== null && 'AccessToken' in body ? String(body.AccessToken) : '';
}

function remember(translation: Translation, step: string, ours: Sent): void {
  const token = tokenIn(ours);
  for (const name of tokenNames[step] ?? []) if (token !== '') translation.set(name, token);
  const { body } = ours;
  if (typeof body === 'object' && body !== null && 'Secret' in body) translation.set('QC_SECRET', String(body.Secret));
}
