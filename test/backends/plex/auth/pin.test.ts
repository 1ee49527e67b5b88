import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoginEvent } from '../../../../src/backends/auth-provider.ts';
import { type PlexPinOptions, startPlexPin } from '../../../../src/backends/plex/plex.ts';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import type { FaultAction } from '../../../../src/testing/http/faults.ts';
import type { MockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { until } from '../../../until.ts';
import { login } from '../setting.ts';
import { looksAt, type PinHouse, polls, startPinHouse } from './pin-setting.ts';

let clock: PinHouse['clock'];
let mock: MockPlex;

beforeEach(async () => {
  ({ clock, mock } = await startPinHouse());
});

afterEach(() => mock.close());

const options = (more: Partial<PlexPinOptions> = {}): PlexPinOptions => ({ ...login(mock.plexTv, { clock }), ...more });

const looks = (count: number): Promise<unknown> => looksAt(mock, count);

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
};

const fault = (action: FaultAction, times = 1): void => mock.plexTv.faults.add({ path: polls, times, action });

describe('waiting', () => {
  it('tells what happens', async () => {
    const flow = await startPlexPin(options());
    const events: LoginEvent[] = [];
    flow.on((event) => events.push(event));
    fault({ kind: 'status', status: 503 });
    const waiting = flow.wait();
    await looks(3);
    mock.approvePin(flow.prompt.code);
    expect(await waiting).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'trouble', error: { code: 'unavailable' } });
    const kinds = events.map(({ type }) => type);
    expect(kinds.filter((kind) => kind === 'trouble')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'waiting').length).toBeGreaterThanOrEqual(2);
    expect(kinds.indexOf('agreed')).toBe(kinds.length - 1);
  });

  it.each<[string, FaultAction]>([
    ['a failure', { kind: 'status', status: 500 }],
    ['a gateway', { kind: 'status', status: 504, body: '<html>' }],
    ['a reset', { kind: 'reset' }],
    ['a broken answer', { kind: 'truncate', bytes: 10 }],
    ['an answer that ends early', { kind: 'cut-body', bytes: 10 }],
    ['a portal', { kind: 'body', body: '<!doctype html><p>Pay here', contentType: 'text/html' }],
    ['a portal that sends elsewhere', { kind: 'redirect', location: 'http://portal.invalid/' }],
    ['nothing', { kind: 'empty' }],
    ['an answer without its id', { kind: 'mutate', changes: [{ path: 'id', change: 'drop' }] }],
  ])('goes on after %s', async (_, action) => {
    const flow = await startPlexPin(options());
    fault(action, 3);
    const waiting = flow.wait();
    await looks(4);
    mock.approvePin(flow.prompt.code);
    expect(await waiting).toHaveLength(1);
  });

  it('goes on when nobody answers in time', async () => {
    const slow = new FakeClock();
    const flow = await startPlexPin(options(login(mock.plexTv, { clock: slow })));
    const events: LoginEvent[] = [];
    flow.on((event) => events.push(event));
    fault({ kind: 'black-hole' });
    const waiting = flow.wait();
    await looks(1);
    await slow.advance(15_000);
    expect(events).toMatchObject([{ type: 'trouble', error: { code: 'timeout' }, nextTryAt: slow.now() + 1_000 }]);
    mock.approvePin(flow.prompt.code);
    await slow.advance(1_000);
    expect(await waiting).toHaveLength(1);
  });

  it('asks less and less often while Plex says that it is too often, and again each second after', async () => {
    const slow = new FakeClock();
    const flow = await startPlexPin(options(login(mock.plexTv, { clock: slow })));
    const startedAt = slow.now();
    const waits: number[] = [];
    flow.on((event) => {
      waits.push(event.type === 'trouble' ? event.nextTryAt - slow.now() : 0);
    });
    fault({ kind: 'status', status: 429, body: '{"errors":[{"code":1003}]}' }, 5);
    const waiting = flow.wait();
    for (const [index, seconds] of [5, 10, 20, 30, 30].entries()) {
      await looks(index + 1);
      await until(() => waits.length === index + 1);
      await slow.advance(seconds * 1_000 - 1);
      expect(mock.plexTv.log.to(polls)).toHaveLength(index + 1);
      await slow.advance(1);
    }
    await until(() => waits.length === 6);
    mock.approvePin(flow.prompt.code);
    await slow.advance(1_000);
    expect(await waiting).toHaveLength(1);
    expect(waits).toEqual([5_000, 10_000, 20_000, 30_000, 30_000, 0, ...waits.slice(6)]);
    expect(slow.now() - startedAt).toBe(96_000);
  });

  it('keeps to what Plex asks for', async () => {
    const flow = await startPlexPin(options());
    fault({ kind: 'status', status: 429, headers: { 'retry-after': '12' } });
    const waiting = flow.wait();
    await looks(2);
    mock.approvePin(flow.prompt.code);
    await waiting;
    expect(clock.pauses[0]).toBe(12_000);
  });

  it('takes a first look that comes too early for what it is', async () => {
    const flow = await startPlexPin(options({ strong: true, forwardUrl: 'shelf://back' }));
    mock.approvePin(flow.prompt.code);
    fault({ kind: 'mutate', changes: [{ path: 'authToken', change: 'set', value: null }] });
    expect(await flow.wait()).toHaveLength(1);
    expect(mock.plexTv.log.to(polls)).toHaveLength(2);
  });
});

describe('the end', () => {
  it.each([404, 410])('comes with %i, and no dead code is looked at again', async (status) => {
    const flow = await startPlexPin(options());
    fault({ kind: 'status', status }, 9);
    await expect(flow.wait()).rejects.toMatchObject({
      code: 'token-expired',
      message: expect.stringMatching(/ask for a new one/),
    });
    await turns(50);
    expect(mock.plexTv.log.to(polls)).toHaveLength(1);
  });

  it('comes with the time, however often Plex failed before', async () => {
    const flow = await startPlexPin(options());
    fault({ kind: 'status', status: 503 }, 9_999);
    const over = expect(flow.wait()).rejects.toMatchObject({ code: 'token-expired' });
    await looks(3);
    clock.advance(900_000);
    await over;
    const { length } = mock.plexTv.log.all();
    await turns(50);
    expect(mock.plexTv.log.all()).toHaveLength(length);
  });

  it('is Plex’s to say when the clock was set back', async () => {
    const flow = await startPlexPin(options());
    const over = expect(flow.wait()).rejects.toMatchObject({ code: 'token-expired' });
    await looks(2);
    clock.advance(-3_600_000);
    mock.expirePins();
    await over;
  });

  it('comes at once when it is given up, and nothing is asked after it', async () => {
    const flow = await startPlexPin(options());
    const stop = new AbortController();
    const over = expect(flow.wait({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await looks(2);
    stop.abort();
    await over;
    const { length } = mock.plexTv.log.all();
    await turns(50);
    expect(mock.plexTv.log.all()).toHaveLength(length);
  });

  it('can be given up in the middle of a look', async () => {
    const flow = await startPlexPin(options());
    const stop = new AbortController();
    fault({ kind: 'black-hole' });
    const over = expect(flow.wait({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await looks(1);
    stop.abort();
    await over;
    // Somebody may wait anew: the code is still good.
    const again = flow.wait();
    mock.approvePin(flow.prompt.code);
    expect(await again).toHaveLength(1);
  });

  it('gives everybody who waits the same, and asks for it once', async () => {
    const flow = await startPlexPin(options());
    const both = Promise.all([flow.wait(), flow.wait()]);
    mock.approvePin(flow.prompt.code);
    const [one, two] = await both;
    expect(one).toBe(two);
    mock.plexTv.log.clear();
    expect(await flow.wait()).toBe(one);
    expect(mock.plexTv.log.all()).toHaveLength(0);
  });

  it('can be waited for again when the servers could not be listed', async () => {
    const flow = await startPlexPin(options());
    mock.approvePin(flow.prompt.code);
    mock.plexTv.faults.add({ path: '/api/v2/user', times: 1, action: { kind: 'status', status: 403 } });
    await expect(flow.wait()).rejects.toMatchObject({ code: 'forbidden' });
    expect(await flow.wait()).toHaveLength(1);
    expect(mock.plexTv.log.to(polls)).toHaveLength(1);
  });
});
