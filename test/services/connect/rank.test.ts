import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProbeResult } from '../../../src/models/connection.ts';
import { bestOf, explainChoice } from '../../../src/services/connect/rank.ts';

const result: fc.Arbitrary<ProbeResult> = fc
  .record({
    port: fc.integer({ min: 1, max: 65_535 }),
    kind: fc.constantFrom('local', 'direct', 'relay'),
    secure: fc.boolean(),
    outcome: fc.constantFrom('ok', 'timeout', 'unauthorized', 'wrong-server', 'cancelled'),
    latencyMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
  })
  .map(({ port, kind, secure, outcome, latencyMs }) => ({
    candidate: { uri: `${secure ? 'https' : 'http'}://server:${port}`, kind, secure, origin: 'account' },
    outcome,
    reason: '',
    ...(latencyMs === undefined ? {} : { latencyMs }),
  }));

const results = fc.uniqueArray(result, { maxLength: 12, selector: ({ candidate }) => candidate.uri });

describe('which address is chosen', () => {
  test('only one that answered well, and none when none did', () => {
    fc.assert(
      fc.property(results, (all) => {
        const best = bestOf(all, 'ok');
        if (best === undefined) expect(all.every(({ outcome }) => outcome !== 'ok')).toBe(true);
        else expect(best.outcome).toBe('ok');
      }),
    );
  });

  test('never a relay while another answers, never a remote one while a local one answers, https before http', () => {
    fc.assert(
      fc.property(results, (all) => {
        const best = bestOf(all, 'ok')?.candidate;
        if (best === undefined) return;
        const good = all.filter(({ outcome }) => outcome === 'ok').map(({ candidate }) => candidate);
        if (best.kind === 'relay') expect(good.every(({ kind }) => kind === 'relay')).toBe(true);
        if (best.kind === 'direct') expect(good.every(({ kind }) => kind !== 'local')).toBe(true);
        if (!best.secure) expect(good.every(({ kind, secure }) => kind !== best.kind || !secure)).toBe(true);
      }),
    );
  });

  test('of two that are alike the one that answered sooner', () => {
    const twin = (uri: string, latencyMs: number): ProbeResult => ({
      candidate: { uri, kind: 'direct', secure: true, origin: 'account' },
      outcome: 'ok',
      reason: '',
      latencyMs,
    });
    const [slow, quick] = [twin('https://a', 90), twin('https://b', 9)];
    expect(bestOf([slow, quick], 'ok')).toBe(quick);
    expect(bestOf([quick, slow], 'ok')).toBe(quick);
  });

  test('the same answers give the same choice, in whatever order they came', () => {
    fc.assert(
      fc.property(
        results.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(bestOf(shuffled, 'ok')?.candidate.uri).toBe(bestOf(all, 'ok')?.candidate.uri);
        },
      ),
    );
  });

  test('the reason says how it compares', () => {
    const at = (uri: string, outcome: ProbeResult['outcome']): ProbeResult => ({
      candidate: { uri, kind: 'local', secure: true, origin: 'typed' },
      outcome,
      reason: '',
      latencyMs: 12,
    });
    const chosen = at('https://a', 'ok');
    expect(explainChoice(chosen, [chosen, at('https://b', 'ok'), at('https://c', 'timeout')])).toBe(
      'local, encrypted, answered in 12 ms; best of 2 that are good, 1 is not',
    );
    // One that refuses the credential has answered, too.
    expect(explainChoice(chosen, [chosen, at('https://b', 'unauthorized'), at('https://c', 'cancelled')])).toBe(
      'local, encrypted, answered in 12 ms; the only good one, 1 is not',
    );
  });
});
