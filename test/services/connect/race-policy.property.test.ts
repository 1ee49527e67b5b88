import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Candidate, ProbeOutcome, ProbeResult } from '../../../src/models/connection.ts';
import {
  type Answer,
  isRelay,
  nextMove,
  type RaceTimes,
  type RaceView,
  raceTimes,
} from '../../../src/services/connect/race-policy.ts';
import { grade } from '../../../src/services/connect/rank.ts';

const probeTimeoutMs = 5_000;
const discoveryMs = 5_000;

interface Place {
  readonly candidate: Candidate;
  /** When it answers after it was asked; those that never do are timed out. */
  readonly afterMs: number;
  readonly outcome: ProbeOutcome;
  /** What it answers once the credential was renewed. */
  readonly renewedOutcome: ProbeOutcome;
}

interface Network {
  readonly places: readonly Place[];
  readonly advertised: readonly Place[];
  readonly advertisedAfterMs: number;
  readonly renewedAfterMs: number;
  readonly all: boolean;
}

interface Ending {
  readonly at: number;
  readonly chosen: ProbeResult | undefined;
  readonly askedAt: ReadonlyMap<string, number>;
  readonly answers: ReadonlyMap<string, Answer>;
}

/** Plays the policy against a network whose answers are known beforehand, event after event, without waiting. */
function play(network: Network, times: RaceTimes = raceTimes): Ending {
  const byUri = new Map([...network.places, ...network.advertised].map((place) => [place.candidate.uri, place]));
  const candidates = network.places.map(({ candidate }) => candidate);
  const answers = new Map<string, Answer>();
  const askedAt = new Map<string, number>();
  const due: { readonly at: number; readonly happen: (now: number) => void }[] = [];
  let advertised: RaceView['advertised'] = 'not-asked';
  let renewal: RaceView['renewal'] = 'not-tried';
  let isRenewed = false;

  const ask = (uri: string, now: number): void => {
    const place = byUri.get(uri);
    if (place === undefined) throw new Error(`nobody told of ${uri}`);
    askedAt.set(uri, now);
    const { candidate, afterMs } = place;
    const outcome = isRenewed ? place.renewedOutcome : place.outcome;
    const result: ProbeResult =
      afterMs > probeTimeoutMs
        ? { candidate, outcome: 'timeout', reason: '' }
        : { candidate, outcome, reason: '', latencyMs: afterMs };
    due.push({ at: now + Math.min(afterMs, probeTimeoutMs), happen: (at) => answers.set(uri, { result, at }) });
  };

  for (let now = 0, turns = 0; turns < 500; turns += 1) {
    const view = { candidates, startedAt: 0, now, answers, advertised, renewal, all: network.all };
    const move = nextMove(view, times);
    for (const { uri } of move.ask) if (!askedAt.has(uri)) ask(uri, now);
    if (move.askForAddresses) {
      advertised = 'asked';
      due.push({
        at: now + Math.min(network.advertisedAfterMs, discoveryMs),
        happen: () => {
          advertised = 'known';
          candidates.push(...network.advertised.map(({ candidate }) => candidate));
        },
      });
    }
    if (move.renew) {
      renewal = 'running';
      due.push({
        at: now + network.renewedAfterMs,
        happen: () => {
          renewal = 'settled';
          isRenewed = true;
          for (const [uri, { result }] of answers) {
            if (result.outcome !== 'unauthorized') continue;
            answers.delete(uri);
            askedAt.delete(uri);
          }
        },
      });
    }
    if (move.isOver) {
      const good = [...answers.values()].map(({ result }) => result).filter(({ outcome }) => outcome === 'ok');
      const best = good.sort((a, b) => grade(a.candidate) - grade(b.candidate))[0];
      return { at: now, chosen: best, askedAt, answers };
    }
    due.sort((a, b) => a.at - b.at);
    const next = due[0];
    if (next === undefined && move.wakeAt === undefined) throw new Error('it waits for nothing');
    if (next !== undefined && (move.wakeAt === undefined || next.at <= move.wakeAt)) {
      due.shift();
      now = next.at;
      next.happen(now);
    } else {
      now = move.wakeAt ?? now;
    }
  }
  throw new Error('it never ends');
}

const outcomes: readonly ProbeOutcome[] = ['ok', 'unauthorized', 'wrong-server', 'tls', 'dns', 'refused', 'starting'];

const placeArbitrary = (prefix: string): fc.Arbitrary<Place> =>
  fc
    .record({
      host: fc.integer({ min: 1, max: 40 }),
      kind: fc.constantFrom('local' as const, 'direct' as const, 'relay' as const),
      secure: fc.boolean(),
      afterMs: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 8_000 })),
      outcome: fc.constantFrom(...outcomes),
      renewedOutcome: fc.constantFrom<ProbeOutcome>('ok', 'unauthorized'),
    })
    .map(({ host, kind, secure, ...rest }) => ({
      ...rest,
      candidate: { uri: `${secure ? 'https' : 'http'}://${prefix}${host}`, kind, secure, origin: 'account' },
    }));

const byUri = { selector: ({ candidate }: Place) => candidate.uri };

const networkArbitrary: fc.Arbitrary<Network> = fc
  .record({
    places: fc.uniqueArray(placeArbitrary('known'), { ...byUri, maxLength: 10 }),
    advertised: fc.uniqueArray(placeArbitrary('told'), { ...byUri, maxLength: 6 }),
    advertisedAfterMs: fc.integer({ min: 0, max: 8_000 }),
    renewedAfterMs: fc.integer({ min: 0, max: 3_000 }),
    all: fc.boolean(),
    remembered: fc.nat({ max: 12 }),
  })
  .map(({ remembered, ...network }) => ({
    ...network,
    places: network.places.map((place, index) =>
      index === remembered && !isRelay(place.candidate)
        ? { ...place, candidate: { ...place.candidate, origin: 'remembered' } }
        : place,
    ),
  }));

const runs = { numRuns: 10_000 };

describe('over random networks', () => {
  test('somebody who answers well is always found, and only somebody who does', () => {
    fc.assert(
      fc.property(networkArbitrary, (network) => {
        const { chosen, answers } = play(network);
        if (chosen !== undefined) {
          expect(chosen.outcome).toBe('ok');
          return;
        }
        const everybody = [...network.places, ...network.advertised];
        for (const { candidate } of everybody) expect(answers.get(candidate.uri)?.result.outcome).not.toBe('ok');
        expect(answers.size).toBe(everybody.length);
      }),
      runs,
    );
  });

  test('a relay is asked only when every other address has failed, and chosen only then', () => {
    fc.assert(
      fc.property(networkArbitrary, (network) => {
        const { chosen, askedAt, answers } = play({ ...network, all: false });
        for (const { candidate } of [...network.places, ...network.advertised]) {
          const at = isRelay(candidate) ? askedAt.get(candidate.uri) : undefined;
          if (at === undefined) continue;
          for (const [uri, answer] of answers) {
            if (isRelay(answer.result.candidate)) continue;
            expect(answer.result.outcome, uri).not.toBe('ok');
            expect(answer.at).toBeLessThanOrEqual(at);
          }
        }
        if (chosen !== undefined && isRelay(chosen.candidate)) {
          expect(
            [...answers.values()].some(({ result }) => result.outcome === 'ok' && !isRelay(result.candidate)),
          ).toBe(false);
        }
      }),
      runs,
    );
  });

  test('it ends within its budget, and dead addresses cost nothing when a good one answers', () => {
    const budget = raceTimes.headStartMs + 2 * discoveryMs + 3_000 + 2 * probeTimeoutMs + probeTimeoutMs;
    fc.assert(
      fc.property(networkArbitrary, (network) => {
        const { at } = play({ ...network, all: false });
        expect(at).toBeLessThanOrEqual(budget);
        const good = network.places.filter(
          ({ candidate, outcome, afterMs }) => !isRelay(candidate) && outcome === 'ok' && afterMs <= probeTimeoutMs,
        );
        if (good.length === 0) return;
        const soonest = Math.min(...good.map(({ afterMs }) => afterMs));
        expect(at).toBeLessThanOrEqual(raceTimes.headStartMs + soonest + raceTimes.graceMs);
      }),
      runs,
    );
  });

  test('the same network gives the same choice at the same moment', () => {
    fc.assert(
      fc.property(networkArbitrary, (network) => {
        const [one, other] = [play(network), play(network)];
        expect(other.at).toBe(one.at);
        expect(other.chosen?.candidate.uri).toBe(one.chosen?.candidate.uri);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a remembered address that answers is taken without asking equals or worse ones', () => {
    fc.assert(
      fc.property(networkArbitrary, (network) => {
        const remembered = network.places.find(({ candidate }) => candidate.origin === 'remembered');
        if (remembered === undefined || remembered.outcome !== 'ok') return;
        if (remembered.afterMs >= raceTimes.headStartMs) return;
        const { askedAt } = play({ ...network, all: false });
        for (const uri of askedAt.keys()) {
          const other = network.places.find(({ candidate }) => candidate.uri === uri);
          if (other === undefined || other === remembered) continue;
          expect(grade(other.candidate)).toBeLessThan(grade(remembered.candidate));
        }
      }),
      runs,
    );
  });
});
