import { plainMp4 } from '../../../../src/testing/catalogue/attic/files.ts';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import { type MockJellyfin, startMockJellyfin } from '../../../../src/testing/jellyfin/mock-jellyfin.ts';
import { attic } from '../../../../src/testing/jellyfin/scenarios/attic.ts';
import type { RecordedStep } from '../shared-folder.ts';
import { differencesOf } from './compare.ts';
import { rowsOf, type servers } from './plan.ts';
import { asked, recordedAnswer, signIn, who } from './replay.ts';
import { send } from './send.ts';
import { createTranslation, type Translation } from './translation.ts';

/** The film that comes, is watched, gets another name and goes: nothing but its name and one number is known of it. */
const newcomer = {
  title: 'Late Arrival',
  ...{ year: 2024, tmdb: '73001', imdb: '', releaseDate: '', contentRating: '', rating: 0, file: plainMp4 },
  ...{ overview: '', tagline: '', genres: [], studio: '', people: [], pictures: [] },
} as const;

interface Stage {
  readonly mock: MockJellyfin;
  /** Sent by bob, whose token the recorder held too. */
  readonly watch: (itemId: string) => Promise<void>;
  /** The film that came last. */
  latest: number;
}

/** What happened to the files, and was scanned, before a step. A folder that vanishes, or is back, changes nothing. */
const onDisk: Readonly<Record<string, (stage: Stage) => void | Promise<void>>> = {
  'changed since, after an addition': (stage) => {
    stage.latest = stage.mock.addMovie(newcomer);
  },
  'changed since, after a rename': async (stage) => {
    await stage.watch(stage.mock.movieId(stage.latest));
    stage.latest = stage.mock.renameMovie(stage.latest);
  },
  'changed since, after a deletion': ({ mock, latest }) => mock.removeMovie(latest),
};

/** @returns what differs in the answer to each step, by the step's name */
export async function replaySync(
  { folder, version }: (typeof servers)[number],
  steps: readonly RecordedStep[],
): Promise<ReadonlyMap<string, string[]>> {
  const dates = steps.map(sinceOf);
  const clock = new FakeClock((dates.find((date) => date !== undefined) ?? 0) - 60_000);
  const mock = await startMockJellyfin({ ...attic(), version, clock });
  try {
    const translation = await translationOf(mock, steps);
    const authorization = { Authorization: translation.text('MediaBrowser Token="TOKEN_BOB"') };
    const { origin } = new URL(mock.url);
    const watch = async (id: string): Promise<void> => {
      await send(origin, { method: 'POST', path: `/UserPlayedItems/${id}`, headers: authorization });
    };
    // Bob had given this film seven points.
    const path = `/UserItems/${mock.movieId(0)}/UserData`;
    await send(origin, { method: 'POST', path, headers: authorization, json: { Rating: 7 } });
    const stage: Stage = { mock, watch, latest: -1 };
    const found = new Map<string, string[]>();
    for (const [at, step] of steps.entries()) {
      // A second after the moment since which the next question asks.
      const next = dates.slice(at).find((date) => date !== undefined);
      if (next !== undefined) await clock.advance(Math.max(0, next + 1000 - clock.now()));
      await onDisk[step.name]?.(stage);
      const rows = rowsOf(`${folder}/sync/${step.name}`, step.request.path);
      const ours = await asked(mock, translation, step);
      found.set(step.name, differencesOf(recordedAnswer(step), ours, { translation, rows }));
    }
    return found;
  } finally {
    await mock.close();
  }
}

/** Epoch milliseconds. */
function sinceOf({ name, request }: RecordedStep): number | undefined {
  const text = /minDateLastSaved(?:ForUser)?=([^&]+)/.exec(request.path)?.[1];
  const date = name === 'date in the future' || text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

/** The ids that the recorder had from earlier conversations. */
async function translationOf(mock: MockJellyfin, steps: readonly RecordedStep[]): Promise<Translation> {
  const translation = createTranslation();
  translation.set('TOKEN_BOB', await signIn(mock, 0, who('dev-bob')));
  translation.set('TOKEN_ADMIN', await signIn(mock, 1, who('seed-1', 'seed', 'seed', '1')));
  const library = (type: string): string =>
    mock.libraries.find(({ collectionType }) => collectionType === type)?.id ?? '';
  const known: readonly (readonly [step: string, ours: string])[] = [
    ['mark', mock.movieId(0)],
    ['mark 2', mock.movieId(3)],
    ['changed since now, nothing changed', library('movies')],
    ['library whose folder vanished', library('homevideos')],
  ];
  for (const [name, ours] of known) {
    const path = steps.find((step) => step.name === name)?.request.path ?? '';
    translation.set(/[0-9a-f]{32}/.exec(path)?.[0] ?? name, ours);
  }
  return translation;
}
