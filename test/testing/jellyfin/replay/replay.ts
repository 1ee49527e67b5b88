import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import { type MockJellyfin, startMockJellyfin } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import { attic } from '../../../../src/testing/jellyfin/scenarios/attic.ts';
import type { RecordedStep } from '../shared-folder.ts';
import { differencesOf } from './compare.ts';
import { type Group, type Incident, rowsOf, type servers, tokenNames } from './plan.ts';
import { type Sent, send } from './send.ts';
import { createTranslation, type Translation } from './translation.ts';

type RecordedServer = (typeof servers)[number];

/** One recorded server and the mock that stands for it. */
export interface Replay {
  /** What differs in the answer to each step, by the step's name. */
  group(
    group: Group,
    steps: readonly RecordedStep[],
    before: readonly Incident[],
  ): Promise<ReadonlyMap<string, string[]>>;
  close(): Promise<void>;
}

export const who = (deviceId: string, client = 'Probe', device = 'Laptop', version = '1.0'): string =>
  `MediaBrowser Client="${client}", Device="${device}", DeviceId="${deviceId}", Version="${version}"`;

export async function startReplay({ folder, version, bulk }: RecordedServer): Promise<Replay> {
  const translation = createTranslation();
  const clock = new FakeClock(Date.now());
  const main = await startMockJellyfin({ ...attic({ bulk }), version, clock });
  translation.set('API_KEY', main.apiKey);
  translation.name('BOB_ID', main.users[0]?.id ?? '');
  translation.name('EXAMPLE_ID', main.movieId(0));
  translation.set('TOKEN_ADMIN', await signIn(main, 1, who('seed-1', 'seed', 'seed', '1')));

  return {
    group: async (group, steps, before) => {
      for (const event of before) await happen(event, { mock: main, clock }, translation);
      const other = group.setUp === undefined ? undefined : await elsewhere(group.setUp);
      const found = new Map<string, string[]>();
      try {
        for (const step of steps) {
          const at = `${folder}/${group.name}/${step.name}`;
          const ours = await asked(other?.mock ?? main, other?.translation ?? translation, step);
          const options = { translation: other?.translation ?? translation, rows: rowsOf(at, step.request.path) };
          const name = found.has(step.name) ? `${step.name} (again)` : step.name;
          found.set(name, differencesOf(recordedAnswer(step), ours, options));
          remember(translation, `${group.name}/${step.name}`, ours);
        }
        // Whatever follows was sent with the token of the second login.
        if (group.name === 'auth-password') translation.alias('TOKEN_BOB', 'TOKEN_BOB_2');
      } finally {
        await other?.mock.close();
      }
      return found;
    },
    close: () => main.close(),
  };

  /** The same server with another setting: the same ids, but tokens of its own. */
  async function elsewhere(
    setUp: NonNullable<Group['setUp']>,
  ): Promise<{ mock: MockJellyfin; translation: Translation }> {
    const mock = await startMockJellyfin({ ...attic({ bulk }), version, ...setUp });
    const own = translation.copy();
    own.set('TOKEN_BOB', await signIn(mock, 0, who('dev-bob')));
    own.set('API_KEY', mock.apiKey);
    return { mock, translation: own };
  }
}

export function asked(mock: MockJellyfin, translation: Translation, { request }: RecordedStep): Promise<Sent> {
  const { origin } = new URL(mock.url);
  return send(origin, {
    method: request.method,
    path: translation.text(request.path),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, translation.text(value)]),
    ),
    ...(request.json === undefined ? {} : { json: translation.value(request.json) }),
  });
}

/** As received, with what the recorder left out of empty answers. */
export function recordedAnswer({ response }: RecordedStep): Sent {
  return { status: response.status, headers: response.headers, body: response.body ?? null };
}

function remember(translation: Translation, step: string, { body }: Sent): void {
  if (typeof body !== 'object' || body === null) return;
  const token = 'AccessToken' in body ? String(body.AccessToken) : undefined;
  for (const name of tokenNames[step] ?? []) if (token !== undefined) translation.set(name, token);
  if ('Secret' in body) translation.set('QC_SECRET', String(body.Secret));
}

export async function signIn(mock: MockJellyfin, user: number, authorization: string): Promise<string> {
  const { name, password } = mock.users[user] ?? { name: '', password: '' };
  const { origin, pathname } = new URL(mock.url);
  const { body } = await send(origin, {
    method: 'POST',
    path: `${pathname === '/' ? '' : pathname}/Users/AuthenticateByName`,
    headers: { Authorization: authorization },
    json: { Username: name, Pw: password },
  });
  return typeof body === 'object' && body !== null && 'AccessToken' in body ? String(body.AccessToken) : '';
}

/** Longer than every recorded one. */
const restartMs = 6000;

async function happen(
  event: Incident,
  { mock, clock }: { readonly mock: MockJellyfin; readonly clock: FakeClock },
  translation: Translation,
): Promise<void> {
  if (event === 'restart') {
    mock.restart();
    await clock.advance(restartMs);
  }
  if (event === 'long-names') {
    const long = (letter: string, length: number): string => letter.repeat(length);
    await signIn(mock, 0, who('dev-long-Version', 'Probe', 'Laptop', long('1', 40)));
    await signIn(mock, 0, who('dev-long-Client', long('c', 100)));
    await signIn(mock, 0, who('dev-long-Device', 'Probe', long('d', 100)));
    await signIn(mock, 0, who(long('i', 300)));
  }
  const write = (movie: number, json: object): Promise<Sent> =>
    send(new URL(mock.url).origin, {
      method: 'POST',
      path: `/UserItems/${mock.movieId(movie)}/UserData`,
      headers: { Authorization: translation.text('MediaBrowser Token="TOKEN_BOB"') },
      json,
    });
  const when = '2026-11-21T11:58:34.672Z';
  if (event === 'half-way')
    await write(6, { PlaybackPositionTicks: 1_500_000_000, PlayCount: 1, LastPlayedDate: when });
  if (event === 'rated') {
    await send(new URL(mock.url).origin, {
      method: 'DELETE',
      path: `/UserPlayedItems/${mock.movieId(0)}`,
      headers: { Authorization: translation.text('MediaBrowser Token="TOKEN_BOB"') },
    });
    await write(0, { Rating: 7 });
  }
}
