import { clientsByRoute, type OutsideClient } from '../outside-clients/coverage.ts';
import { jellyfinDocument, jellyfinVersions, plexDocument } from './documents.ts';
import { type Driven, patternOf } from './driven.ts';
import { schemaExceptions } from './exceptions.ts';
import { type Verdict, verdictOn } from './findings.ts';
import { driveJellyfin, jellyfinRoutes } from './jellyfin-drive.ts';
import { createKnownShape } from './known-shape.ts';
import { drivePlex } from './plex-drive.ts';
import { plexRoutes } from './plex-routes.ts';
import { recordedPairs, replayedSteps } from './recorded-pairs.ts';
import { complaintsOfRows, type Holding, learnRows, recordedPlex, rowHolds } from './recorded-plex.ts';
import { type Outside, type Score, scoreOf } from './score.ts';

export type Kind = 'plex' | 'plex.tv' | 'jellyfin';

/** Everything that the table says of one route. */
export interface Finding {
  readonly kind: Kind;
  readonly route: string;
  readonly answers: readonly Driven[];
  /** By the version of the document. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Recorded answers that the tests compare. */
  readonly compared: number;
  /** In what the answers differ from recorded ones; of Jellyfin from recorded rows, as the replay compares the rest. */
  readonly differs: readonly string[];
  readonly clients: readonly OutsideClient[];
  readonly score: Score;
}

export async function surveyPlex(): Promise<readonly Finding[]> {
  const document = plexDocument();
  const recorded = recordedPlex();
  const all = await drivePlex();
  const routes = await plexRoutes();
  const clients = clientsOf('plex', routes);
  const outside: Outside = {
    document,
    recorded: recorded.complaints,
    holds: (route, { known }) => strongest(known.map((place) => recorded.holds(route, place))),
    pairs: [],
  };
  return routes.map((route): Finding => {
    const answers = all.filter((each) => each.route === route);
    const isCloud = / \/(?:api\/v2\/|devices\.xml)/.test(route);
    const verdict = verdictOn({ document, route, answers, exceptions: schemaExceptions.plex });
    return {
      ...{ kind: isCloud ? 'plex.tv' : 'plex', route, answers, clients: clients(route) },
      verdicts: new Map([['1.2.2', verdict]]),
      compared: recorded.count(route),
      differs: answers.flatMap(({ body }) => (body === undefined ? [] : recorded.complaints(route, body))),
      score: scoreOf(route, answers, outside),
    };
  });
}

export async function surveyJellyfin(): Promise<readonly Finding[]> {
  const versions = await Promise.all(
    jellyfinVersions.map(async (version) => ({
      version,
      document: jellyfinDocument(version),
      answers: await driveJellyfin(version),
      exceptions: schemaExceptions.jellyfin.filter((each) => (each.version ?? version) === version),
    })),
  );
  const routes = [...new Set(jellyfinVersions.flatMap(jellyfinRoutes))].sort((a, b) => (a < b ? -1 : 1));
  const clients = clientsOf('jellyfin', routes);
  const outside = await jellyfinOutside();
  const steps = replayedSteps();
  return routes.map((route): Finding => {
    const having = versions.filter(({ answers }) => answers.some((each) => each.route === route));
    const answersOf = (all: readonly Driven[]): readonly Driven[] => all.filter((each) => each.route === route);
    const newest = having.at(-1);
    const answers = answersOf(newest?.answers ?? []);
    return {
      ...{ kind: 'jellyfin', route, answers, clients: clients(route), compared: steps.get(route) ?? 0 },
      differs: answers.flatMap(({ body }) => (body === undefined ? [] : outside.recorded(route, body))),
      verdicts: new Map(
        having.map(({ version, document, exceptions, answers: all }) => {
          return [version, verdictOn({ document, route, answers: answersOf(all), exceptions })];
        }),
      ),
      score: scoreOf(route, answers, { ...outside, document: newest?.document ?? (() => undefined) }),
    };
  });
}

/** But for the document, which each version has its own of. */
async function jellyfinOutside(): Promise<Omit<Outside, 'document'>> {
  const pairs = await recordedPairs();
  const rows = createKnownShape();
  const byRoute = new Map<string, ReturnType<typeof createKnownShape>>();
  for (const { route, recorded } of pairs) {
    const shape = byRoute.get(route) ?? createKnownShape();
    shape.learn(recorded);
    byRoute.set(route, shape);
    learnRows(rows, recorded);
  }
  return {
    pairs,
    recorded: (_, body) => complaintsOfRows(rows, body),
    holds: (route, { known }) =>
      strongest(known.flatMap((place) => [byRoute.get(route)?.holds(place) ?? 'never', rowHolds(rows, place)])),
  };
}

function clientsOf(
  server: 'plex' | 'jellyfin',
  routes: readonly string[],
): (route: string) => readonly OutsideClient[] {
  const found = new Map<string, Set<OutsideClient>>();
  for (const [called, clients] of clientsByRoute(server)) {
    const route = patternOf(routes, called);
    if (route === undefined) continue;
    found.set(route, new Set([...(found.get(route) ?? []), ...clients]));
  }
  return (route) => [...(found.get(route) ?? [])];
}

/** Of rows of several kinds in one list, one must have the field for the list to need it. */
function strongest(all: readonly Holding[]): Holding {
  return all.find((each) => each === 'always') ?? all.find((each) => each === 'sometimes') ?? 'never';
}
