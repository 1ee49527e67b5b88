import { describe, expect, test } from 'vitest';
import { NetworkFailure, type TlsProblem } from '../../../src/errors.ts';
import type { ProbeOutcome, ProbeResult } from '../../../src/models/connection.ts';
import { adviceFor } from '../../../src/services/connect/advice.ts';
import { at } from '../household.ts';

/** The compiler sees to it that none is missing. */
const outcomes: Readonly<Record<ProbeOutcome, 'fine' | 'to be told'>> = {
  ok: 'fine',
  cancelled: 'fine',
  unauthorized: 'to be told',
  forbidden: 'to be told',
  'wrong-server': 'to be told',
  'not-a-media-server': 'to be told',
  starting: 'to be told',
  tls: 'to be told',
  dns: 'to be told',
  refused: 'to be told',
  unreachable: 'to be told',
  timeout: 'to be told',
  'http-status': 'to be told',
  insecure: 'to be told',
};

const tlsProblems: Readonly<Record<TlsProblem, true>> = {
  expired: true,
  'not-yet-valid': true,
  'unknown-authority': true,
  'wrong-name': true,
  'wrong-key': true,
  'client-certificate': true,
  'not-tls': true,
};

describe('advice', () => {
  const result = (outcome: ProbeOutcome, error?: NetworkFailure): ProbeResult => ({
    candidate: at('https://h'),
    outcome,
    reason: 'x',
    ...(error === undefined ? {} : { error }),
  });

  test.each(Object.entries(outcomes))('for %s: %s', (outcome, kind) => {
    const advice = adviceFor(result(outcome as ProbeOutcome));
    expect(advice === undefined).toBe(kind === 'fine');
  });

  test('is another one for every problem with TLS', () => {
    const all = Object.keys(tlsProblems).map((tls) =>
      adviceFor(result('tls', new NetworkFailure('tls', 'x', { tls: tls as TlsProblem }))),
    );
    expect(new Set(all).size).toBe(all.length);
    expect(all).not.toContain(undefined);
    expect(all).not.toContain(adviceFor(result('tls')));
  });
});
