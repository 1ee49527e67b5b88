import { describe, expect, it } from 'vitest';
import { Faults } from '../../../src/testing/http/faults.ts';

const hit = { kind: 'empty' } as const;

const taken = (faults: Faults, count: number, at?: number): number =>
  Array.from({ length: count }, () => faults.take('GET', '/a', at)).filter((action) => action !== undefined).length;

describe('faults', () => {
  it('hit the part of the requests that they are given, the same ones in each run', () => {
    const counts = [0, 1].map(() => {
      const faults = new Faults();
      faults.add({ probability: 0.3, action: hit });
      return taken(faults, 1000);
    });
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeGreaterThan(250);
    expect(counts[0]).toBeLessThan(350);
  });

  it('take their chance from the random that is given', () => {
    const row = [0.1, 0.9, 0.49, 0.5];
    const faults = new Faults(() => row.shift() ?? 1);
    faults.add({ probability: 0.5, action: hit });
    const hits = [1, 2, 3, 4].map(() => faults.take('GET', '/a') !== undefined);
    expect(hits).toEqual([true, false, true, false]);
  });

  it('count a hit only when chance has let it happen', () => {
    const row = [0.9, 0.1, 0.1];
    const faults = new Faults(() => row.shift() ?? 0);
    faults.add({ probability: 0.5, times: 1, action: hit });
    expect([1, 2, 3].map(() => faults.take('GET', '/a') !== undefined)).toEqual([false, true, false]);
  });

  it('begin after a moment', () => {
    const faults = new Faults();
    faults.add({ after: 1000, action: hit });
    expect([999, 1000, 5000].map((at) => taken(faults, 1, at))).toEqual([0, 1, 1]);
  });

  it('last between two moments', () => {
    const faults = new Faults();
    faults.add({ between: [1000, 2000], action: hit });
    expect([999, 1000, 1999, 2000].map((at) => taken(faults, 1, at))).toEqual([0, 1, 1, 0]);
  });

  it('leave skipped and foreign requests alone', () => {
    const faults = new Faults();
    faults.add({ path: /^\/b/, method: 'POST', skip: 1, times: 1, action: hit });
    expect(faults.take('GET', '/b')).toBeUndefined();
    expect(faults.take('POST', '/a')).toBeUndefined();
    expect(['1', '2', '3'].map(() => faults.take('POST', '/bb'))).toEqual([undefined, hit, undefined]);
  });
});
