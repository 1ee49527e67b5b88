import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NetworkFailure, type TlsProblem } from '../../src/errors.ts';
import type { Candidate, ProbeOutcome, ProbeResult } from '../../src/models/connection.ts';
import { choiceAmong, type Findings, firstSteps } from '../../src/services/connect/diagnosis-verdict.ts';
import { at } from './household.ts';

let count = 0;

function met(outcome: ProbeOutcome, more: Partial<Candidate> = {}, tls?: TlsProblem): ProbeResult {
  count += 1;
  const candidate = { ...at(`https://host-${count}.example`), ...more };
  const error = tls === undefined ? {} : { error: new NetworkFailure('tls', 'x', { tls }) };
  return { candidate, outcome, reason: outcome, ...error };
}

function steps(results: readonly ProbeResult[], more: Partial<Findings> = {}): readonly string[] {
  const { status, best } = choiceAmong(results);
  return firstSteps({
    ...{ status, best, results, blocked: undefined, offset: 0, account: undefined, lan: { answered: false } },
    credential: { state: 'unknown' },
    ...more,
  });
}

describe('what to do first', () => {
  test.each<readonly [string, readonly ProbeResult[], Partial<Findings>, RegExp]>([
    [
      'an expired certificate, and a clock that is right',
      [met('refused'), met('tls', {}, 'expired')],
      {},
      /^Renew the server's certificate/,
    ],
    [
      'a clock that is 10 minutes slow',
      [met('tls', {}, 'not-yet-valid')],
      { offset: 600_000 },
      /^Set the clocks: this machine's is 10 minutes behind/,
    ],
    ['a server that starts, among dead addresses', [met('timeout'), met('starting'), met('dns')], {}, /^Wait/],
    [
      'nobody at all',
      [met('timeout'), met('dns'), met('unreachable')],
      { account: { answered: false } },
      /^Check whether this machine is online/,
    ],
    [
      'nobody but the account service',
      [met('unreachable'), met('timeout')],
      { account: { answered: true } },
      /^Check the firewall/,
    ],
    ['no address', [], {}, /^Add an address/],
    [
      'a refused credential',
      [met('unauthorized'), met('timeout')],
      { credential: { state: 'refused' } },
      /^Sign in again, unless/,
    ],
    ['no credential', [met('cancelled')], { blocked: 'x', credential: { state: 'missing' } }, /^Sign in again$/],
    ['settings that cannot be read', [met('cancelled')], { blocked: 'they cannot be read' }, /^they cannot be read$/],
    ['a pinned address that is dead', [met('refused', { pinned: true }), met('ok')], {}, /^Unpin/],
    ['a relay', [met('ok', { kind: 'relay' }), met('timeout')], {}, /slow way/],
    [
      'a good address and one of another server',
      [met('ok'), met('wrong-server'), met('timeout')],
      {},
      /^Remove this address/,
    ],
  ])('%s', (_, results, more, first) => {
    expect(steps(results, more)[0]).toMatch(first);
  });

  test('nothing, where all is good enough', () => {
    expect(steps([met('ok'), met('timeout'), met('refused', { kind: 'direct' })])).toEqual([]);
    expect(steps([met('ok', { pinned: true }), met('ok')])).toEqual([]);
  });

  test('is never said twice, and something is always said to who is not online', () => {
    const outcomes: readonly ProbeOutcome[] = [
      'ok',
      'unauthorized',
      'forbidden',
      'wrong-server',
      'starting',
      'tls',
      'dns',
      'refused',
      'timeout',
    ];
    const result = fc
      .tuple(fc.constantFrom(...outcomes), fc.constantFrom('local' as const, 'direct' as const, 'relay' as const))
      .map(([outcome, kind]) => met(outcome, { kind }));
    fc.assert(
      fc.property(fc.array(result, { maxLength: 6 }), fc.boolean(), (results, answered) => {
        const isRefused = results.some(({ outcome }) => outcome === 'unauthorized');
        const said = steps(results, {
          account: { answered },
          credential: { state: isRefused ? 'refused' : 'unknown' },
        });
        expect(new Set(said).size).toBe(said.length);
        if (choiceAmong(results).status !== 'online') expect(said.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the choice', () => {
  test('is the pinned one, whatever else is better', () => {
    const pinned = met('ok', { kind: 'direct', pinned: true });
    expect(choiceAmong([met('ok'), pinned])).toMatchObject({ status: 'online', best: pinned });
    expect(choiceAmong([met('ok'), met('refused', { pinned: true })])).toMatchObject({
      status: 'offline',
      best: undefined,
      reason: expect.stringMatching(/^pinned; .*; 1 other would do$/),
    });
  });

  test('is no relay while another is good', () => {
    const direct = met('ok', { kind: 'direct' });
    expect(choiceAmong([met('ok', { kind: 'relay' }), direct]).best).toBe(direct);
  });
});
