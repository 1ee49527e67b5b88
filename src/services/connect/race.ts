import type { MediaBackend } from '../../backends/media-backend.ts';
import { type Clock, cancelled } from '../../models/clock.ts';
import type { Candidate, ProbeResult } from '../../models/connection.ts';
import { askAgainAndAgain } from './ask-again.ts';
import { type Answer, isRelay, nextMove, type RaceTimes, type RaceView } from './race-policy.ts';
import { bestOf, grade } from './rank.ts';

export type AskForAddresses = (signal: AbortSignal) => Promise<readonly Candidate[]>;

/** What a race may ask beside the addresses themselves. */
export interface RaceHelp {
  /** Who knows other addresses of the server: all are asked at once. None ever rejects but with `cancelled`. */
  readonly addresses?: readonly AskForAddresses[];
  /** A fresh credential. @returns whether there is one worth a try, or why that is not known */
  readonly renew?: (refused: Candidate, signal: AbortSignal) => Promise<boolean | string>;
}

export interface RaceOptions extends RaceHelp {
  readonly clock: Clock;
  readonly times: RaceTimes;
  /** For one address, milliseconds. */
  readonly probeTimeoutMs: number;
  /** Hear every address out, relays too, for people who want to see the whole picture. */
  readonly all: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Sockets to the address in use may be dead by now. Default false. */
  readonly isOtherNetwork?: boolean | undefined;
  /** Told of each better address that answers after the race is over, until `stop` or the last answer. */
  readonly onBetter?: ((result: ProbeResult) => void) | undefined;
}

export interface RaceOutcome {
  /** One for each address. Those that were not heard out are `cancelled`: nothing is known of them. */
  readonly results: readonly ProbeResult[];
  readonly best: ProbeResult | undefined;
  /** Addresses that came up during the race. */
  readonly fresh: readonly Candidate[];
  /** All that were named during the race, also those that were known. */
  readonly named: readonly Candidate[];
  /** Whether anybody was asked for them. */
  readonly wasAsked: boolean;
  /** Why it is not known whether the credential could be renewed. */
  readonly away?: string;
  /** Ends the wait for better addresses. */
  stop(): void;
}

/** Carries out what {@link nextMove} says. */
export async function race(
  backend: MediaBackend,
  known: readonly Candidate[],
  options: RaceOptions,
): Promise<RaceOutcome> {
  const { clock, times, probeTimeoutMs, all, isOtherNetwork, signal, addresses = [], renew, onBetter } = options;
  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([ended.signal, signal]);
  const startedAt = clock.now();
  const candidates = new Map(known.map((candidate) => [candidate.uri, candidate]));
  const fresh: Candidate[] = [];
  const named: Candidate[] = [];
  const asked = new Set<string>();
  const answers = new Map<string, Answer>();
  let advertised: RaceView['advertised'] = addresses.length === 0 ? 'known' : 'not-asked';
  let renewal: RaceView['renewal'] = renew === undefined ? 'settled' : 'not-tried';
  let away: string | undefined;
  let winner: ProbeResult | undefined;
  let isOver = false;
  let alarm = new AbortController();

  const probe = (candidate: Candidate): Promise<ProbeResult> => {
    const limits = { timeoutMs: probeTimeoutMs, signal: either };
    const isInUse = backend.connection?.uri === candidate.uri;
    return isOtherNetwork && isInUse
      ? askAgainAndAgain(backend, candidate, { ...limits, clock })
      : backend.probe(candidate, limits);
  };

  return new Promise<RaceOutcome>((resolve, reject) => {
    const fail = (error: unknown): void => {
      if (isOver) return;
      isOver = true;
      ended.abort();
      reject(error);
    };

    const ask = async (candidate: Candidate): Promise<void> => {
      asked.add(candidate.uri);
      const result = await probe(candidate);
      answers.set(candidate.uri, { result, at: clock.now() });
      if (!isOver) step();
      else improve(result);
    };

    /** After the end: a better address than the winner takes its place, and only a still better one takes that. */
    const improve = (result: ProbeResult): void => {
      if (result.outcome === 'ok' && winner !== undefined && grade(result.candidate) < grade(winner.candidate)) {
        winner = result;
        onBetter?.(result);
      }
      if (answers.size >= asked.size) ended.abort();
    };

    const askForAddresses = async (): Promise<void> => {
      advertised = 'asked';
      const asking = addresses.map(async (look) => {
        const found = await look(either);
        // What comes after the end is in nobody's report.
        if (isOver) return;
        add(found);
        step();
      });
      await Promise.all(asking);
      advertised = 'known';
      if (!isOver) step();
    };

    const add = (found: readonly Candidate[]): void => {
      named.push(...found);
      for (const candidate of found) {
        if (candidates.has(candidate.uri)) continue;
        candidates.set(candidate.uri, candidate);
        fresh.push(candidate);
      }
    };

    const renewOnce = async (how: NonNullable<RaceHelp['renew']>): Promise<void> => {
      renewal = 'running';
      const refused = bestOf(resultsSoFar(), 'unauthorized');
      const renewed = refused === undefined ? false : await how(refused.candidate, either);
      if (typeof renewed === 'string') away = renewed;
      if (renewed === true) {
        for (const [uri, { result }] of answers) {
          if (result.outcome !== 'unauthorized') continue;
          answers.delete(uri);
          asked.delete(uri);
        }
      }
      renewal = 'settled';
      if (!isOver) step();
    };

    const resultsSoFar = (): readonly ProbeResult[] => [...answers.values()].map(({ result }) => result);

    const step = (): void => {
      alarm.abort();
      const now = clock.now();
      const list = [...candidates.values()];
      const move = nextMove({ candidates: list, startedAt, now, answers, advertised, renewal, all }, times);
      for (const candidate of move.ask) if (!asked.has(candidate.uri)) ask(candidate).catch(fail);
      if (move.askForAddresses) askForAddresses().catch(fail);
      if (move.renew && renew !== undefined) renewOnce(renew).catch(fail);
      if (move.isOver) finish();
      else if (move.wakeAt !== undefined) wakeIn(move.wakeAt - now);
    };

    const wakeIn = (ms: number): void => {
      alarm = new AbortController();
      clock.sleep(ms, AbortSignal.any([alarm.signal, either])).then(step, () => undefined);
    };

    const finish = (): void => {
      isOver = true;
      const results = [...candidates.values()].map(
        (each) => answers.get(each.uri)?.result ?? notHeard(each, asked.has(each.uri)),
      );
      winner = bestOf(results, 'ok');
      if (onBetter === undefined || answers.size >= asked.size) ended.abort();
      const why = away === undefined ? {} : { away };
      resolve({
        results,
        best: winner,
        fresh,
        named,
        wasAsked: addresses.length > 0 && advertised !== 'not-asked',
        ...why,
        stop: () => ended.abort(),
      });
    };

    either.addEventListener('abort', () => fail(cancelled('connect')), { once: true });
    if (either.aborted) fail(cancelled('connect'));
    else step();
  });
}

function notHeard(candidate: Candidate, wasAsked: boolean): ProbeResult {
  const why = wasAsked ? 'not heard out, a better address had answered' : 'not tried, a better address had answered';
  const reason = isRelay(candidate) ? 'not tried, a relay is only for when nothing else answers' : why;
  return { candidate, outcome: 'cancelled', reason };
}
