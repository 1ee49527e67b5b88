import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MockJellyfin } from '../../../src/testing/jellyfin/mock-jellyfin.ts';
import { type Client, login, signedIn, startSmall, who } from './mock-client.ts';
import { differences, shapeOf } from './recorded-shapes.ts';
import { recording, sharedMissing, sharedNote } from './shared-folder.ts';

interface Case {
  readonly file: string;
  /** Names of the recorded steps whose answers are taken together. */
  readonly steps: RegExp;
  readonly answer: (client: Client, mock: MockJellyfin) => Promise<unknown>;
}

/** Where the two may differ, by the end of the path, each with its reason. */
const excused: readonly (readonly [path: RegExp, reason: string])[] = [
  [/\.ImageBlurHashes\.\*/, 'the recorded server drew no pictures, so it had no hashes'],
  [/\.OriginalTitle$/, 'no recorded film has another original title'],
  [/MediaStreams\.\*\.Title$/, 'the catalogue gives its streams no titles'],
  [/\.MediaSourceCount$/, 'only with several versions; the catalogue has one of each work'],
  [/\.IndexNumberEnd$/, 'the catalogue has no double episodes'],
];

const fieldsOf = (folder: string, file: string, step: RegExp): string => {
  const found = recording(folder, file).find(({ name }) => step.test(name));
  return new URL(found?.request.path ?? '', 'http://recorded').searchParams.get('fields') ?? '';
};

const cases: Readonly<Record<string, Case>> = {
  'public info': { file: 'public', steps: /^public info$/, answer: get('/System/Info/Public') },
  'system info': { file: 'auth-carriers', steps: /^system info with token$/, answer: get('/System/Info') },
  login: {
    file: 'auth-password',
    steps: /^login$/,
    answer: async (_, mock) => (await login(mock, 0, who.replace('bench-1', 'shapes'))).json(),
  },
  views: { file: 'views', steps: /^user views$/, answer: get('/UserViews') },
  counts: { file: 'views', steps: /^counts$/, answer: get('/Items/Counts') },
  'films, no field': {
    file: 'items-movie',
    steps: /^all movies, no field$/,
    answer: get('/Items?recursive=true&includeItemTypes=Movie'),
  },
  'films, every field': {
    file: 'items-movie',
    steps: /^all movies, every field$/,
    answer: async (client) =>
      client.page(
        `/Items?recursive=true&includeItemTypes=Movie&fields=${fieldsOf('12', 'items-movie', /every field/)}`,
      ),
  },
  'all episodes': {
    file: 'items-tv',
    steps: /^all episodes$/,
    answer: async (client) =>
      client.page(
        `/Items?recursive=true&includeItemTypes=Episode&isMissing=false&fields=${fieldsOf('12', 'items-tv', /^all episodes$/)}`,
      ),
  },
  'all seasons': {
    file: 'items-tv',
    steps: /^all seasons$/,
    answer: async (client) =>
      client.page(
        `/Items?recursive=true&includeItemTypes=Season&fields=${fieldsOf('12', 'items-tv', /^all seasons$/)}`,
      ),
  },
  'all series': {
    file: 'items-tv',
    steps: /^series$/,
    answer: async (client) =>
      client.page(`/Items?recursive=true&includeItemTypes=Series&fields=${fieldsOf('12', 'items-tv', /^series$/)}`),
  },
  'one episode': {
    file: 'items-tv',
    steps: /^episode detail$/,
    answer: async (client, mock) => (await client.get(`/Items/${mock.episodeId(0, 1, 1)}`)).json(),
  },
};

/** A path inside an item, wherever the item stood. */
const inItem = (path: string): string => path.replace(/^\.\*(\.Items\.\*)?/, '');

/** What recorded films, episodes, seasons and series have: some lack what others of our works have. */
function knownOfItems(): ReadonlySet<string> {
  const bodies = ['items-movie', 'items-tv', 'item-detail'].flatMap((file) =>
    recording('12', file).map(({ response }) => response.body),
  );
  return new Set(differences(shapeOf(bodies), new Map()).map(inItem));
}

function get(path: string): (client: Client) => Promise<unknown> {
  return async (client) => (await client.get(path)).json();
}

describe.skipIf(sharedMissing)(`shapes of recorded answers${sharedNote}`, () => {
  let mock: MockJellyfin;
  let client: Client;
  beforeAll(async () => {
    mock = await startSmall();
    client = await signedIn(mock);
  });
  afterAll(() => mock.close());

  test.each(Object.entries(cases))('%s', async (_, { file, steps, answer }) => {
    const recorded = recording('12', file)
      .filter(({ name }) => steps.test(name))
      .map(({ response }) => response.body);
    expect(recorded.length).toBeGreaterThan(0);
    const ours = shapeOf([await answer(client, mock)]);
    const theirs = shapeOf(recorded);
    const known = knownOfItems();
    const counts = (path: string): boolean => !excused.some(([pattern]) => pattern.test(path));
    expect({
      missing: differences(theirs, ours).filter(counts),
      invented: differences(ours, theirs).filter((path) => counts(path) && !known.has(inItem(path))),
    }).toEqual({ missing: [], invented: [] });
  });
});
