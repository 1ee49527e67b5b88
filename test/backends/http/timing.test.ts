import { describe, expect, test, vi } from 'vitest';
import { withDeadline } from '../../../src/backends/http/deadline.ts';
import { withRetry } from '../../../src/backends/http/retry.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../../src/backends/http/retry-rules.ts';
import { singleFlight } from '../../../src/backends/http/single-flight.ts';
import { type ErrorCode, MediafoldError, NetworkFailure } from '../../../src/errors.ts';
import { environment } from '../../../src/models/environment.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const never = new Promise<never>(() => undefined);
const code = (expected: ErrorCode): unknown => expect.objectContaining({ code: expected });

/** Lets time pass as long as somebody sleeps, and says how long that was. */
async function elapse(clock: FakeClock, work: Promise<unknown>): Promise<number> {
  const from = clock.now();
  let isDone = false;
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  void done.then(() => {
    isDone = true;
  });
  // Nobody sleeps while the code of a retry is being loaded, which takes no time of this clock.
  while (!isDone) await clock.advance(clock.sleeping > 0 ? 1 : 0);
  return clock.now() - from;
}

describe('singleFlight', () => {
  test('runs once for all who come meanwhile, and anew for who comes after', async () => {
    const work = vi.fn(async () => work.mock.calls.length);
    const run = singleFlight(work);
    expect(await Promise.all([run(), run(), run()])).toEqual([1, 1, 1]);
    expect(await run()).toBe(2);
  });

  test('a failure is shared, and not remembered', async () => {
    let calls = 0;
    const run = singleFlight(async () => {
      calls += 1;
      if (calls === 1) throw new Error('first');
      return calls;
    });
    expect((await Promise.allSettled([run(), run()])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await run()).toBe(2);
  });
});

describe('withDeadline', () => {
  test('work that does not listen is left behind when time is up', async () => {
    const clock = new FakeClock();
    let inner: AbortSignal | undefined;
    const waiting = withDeadline({ operation: 'list', ms: 500, clock }, (signal) => {
      inner = signal;
      return never;
    });
    const outcome = expect(waiting).rejects.toThrow(code('timeout'));
    await clock.advance(499);
    expect(inner?.aborted).toBe(false);
    await clock.advance(1);
    await outcome;
    expect(inner?.aborted).toBe(true);
  });

  test('the caller can give up earlier, and that is no time-out', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const waiting = withDeadline({ operation: 'list', ms: 500, clock, signal: stop.signal }, () => never);
    stop.abort();
    await expect(waiting).rejects.toThrow(code('cancelled'));
  });

  test('no work is begun for a caller who gave up before', async () => {
    const work = vi.fn(async () => 1);
    const options = { operation: 'list', ms: 500, clock: new FakeClock(), signal: AbortSignal.abort() };
    await expect(withDeadline(options, work)).rejects.toThrow(code('cancelled'));
    expect(work).not.toHaveBeenCalled();
  });

  test('a finished one leaves no timer', async () => {
    const clock = new FakeClock();
    expect(await withDeadline({ operation: 'list', ms: 500, clock }, async () => 7)).toBe(7);
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});

describe('withRetry', () => {
  /** Fails with these errors, one after the other, and then succeeds. */
  async function attempt(
    errors: readonly Error[],
    options: { safe?: boolean; policy?: Partial<RetryPolicy>; random?: number } = {},
  ): Promise<{ calls: number; waited: number; outcome: PromiseSettledResult<string> }> {
    const clock = new FakeClock();
    let calls = 0;
    const work = withRetry(
      async () => {
        const error = errors[calls];
        calls += 1;
        if (error !== undefined) throw error;
        return 'done';
      },
      {
        policy: { ...defaultRetryPolicy, ...options.policy },
        safe: options.safe ?? true,
        environment: environment({ clock, random: () => options.random ?? 0 }),
      },
    );
    const waited = await elapse(clock, work);
    const [outcome] = await Promise.allSettled([work]);
    return { calls, waited, outcome };
  }
  const error = (of: ErrorCode, retryAfterMs?: number): MediafoldError => new MediafoldError(of, 'x', { retryAfterMs });

  test('waits 300, 600, 1200 ms between four tries', async () => {
    const { calls, waited, outcome } = await attempt([error('unavailable'), error('timeout'), error('unavailable')]);
    expect({ calls, waited }).toEqual({ calls: 4, waited: 2_100 });
    expect(outcome).toMatchObject({ value: 'done' });
  });

  test('chance adds up to half', async () => {
    expect((await attempt([error('unavailable')], { random: 1 })).waited).toBe(450);
  });

  test('the last failure is what the caller gets, unchanged', async () => {
    const last = error('timeout');
    const { calls, outcome } = await attempt([...Array(3).fill(error('unavailable')), last, error('unavailable')]);
    expect(calls).toBe(4);
    expect(outcome).toEqual({ status: 'rejected', reason: last });
  });

  test('a server that asks for fewer requests gets longer pauses, 5, 10, 20 s, when it does not say how long', async () => {
    const { calls, waited } = await attempt(Array(4).fill(error('rate-limited')));
    expect({ calls, waited }).toEqual({ calls: 4, waited: 35_000 });
  });

  test('a server that says how long is obeyed', async () => {
    expect((await attempt([error('rate-limited', 7_000)])).waited).toBe(7_000);
  });

  test('one that asks for too long gets no second try', async () => {
    const { calls, waited } = await attempt([error('rate-limited', 60_000)]);
    expect({ calls, waited }).toEqual({ calls: 1, waited: 0 });
  });

  test.each<ErrorCode>([
    'unauthorized',
    'forbidden',
    'not-found',
    'protocol',
    'cancelled',
    'unsupported',
    'wrong-server',
  ])('%s is final', async (final) => {
    expect((await attempt([error(final)])).calls).toBe(1);
  });

  test.each([
    ['a failing server', error('unavailable'), 1],
    ['a time-out', error('timeout'), 1],
    ['a connection that broke', new NetworkFailure('reset', 'x'), 1],
    ['a closed port', new NetworkFailure('refused', 'x'), 2],
    ['an unknown name', new NetworkFailure('dns', 'x'), 2],
    ['too many requests', error('rate-limited'), 2],
  ])('an unsafe request after %s', async (_, failure, calls) => {
    expect((await attempt([failure], { safe: false })).calls).toBe(calls);
  });

  test('an abort ends the wait', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const work = withRetry(
      async () => {
        throw error('unavailable');
      },
      { policy: defaultRetryPolicy, safe: true, environment: environment({ clock }), signal: stop.signal },
    );
    const outcome = expect(work).rejects.toThrow(code('cancelled'));
    await clock.advance(100);
    stop.abort();
    await outcome;
    expect(clock.sleeping).toBe(0);
  });
});
