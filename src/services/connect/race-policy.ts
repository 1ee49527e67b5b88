import type { Candidate, ProbeResult } from '../../models/connection.ts';
import { bestOf, grade } from './rank.ts';

/** Times in milliseconds. */
export interface RaceTimes {
  /** How long the remembered address is asked alone. One that fails sooner lets the others start at once. */
  readonly headStartMs: number;
  /** How long a good answer waits for a better address. What comes later still wins, but nobody waits for it. */
  readonly graceMs: number;
  /** After so long without a good answer others are asked for addresses, or for a fresh credential. */
  readonly patienceMs: number;
}

export const raceTimes: RaceTimes = { headStartMs: 250, graceMs: 25, patienceMs: 1_000 };

export interface Answer {
  readonly result: ProbeResult;
  readonly at: number;
}

/** All that is known of a race at one moment. */
export interface RaceView {
  /** No two alike. */
  readonly candidates: readonly Candidate[];
  readonly startedAt: number;
  readonly now: number;
  readonly answers: ReadonlyMap<string, Answer>;
  /** Whether the server or its account was asked for other addresses. `known` also when nobody can be asked. */
  readonly advertised: 'not-asked' | 'asked' | 'known';
  /** Whether a refused credential was renewed. `settled` also when that changed nothing. */
  readonly renewal: 'not-tried' | 'running' | 'settled';
  /** Hear every address out, relays too. */
  readonly all: boolean;
}

export interface Move {
  /** Those that should have been asked by now. Some may have been. */
  readonly ask: readonly Candidate[];
  readonly askForAddresses: boolean;
  readonly renew: boolean;
  /** The race is over: with the best that answered well, or with nobody. */
  readonly isOver: boolean;
  /** When to look again if no answer comes before; absent when only an answer can change anything. */
  readonly wakeAt?: number;
}

export const isRelay = ({ kind }: Candidate): boolean => kind === 'relay';

/**
 * What to do next, from nothing but the view: the same view always gives the same move. The rules, in words:
 *
 * - All addresses but relays race, the remembered one with a head start.
 * - A good answer is taken after a short grace in which a better address may still answer.
 * - When time passes without a good answer, others are asked for addresses and, when the right server refuses the
 *   credential, for a fresh one. Nothing waits for either.
 * - A relay is asked when every other address has failed, and not before.
 */
export function nextMove(view: RaceView, times: RaceTimes): Move {
  const direct = view.candidates.filter((candidate) => !isRelay(candidate));
  const good = answersOf(view, direct, 'ok');
  const best = bestOf(
    good.map(({ result }) => result),
    'ok',
  );
  return best === undefined || view.all ? search(view, direct, times) : settle(view, direct, best, good, times);
}

/** Somebody answered well: only what is better is of interest now. */
function settle(
  { answers, now }: RaceView,
  direct: readonly Candidate[],
  best: ProbeResult,
  good: readonly Answer[],
  { graceMs }: RaceTimes,
): Move {
  const open = direct.filter((each) => !answers.has(each.uri) && grade(each) < grade(best.candidate));
  const until = Math.min(...good.map(({ at }) => at)) + graceMs;
  // Those that win later go on being asked, so they are asked even when nobody waits for them.
  const isOver = open.length === 0 || now >= until;
  return { ask: open, askForAddresses: false, renew: false, isOver, ...(isOver ? {} : { wakeAt: until }) };
}

function search(view: RaceView, direct: readonly Candidate[], { headStartMs, patienceMs }: RaceTimes): Move {
  const { answers, startedAt, now, advertised, renewal, all } = view;
  const first = direct.find(({ origin }) => origin === 'remembered');
  const isAlone = first !== undefined && !all && !answers.has(first.uri) && now < startedAt + headStartMs;
  const haveAllFailed = !isAlone && direct.every(({ uri }) => answers.has(uri));
  const refusals = answersOf(view, view.candidates, 'unauthorized').map(({ at }) => at);
  const firstRefusal = Math.min(...refusals);

  const askForAddresses = advertised === 'not-asked' && (all || haveAllFailed || now >= startedAt + patienceMs);
  const isRefused = refusals.length > 0 && answersOf(view, view.candidates, 'ok').length === 0;
  const renew = renewal === 'not-tried' && isRefused && (haveAllFailed || now >= firstRefusal + patienceMs);
  // A refused address may turn out to be good, and an advertised one may be no relay.
  const isNobodyLeft = haveAllFailed && advertised === 'known' && !renew && renewal !== 'running';
  const relays = all || isNobodyLeft ? view.candidates.filter(isRelay) : [];

  const isOver = isNobodyLeft && relays.every(({ uri }) => answers.has(uri));
  const later = [
    ...(isAlone ? [startedAt + headStartMs] : []),
    ...(advertised === 'not-asked' ? [startedAt + patienceMs] : []),
    ...(renewal === 'not-tried' && isRefused ? [firstRefusal + patienceMs] : []),
  ].filter((at) => at > now);
  const ask = isAlone ? [first] : [...direct, ...relays];
  return {
    ask,
    askForAddresses,
    renew,
    isOver,
    ...(isOver || later.length === 0 ? {} : { wakeAt: Math.min(...later) }),
  };
}

function answersOf(
  { answers }: RaceView,
  candidates: readonly Candidate[],
  outcome: ProbeResult['outcome'],
): readonly Answer[] {
  return candidates.flatMap(({ uri }) => {
    const answer = answers.get(uri);
    return answer?.result.outcome === outcome ? [answer] : [];
  });
}
