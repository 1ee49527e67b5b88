import type { Sent } from '../testing/jellyfin/replay/send.ts';
import { complaintsOf, type Documented } from './documents.ts';
import type { Driven } from './driven.ts';
import { documentedFor } from './findings.ts';
import { type Mistake, type Place, placesIn, plannedMistakes } from './mistakes.ts';
import type { RecordedPair } from './recorded-pairs.ts';
import type { Holding } from './recorded-plex.ts';

export interface Score {
  readonly planted: readonly Mistake[];
  /** Nobody outside noticed them. */
  readonly survivors: readonly Mistake[];
}

/** Says what is wrong with an answer; only what it did not say of the true answer counts. */
interface Check {
  readonly answer: { readonly status: number; readonly body: unknown };
  readonly complaints: (answer: { readonly status: number; readonly body: unknown }) => readonly string[];
}

export interface Outside {
  readonly document: Documented;
  /** What recorded answers say to a body. */
  readonly recorded: (route: string, body: unknown) => readonly string[];
  readonly holds: (route: string, place: Place) => Holding;
  /** Recorded answers that the mock's are compared with one by one. */
  readonly pairs: readonly RecordedPair[];
}

/** Plants mistakes in the answers of one route, and asks everyone outside. */
export function scoreOf(route: string, answers: readonly Driven[], outside: Outside): Score {
  const checks = checksOf(route, answers, outside);
  const before = checks.map(({ answer, complaints }) => new Set(complaints(answer)));
  const mistakes = plannedMistakes({
    places: placesIn(checks.map(({ answer }) => answer.body)),
    holds: (place) => outside.holds(route, place),
    status: answers[0]?.status ?? 200,
    most: 5,
  });
  const isNoticed = (mistake: Mistake): boolean =>
    checks.some(({ answer, complaints }, at) =>
      complaints(mistake.apply(answer)).some((complaint) => before[at]?.has(complaint) === false),
    );
  return { planted: mistakes, survivors: mistakes.filter((mistake) => !isNoticed(mistake)) };
}

/** Of many recorded answers to one route a few say what all of them say. */
const mostPairs = 3;

function checksOf(route: string, answers: readonly Driven[], { document, recorded, pairs }: Outside): readonly Check[] {
  const found = documentedFor(document, route)?.found;
  const { validate } = found ?? {};
  const checks: Check[] = answers.flatMap((answer) => [
    {
      answer,
      complaints: ({ status, body }) => [
        ...(found === undefined || found.statuses.includes(status) ? [] : [`status ${status}`]),
        ...(validate === undefined || body === undefined ? [] : complaintsOf(validate, body)),
      ],
    },
    { answer, complaints: ({ body }) => (body === undefined ? [] : recorded(route, body)) },
  ]);
  const own = pairs.filter((pair) => pair.route === route);
  const step = Math.max(1, Math.floor(own.length / mostPairs));
  const few = own.filter((_, at) => at % step === 0).slice(0, mostPairs);
  return [...checks, ...few.map(({ ours, differences }) => pairCheck(ours, differences))];
}

function pairCheck(ours: Sent, differences: RecordedPair['differences']): Check {
  return { answer: ours, complaints: ({ status, body }) => differences({ ...ours, status, body }) };
}
