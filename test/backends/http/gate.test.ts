import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGate, type Gate, type Passage } from '../../../src/backends/http/gate.ts';

interface Held {
  readonly number: number;
  /** Lets it end in this way. */
  end(how: Passage): void;
}

/** Work that goes through the gate, under the test's control. */
function through(gate: Gate): {
  readonly inside: Held[];
  readonly begun: number[];
  readonly ended: Promise<unknown>[];
  send(number: number, signal?: AbortSignal): void;
} {
  const inside: Held[] = [];
  const begun: number[] = [];
  const ended: Promise<unknown>[] = [];
  const send = (number: number, signal?: AbortSignal): void => {
    const work = (): Promise<void> =>
      new Promise((resolve, reject) => {
        begun.push(number);
        const end = (how: Passage): void => {
          inside.splice(inside.indexOf(held), 1);
          if (how === 'done') resolve();
          else reject(new Error(how));
        };
        const held: Held = { number, end };
        inside.push(held);
      });
    const judge = (error: unknown): Passage => (error instanceof Error ? (error.message as Passage) : 'done');
    ended.push(
      gate.pass(work, judge, signal).then(
        () => 'done',
        (error: Error & { code?: string }) => error.code ?? error.message,
      ),
    );
  };
  return { inside, begun, ended, send };
}

const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Step =
  | { readonly kind: 'send' }
  | { readonly kind: 'end'; readonly which: number; readonly how: Passage }
  | { readonly kind: 'abort'; readonly which: number };

const how = fc.constantFrom<Passage>('done', 'done', 'done', 'overloaded', 'failed');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('send' as const) }),
  fc.record({ kind: fc.constant('send' as const) }),
  fc.record({ kind: fc.constant('end' as const), which: fc.nat(10), how }),
  fc.record({ kind: fc.constant('abort' as const), which: fc.nat(40) }),
);

describe('whatever comes, goes and is given up', () => {
  test('never more than the width begin, in order, and everybody who waits gets a turn', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const gate = createGate({ first: 3, most: 6 });
        const { inside, begun, ended, send } = through(gate);
        const aborts: AbortController[] = [];
        const gone = new Set<number>();
        let width = gate.width;
        let good = 0;
        for (const each of steps) {
          if (each.kind === 'send') {
            const abort = new AbortController();
            send(aborts.length, abort.signal);
            aborts.push(abort);
          } else if (each.kind === 'abort') {
            const number = each.which % Math.max(1, aborts.length);
            if (!begun.includes(number) && number < aborts.length) gone.add(number);
            aborts[number]?.abort();
          } else if (inside.length > 0) {
            inside[each.which % inside.length]?.end(each.how);
            good = each.how === 'done' ? good + 1 : each.how === 'overloaded' ? 0 : good;
            if (each.how === 'overloaded') width = Math.max(1, Math.floor(width / 2));
            else if (each.how === 'done' && good >= width && width < 6) [width, good] = [width + 1, 0];
          }
          await idle();
          expect(gate.width).toBe(width);
          const waiting = aborts.length - begun.length - gone.size;
          // Those who were inside when it became narrow may stay; nobody is let in meanwhile, and nobody waits before a free place.
          if (inside.length < width) expect(waiting).toBe(0);
        }
        while (inside.length > 0) {
          expect(inside.length).toBeLessThanOrEqual(6);
          inside[0]?.end('done');
          await idle();
        }
        expect(begun).toEqual([...aborts.keys()].filter((number) => !gone.has(number)));
        expect(begun.toSorted((a, b) => a - b)).toEqual(begun);
        const all = await Promise.all(ended);
        for (const number of gone) expect(all[number]).toBe('cancelled');
      }),
      { numRuns: 300 },
    );
  });

  test('a narrow gate lets nobody in before there is a place again', async () => {
    const gate = createGate({ first: 4, most: 8 });
    const { inside, begun, send } = through(gate);
    for (let number = 0; number < 8; number += 1) send(number);
    await idle();
    expect(begun).toEqual([0, 1, 2, 3]);
    inside[0]?.end('overloaded');
    await idle();
    expect([gate.width, begun]).toEqual([2, [0, 1, 2, 3]]);
    inside[0]?.end('overloaded');
    await idle();
    expect([gate.width, begun]).toEqual([1, [0, 1, 2, 3]]);
    inside[0]?.end('done');
    await idle();
    expect([gate.width, begun]).toEqual([2, [0, 1, 2, 3, 4]]);
  });
});

test('it opens by one after as many good answers as there are places, up to its most, and failures change nothing', async () => {
  const gate = createGate({ first: 2, most: 4 });
  const { inside, send } = through(gate);
  const widths: number[] = [];
  for (let number = 0; number < 12; number += 1) {
    send(number);
    await idle();
    inside[0]?.end(number % 4 === 1 ? 'failed' : 'done');
    await idle();
    widths.push(gate.width);
  }
  expect(widths).toEqual([2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4]);
});

test('it begins with four places, and never has more than eight', async () => {
  const gate = createGate();
  const { inside, send } = through(gate);
  expect(gate.width).toBe(4);
  for (let number = 0; number < 100; number += 1) {
    send(number);
    await idle();
    inside[0]?.end('done');
  }
  await idle();
  expect(gate.width).toBe(8);
});

test('who has given up before does not even wait', async () => {
  const gate = createGate({ first: 1, most: 1 });
  const { begun, ended, send, inside } = through(gate);
  send(0, AbortSignal.abort());
  send(1);
  await idle();
  expect(await ended[0]).toBe('cancelled');
  expect(begun).toEqual([1]);
  inside[0]?.end('done');
  expect(await ended[1]).toBe('done');
});
